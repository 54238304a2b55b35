import { once } from 'node:events';
import { mkdirSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createFreeSpace } from './free-space.ts';

t.test('the room that is left is told at once, and again and again', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'signet-space-'));
  const freeSpace = createFreeSpace(directory, 5);
  t.teardown(() => freeSpace.close());
  const told: number[] = [];
  await new Promise<void>((resolve) => {
    freeSpace.watch((freeBytes) => {
      told.push(freeBytes);
      if (told.length === 3) resolve();
    });
  });
  const { bavail, bsize } = statfsSync(directory);
  t.ok(Math.abs((told[0] ?? 0) - bavail * bsize) < 1024 ** 3, `${told[0]} bytes`);
});

t.test('a look that fails tells nothing, and the next one may succeed', async (t) => {
  const directory = join(mkdtempSync(join(tmpdir(), 'signet-space-')), 'later');
  const freeSpace = createFreeSpace(directory, 5);
  t.teardown(() => freeSpace.close());
  await new Promise<void>((resolve) => {
    let isThere = false;
    freeSpace.watch(() => {
      t.ok(isThere);
      resolve();
    });
    setImmediate(() => {
      isThere = true;
      mkdirSync(directory);
    });
  });
});

t.test('nothing is told after the end', async (t) => {
  const ticking = createFreeSpace(tmpdir(), 5);
  t.teardown(() => ticking.close());
  const ended = createFreeSpace(tmpdir(), 5);
  ended.watch(() => t.fail('told after the end'));
  ended.close();
  let looks = 0;
  const twice = new EventTarget();
  ticking.watch(() => {
    looks += 1;
    if (looks === 2) twice.dispatchEvent(new Event('twice'));
  });
  await once(twice, 'twice');
});
