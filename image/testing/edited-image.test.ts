/** A copy of a disk is changed where the test says, and the disk itself never. */
import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newFolder } from '../../scripts/e2e/test-support/programs.ts';
import { editImage } from './edited-image.ts';

const mebibyte = 2 ** 20;

/** 8 MiB: a boot partition with FAT, and one with zeros. */
function tinyDisk(): string {
  const disk = join(newFolder('disk'), 'disk.raw');
  writeFileSync(disk, '');
  truncateSync(disk, 8 * mebibyte);
  const table = 'label: gpt\nstart=2048, size=8192, type=uefi, name=SIGNET\nsize=2048, name=signet_1\n';
  execFileSync('sfdisk', ['--quiet', disk], { input: table });
  execFileSync('mformat', ['-i', `${disk}@@${mebibyte}`, '-T', '8192', '::']);
  return disk;
}

t.test(
  'files of the boot partition are written, listed and read; bytes of another are inverted',
  async (t) => {
    const disk = tinyDisk();
    const before = readFileSync(disk);
    const image = editImage(t, disk);
    image.writeBootFile('/signet.json', 'first');
    image.writeBootFile('/signet.json', '{"rotation": 90}');
    t.same(image.listBootFolder('/'), ['signet.json']);
    t.equal(image.readBootFile('/signet.json').toString(), '{"rotation": 90}');

    image.damagePartition('signet_1', { fromByte: 100, toByte: 300, count: 2 });
    const start = 5 * mebibyte;
    const bytes = readFileSync(image.path).subarray(start, start + mebibyte);
    const changed = [...bytes.entries()].filter(([, value]) => value !== 0);
    t.same(changed, [
      [100, 255],
      [200, 255],
    ]);
    t.ok(readFileSync(disk).equals(before), 'the disk is as it was');
    t.throws(
      () => image.damagePartition('other', { fromByte: 0, toByte: 1, count: 1 }),
      /no partition "other"/,
    );
  },
);
