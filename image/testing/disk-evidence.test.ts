import { execFile } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { overlaps, readDisk } from './disk-evidence.ts';

const run = promisify(execFile);
const mebibyte = 1024 * 1024;

for (const [what, one, other, expected] of [
  ['side by side', [0, 10], [10, 10], false],
  ['one byte shared', [0, 11], [10, 10], true],
  ['one in the other', [0, 100], [10, 10], true],
  ['the other in the one', [12, 2], [10, 10], true],
  ['far apart', [0, 1], [10, 1], false],
] as const) {
  t.test(what, async (t) => {
    const range = ([startByte, bytes]: readonly [number, number]) => ({ startByte, bytes });
    t.equal(overlaps(range(one), range(other)), expected);
  });
}

function emptyFile(path: string, mebibytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, mebibytes * mebibyte);
}

/** `sfdisk` reads what it is to do from its standard input. */
async function partition(image: string, table: string): Promise<void> {
  const done = run('sfdisk', ['--quiet', image]);
  done.child.stdin?.end(table);
  await done;
}

async function overlayOf(folder: string, name: string, writes: readonly string[]): Promise<string> {
  const overlay = join(folder, name);
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', join(folder, 'image'), '-F', 'raw', overlay]);
  await run('qemu-io', [...writes.flatMap((write) => ['-c', write]), overlay]);
  return overlay;
}

t.test('a disk tells what was written to, and what its data is worth', async (t) => {
  const folder = t.testdir();
  const image = join(folder, 'image');
  emptyFile(image, 64);
  const table = 'label: gpt\nsize=8M, name=slot\nsize=32M, name=signet-data\n';
  await partition(image, table);
  await run('mke2fs', ['-q', '-t', 'ext4', '-E', `offset=${9 * mebibyte}`, image, '32M']);

  const untouched = await overlayOf(folder, 'untouched', ['read 0 512']);
  t.same(await readDisk(untouched), { written: [], data: 'whole' });
  const slotWritten = await overlayOf(folder, 'slot-written', [`write ${2 * mebibyte} 4096`]);
  t.same(await readDisk(slotWritten), { written: ['slot'], data: 'whole' });
  // The root folder's inode, in the first table of inodes.
  const broken = await overlayOf(folder, 'broken', [`write -P 0x5a ${9 * mebibyte + 4096} 8192`]);
  t.match(await readDisk(broken), { written: ['signet-data'], data: { complaint: /./ } });

  // The superblock's count, which the kernel writes at an unmount only, is no damage.
  await run('debugfs', [
    '-w',
    '-R',
    'set_super_value free_blocks_count 7',
    `${image}?offset=${9 * mebibyte}`,
  ]);
  t.same(await readDisk(await overlayOf(folder, 'miscounted', ['read 0 512'])), {
    written: [],
    data: 'whole',
  });
});

t.test('a first boot that came to nothing has no data', async (t) => {
  const folder = t.testdir();
  const image = join(folder, 'image');
  emptyFile(image, 16);
  await partition(image, 'label: gpt\nsize=8M, name=slot\n');
  t.same(await readDisk(await overlayOf(folder, 'disk', ['read 0 512'])), { written: [], data: 'absent' });
});
