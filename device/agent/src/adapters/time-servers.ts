/**
 * Tells the system's time service which servers the configuration names (timesyncd.conf(5)).
 *
 * That service reads the file when it starts, which on our image is after the agent's first picture. The file is there
 * whenever the agent was given a path, so that servers that are not named any more are forgotten too.
 */
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { OperationalError } from '../ports.ts';

/**
 * @param servers host names or addresses, the first one first; of such a shape that they cannot end a line
 * @throws OperationalError `time-servers-unwritable`
 */
export function writeTimeServers(path: string, servers: readonly string[]): void {
  const whole = `${path}.new`;
  try {
    writeFileSync(whole, servers.length === 0 ? '' : `[Time]\nNTP=${servers.join(' ')}\n`);
    // The time service is another user.
    chmodSync(whole, 0o644);
    renameSync(whole, path);
  } catch (cause) {
    throw new OperationalError('time-servers-unwritable', `The time servers cannot be written to ${path}.`, {
      cause,
    });
  }
}
