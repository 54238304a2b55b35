import { execFileSync } from 'node:child_process';
import { openSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { erofsBytes, fatUsedBytes, infoSectorAt, measureSizes } from './image-sizes.ts';

t.test('what an erofs holds is its blocks times their size', async (t) => {
  const table: [blockBits: number, blocks: number, bytes: number][] = [
    [12, 341_000, 1_396_736_000],
    [9, 3, 1_536],
    [12, 1_000_000, 4_096_000_000],
  ];
  for (const [blockBits, blocks, bytes] of table) t.equal(erofsBytes(superblock(blockBits, blocks)), bytes);
  t.throws(() => erofsBytes(Buffer.alloc(2_048)), /no erofs/);
});

t.test('what a FAT32 of mtools has in use is its files, in whole clusters', async (t) => {
  const folder = t.testdir();
  const [disk, file] = [join(folder, 'fat'), join(folder, 'file')];
  writeFileSync(disk, '');
  truncateSync(disk, 64 * 2 ** 20);
  execFileSync('mformat', ['-i', disk, '-F', '-c', '1', '-T', String(64 * 2048), '::']);
  const before = used(disk);
  for (const bytes of [1, 512, 513, 1_000_000]) {
    writeFileSync(file, Buffer.alloc(bytes));
    execFileSync('mcopy', ['-o', '-i', disk, file, '::file']);
    t.equal(used(disk) - before, Math.ceil(bytes / 512) * 512, `${bytes} bytes`);
  }
  t.throws(() => fatUsedBytes(Buffer.alloc(512, 1), Buffer.alloc(512)), /no FAT32/);
});

t.test('a folder with the download alone has its size as the only row, in MB', async (t) => {
  const folder = t.testdir();
  t.same(measureSizes(folder), [], 'and an empty one none');
  writeFileSync(join(folder, 'signet.raw.zst'), '');
  truncateSync(join(folder, 'signet.raw.zst'), 451_000_000);
  t.match(measureSizes(folder), [{ measured: 451, budget: 450, unit: 'MB' }]);
});

t.test('a disk without our boot partition is none of ours', async (t) => {
  const disk = join(t.testdir(), 'signet.raw');
  writeFileSync(disk, '');
  truncateSync(disk, 2 ** 22);
  execFileSync('sfdisk', ['--quiet', disk], { input: 'label: gpt\nsize=1MiB, name=other\n' });
  t.throws(() => measureSizes(join(disk, '..')), /no partition "SIGNET"/);
});

function superblock(blockBits: number, blocks: number): Buffer {
  const start = Buffer.alloc(2_048);
  start.writeUInt32LE(0xe0f5e1e2, 1_024);
  start.writeUInt8(blockBits, 1_024 + 12);
  start.writeUInt32LE(blocks, 1_024 + 36);
  return start;
}

function used(disk: string): number {
  const file = openSync(disk, 'r');
  const [boot, info] = [Buffer.alloc(512), Buffer.alloc(512)];
  readSync(file, boot, 0, 512, 0);
  readSync(file, info, 0, 512, infoSectorAt(boot));
  return fatUsedBytes(boot, info);
}
