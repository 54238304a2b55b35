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
  /** PEM texts of authorities that the cloud's certificate may come from besides the system's. */
  caCertificates: readonly string[];
}): ClockPort {
  const { path, caCertificates } = options;
  const caFile = path === null || caCertificates.length === 0 ? null : `${path}.ca.pem`;
  return {
    doubt: (origin) => {
      if (path === null) return;
      const whole = `${path}.new`;
      try {
        if (caFile !== null) {
          writeFileSync(caFile, `${caCertificates.join('\n')}\n`);
          chmodSync(caFile, 0o644);
        }
        writeFileSync(whole, `${JSON.stringify({ origin, caFile })}\n`);
        chmodSync(whole, 0o644);
        renameSync(whole, path);
      } catch (cause) {
        throw new OperationalError('clock-doubt-failed', `cannot write ${path}`, { cause });
      }
    },
  };
}
