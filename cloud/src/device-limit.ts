/**
 * `npm run device-limit`: how many devices an account may have, set by whoever runs the cloud.
 *
 * Works beside a running cloud, which reads the limit at each claim. It opens the database of the cloud's own data
 * directory and never makes one: a mistyped directory must not look like a cloud without accounts.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadSettings } from '@signet/config';
import { z } from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import { type DeviceLimitOutcome, setDeviceLimit } from './accounts/device-limit.ts';
import { openDatabase } from './database/open-database.ts';
import { settingsSchema } from './settings.ts';

const loaded = loadSettings({
  program: 'npm run device-limit --',
  summary: 'Sets how many devices an account may have; what it has already stays.',
  version: packageJson.version,
  environmentPrefix: 'SIGNET_CLOUD_',
  schema: z.object({
    data: settingsSchema.shape.data,
    account: z
      .string()
      .min(1, 'is empty')
      .describe('ID or name of the account, as Studio shows it in Settings')
      .meta({ placeholder: 'ACCOUNT' }),
    limit: z
      .string()
      .regex(/^(none|\d{1,7})$/, 'is a number of devices, or none')
      .describe('how many devices it may have; none for no limit')
      .meta({ placeholder: 'N' }),
  }),
  argv: process.argv.slice(2),
  environment: process.env,
});

if (loaded.outcome === 'settings') {
  const { data, account, limit } = loaded.settings;
  const deviceLimit = limit === 'none' ? null : Number(limit);
  const { isDone, text } = await run(resolve(data), account, deviceLimit);
  (isDone ? process.stdout : process.stderr).write(text);
  if (!isDone) process.exitCode = 1;
} else {
  (loaded.outcome === 'help' ? process.stdout : process.stderr).write(loaded.text);
  process.exitCode = loaded.outcome === 'help' ? 0 : 2;
}

async function run(data: string, account: string, deviceLimit: number | null) {
  const file = join(data, 'cloud.sqlite');
  if (!existsSync(file)) {
    return { isDone: false, text: `There is no cloud's data in ${data}; name its directory by --data.\n` };
  }
  const db = openDatabase({ file });
  try {
    const needs = { db, clock: () => Date.now(), randomBytes };
    return say(await setDeviceLimit(needs, { account, deviceLimit }), account, deviceLimit);
  } finally {
    await db.destroy();
  }
}

function say(outcome: DeviceLimitOutcome, asked: string, deviceLimit: number | null) {
  switch (outcome.outcome) {
    case 'set': {
      const { account, devices, before } = outcome;
      const may = deviceLimit === null ? 'as many devices as it likes' : `${deviceLimit} devices`;
      const was =
        before === deviceLimit ? 'as before' : before === null ? 'no limit before' : `${before} before`;
      return {
        isDone: true,
        text: `${account.name} (${account.id}) may have ${may}, ${was}; it has ${devices}.\n`,
      };
    }
    case 'unknown-account':
      return { isDone: false, text: `There is no account of the ID or name "${asked}".\n` };
    case 'ambiguous': {
      const ids = outcome.accounts.map(({ id }) => `  ${id}\n`).join('');
      return { isDone: false, text: `Several accounts are called "${asked}"; name one by its ID:\n${ids}` };
    }
    default:
      return outcome satisfies never;
  }
}
