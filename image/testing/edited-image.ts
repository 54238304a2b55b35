/**
 * A copy of the built image that somebody changed before power-on: files on its boot partition, bytes of a partition.
 *
 * The image itself is never written. Copies are sparse and gone when their test ends.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, type Owner } from '../../scripts/e2e/test-support/programs.ts';

export interface EditedImage {
  /** The raw disk image. */
  readonly path: string;
  /** Writes a file of the boot partition, over one that is there. */
  writeBootFile(path: string, content: string | Buffer): void;
  readBootFile(path: string): Buffer;
  /** Names of the files in a folder of the boot partition. */
  listBootFolder(path: string): string[];
  /** Inverts one byte in each of `count` places of a partition, spread evenly over a part of it. */
  damagePartition(label: string, where: { fromByte: number; toByte: number; count: number }): void;
}

export function editImage(t: Owner, image: string): EditedImage {
  const folder = newFolder('image');
  const path = join(folder, 'disk.raw');
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync('cp', ['--sparse=always', '--reflink=auto', image, path]);
  const partitions = readPartitions(path);
  const boot = `${path}@@${startOf('SIGNET')}`;

  function startOf(label: string): number {
    const found = partitions.find(({ name }) => name === label);
    if (found === undefined) throw new Error(`The image has no partition "${label}".`);
    return found.start * 512;
  }

  return {
    path,
    writeBootFile(name, content) {
      const file = join(folder, 'file');
      writeFileSync(file, content);
      execFileSync('mcopy', ['-o', '-i', boot, file, `::${name}`]);
    },
    readBootFile: (name) => execFileSync('mtype', ['-i', boot, `::${name}`], { maxBuffer: 2 ** 30 }),
    listBootFolder(name) {
      const text = execFileSync('mdir', ['-b', '-i', boot, `::${name}`], { encoding: 'utf8' });
      return text
        .trim()
        .split('\n')
        .map((line) => line.slice(line.lastIndexOf('/') + 1))
        .filter((one) => one !== '');
    },
    damagePartition(label, { fromByte, toByte, count }) {
      const disk = openSync(path, 'r+');
      const byte = Buffer.alloc(1);
      for (let index = 0; index < count; index += 1) {
        const at = startOf(label) + fromByte + Math.floor(((toByte - fromByte) / count) * index);
        readSync(disk, byte, 0, 1, at);
        byte.writeUInt8(byte.readUInt8(0) ^ 0xff, 0);
        writeSync(disk, byte, 0, 1, at);
      }
      closeSync(disk);
    },
  };
}

interface Partition {
  name: string;
  /** In sectors of 512 bytes. */
  start: number;
}

function readPartitions(disk: string): Partition[] {
  const table = JSON.parse(execFileSync('sfdisk', ['--json', disk], { encoding: 'utf8' }));
  return table.partitiontable.partitions;
}
