/**
 * Every setting of signet-clock, in one schema: flags, environment, file and help all follow from it.
 *
 * Parsed once, in `main.ts`. Nothing in here comes from the network.
 */
import { z } from 'zod';

const path = z.string().min(1);

export const settingsSchema = z.object({
  doubt: path
    .describe('the file in which the agent says whose certificate the clock does not fit')
    .meta({ placeholder: 'FILE' }),
  roots: path
    .default('/etc/ssl/certs/ca-certificates.crt')
    .describe('certificate authorities of the system, as PEM')
    .meta({ placeholder: 'FILE' }),
  floorFile: z
    .array(path)
    .default(['/usr/lib/clock-epoch'])
    .describe(
      'files whose last change is the earliest time to be believed; those that are not there do not count',
    )
    .meta({ placeholder: 'FILE' }),
  synchronizedFile: z
    .array(path)
    .default(['/run/systemd/timesync/synchronized'])
    .describe('where one of these files is there, NTP keeps the clock and nothing is set')
    .meta({ placeholder: 'FILE' }),
  timeoutMs: z
    .int('is a number of milliseconds')
    .min(1)
    .max(60_000)
    .default(20_000)
    .describe('how long all of it may take')
    .meta({ placeholder: 'N' }),
  openssl: path.default('openssl').describe('the OpenSSL program').meta({ placeholder: 'PROGRAM' }),
  setCommand: path
    .default('date')
    .describe('sets the clock when called with --utc --set=@SECONDS')
    .meta({ placeholder: 'PROGRAM' }),
});

export type ClockSettings = z.output<typeof settingsSchema>;
