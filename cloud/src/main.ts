/**
 * Starts the cloud: reads the settings, makes the data directory, and hands over to `start-cloud.ts`.
 *
 * Everything heavy is loaded after the settings are known, so that a mistake in them is answered at once and so
 * that V8's compiled code is kept in the data directory, which takes a fifth off every further start. The
 * shared folder that Node would choose could be written by other users of the machine.
 */
import { mkdirSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { loadSettings } from '@signet/config';
import packageJson from '../package.json' with { type: 'json' };
import { type Settings, settingsSchema } from './settings.ts';

const loaded = loadSettings({
  program: 'signet-cloud',
  summary: 'Pairs screens with accounts, tells them what to play, and serves Studio.',
  version: packageJson.version,
  environmentPrefix: 'SIGNET_CLOUD_',
  schema: settingsSchema,
  argv: process.argv.slice(2),
  environment: process.env,
});

if (loaded.outcome === 'settings') {
  await run(loaded.settings);
} else {
  (loaded.outcome === 'help' ? process.stdout : process.stderr).write(loaded.text);
  process.exitCode = loaded.outcome === 'help' ? 0 : 2;
}

async function run(settings: Settings): Promise<void> {
  const { pino } = await import('pino');
  const log = pino({ level: settings.logLevel, base: null });
  try {
    const data = resolve(settings.data);
    mkdirSync(data, { recursive: true, mode: 0o700 });
    enableCompileCache(join(data, 'compile-cache'));
    const { startCloud } = await import('./start-cloud.ts');
    await startCloud(settings, data, log);
    // Node writes the cache at an orderly exit; one that is killed should start quickly the next time too.
    setTimeout(flushCompileCache, 1_000).unref();
  } catch (error) {
    log.fatal({ code: codeOf(error) ?? 'start-failed', err: error }, 'the cloud cannot start');
    process.exitCode = 1;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
