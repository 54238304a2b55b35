/**
 * Says that the clock is doubted, by a file that the service manager watches.
 *
 * Setting the time is a right that the agent does not have; `signet-clock` has it and reads this file. It is written
 * whole or not at all, anew at each doubt, and holds nothing secret, so that a program of another user may read it.
 */
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { type ClockPort, OperationalError } from '../ports.ts';

export function createClockDoubt(options: {
  /** The file; null where nobody would read it, and then a doubt is not said at all. */
  path: string | null;
  /** PEM file of authorities that the cloud's certificate may come from besides the system's; absolute. */
  caFile: string | null;
}): ClockPort {
  const { path, caFile } = options;
  return {
    doubt: (origin) => {
      if (path === null) return;
      const whole = `${path}.new`;
      try {
        writeFileSync(whole, `${JSON.stringify({ origin, caFile })}\n`);
        chmodSync(whole, 0o644);
        renameSync(whole, path);
      } catch (cause) {
        throw new OperationalError('clock-doubt-failed', `cannot write ${path}`, { cause });
      }
    },
  };
}
