/**
 * For tests and the demo: sees to it that `dist/` is there and no older than its sources.
 *
 * Test files run side by side, so only one of them builds while the others wait for it. A device never calls this: it
 * brings a page that was built before.
 */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const lock = join(root, 'node_modules', '.building');

/** Resolves with the directory of the built page. */
export async function ensurePlayerBuilt(): Promise<string> {
  await mkdir(join(root, 'node_modules'), { recursive: true });
  while (!(await takeLock())) await delay(100);
  try {
    if (await isStale()) {
      const { build } = await import('vite');
      await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
    }
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
  return dist;
}

async function takeLock(): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    // A build takes about a second; a lock a minute old belongs to a test that was killed.
    const made = await stat(lock).catch(() => null);
    if (made !== null && Date.now() - made.mtimeMs > 60_000) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

async function isStale(): Promise<boolean> {
  const built = await stat(join(dist, 'index.html')).catch(() => null);
  if (built === null) return true;
  const sources = [join(root, 'index.html'), join(root, 'vite.config.ts'), join(root, 'package.json')];
  for (const folder of ['src', 'public']) {
    const names = await readdir(join(root, folder));
    sources.push(
      ...names.filter((name) => !name.endsWith('.test.ts')).map((name) => join(root, folder, name)),
    );
  }
  const times = await Promise.all(sources.map(async (source) => (await stat(source)).mtimeMs));
  return times.some((time) => time > built.mtimeMs);
}
