/**
 * Builds Studio when its sources are newer than what was built, so that neither a test nor the demo shows old code.
 *
 * Test files run at the same time: the first builds, the others wait for it.
 */
import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const studio = fileURLToPath(new URL('../../', import.meta.url));
const lock = join(tmpdir(), `signet-studio-build-${Buffer.from(studio).toString('hex').slice(-24)}`);
/** No build takes this long; a lock that old was left by a test that was killed. */
const lockIsStaleMs = 120_000;

export async function ensureBuilt(): Promise<void> {
  while (isStale()) {
    if (takeLock()) {
      try {
        await build();
      } finally {
        rmdirSync(lock);
      }
    } else {
      await wait(100);
    }
  }
  while (existsSync(lock) && !isLockStale()) await wait(100);
}

function isStale(): boolean {
  const built = join(studio, 'dist/index.html');
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  return globSync(['*.{html,json,ts}', 'src/**/*', 'public/**/*', '../../device/protocol/src/*.ts'], {
    cwd: studio,
  })
    .filter((source) => !source.endsWith('.test.ts'))
    .some((source) => {
      const found = statSync(join(studio, source));
      return found.isFile() && found.mtimeMs > builtMs;
    });
}

function takeLock(): boolean {
  if (isLockStale()) rmdirSync(lock);
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

function isLockStale(): boolean {
  return existsSync(lock) && Date.now() - statSync(lock).mtimeMs > lockIsStaleMs;
}

async function build(): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: studio });
}
