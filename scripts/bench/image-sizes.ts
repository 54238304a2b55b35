/**
 * How large the built image is: what people download, and what its partitions hold.
 *
 * Partitions have room to spare for ten years of releases, so a partition's own size says nothing: what is in use is
 * read from the file system's superblock.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, globSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figure.ts';

const megabyte = 1_000_000;

/** `folder` is what `make image` fills. */
export function measureSizes(folder: string): Figure[] {
  const found = (what: string, pattern: string, budget: number | null, bytesOf: (path: string) => number) =>
    globSync(join(folder, pattern)).map((path) => ({
      what,
      measured: bytesOf(path) / megabyte,
      budget,
      unit: 'MB',
    }));
  return [
    ...found('image, compressed, with browser', 'signet.raw.zst', 450, bytes),
    ...found('root file system, as it lies on the disk', 'signet_*.root.raw', null, (path) =>
      erofsBytes(readAt(path, 0, 2_048)),
    ),
    ...found('kernel image with its initrd', 'signet_*.efi', null, bytes),
    ...found('boot partition, in use', 'signet.raw', null, (path) => {
      const start = startOfBoot(path);
      const bootSector = readAt(path, start, 512);
      return fatUsedBytes(bootSector, readAt(path, start + infoSectorAt(bootSector), 512));
    }),
  ];
}

/** What an erofs holds, from its first 2 KiB (Linux, fs/erofs/erofs_fs.h: `struct erofs_super_block`). */
export function erofsBytes(start: Buffer): number {
  const superblock = 1_024;
  if (start.readUInt32LE(superblock) !== 0xe0f5e1e2) throw new Error('This is no erofs.');
  return start.readUInt32LE(superblock + 36) * 2 ** start.readUInt8(superblock + 12);
}

/** What a FAT32 has in use, from its boot sector and its FSInfo sector (Microsoft's FAT specification, 1.03). */
export function fatUsedBytes(bootSector: Buffer, info: Buffer): number {
  const sectorBytes = bootSector.readUInt16LE(11);
  const clusterSectors = bootSector.readUInt8(13);
  const reservedSectors = bootSector.readUInt16LE(14);
  const tables = bootSector.readUInt8(16);
  const sectors = bootSector.readUInt32LE(32);
  const tableSectors = bootSector.readUInt32LE(36);
  if (info.readUInt32LE(484) !== 0x61417272) throw new Error('This is no FAT32 that knows its free room.');
  const clusters = Math.floor((sectors - reservedSectors - tables * tableSectors) / clusterSectors);
  return (clusters - info.readUInt32LE(488)) * clusterSectors * sectorBytes;
}

export function infoSectorAt(bootSector: Buffer): number {
  return bootSector.readUInt16LE(48) * bootSector.readUInt16LE(11);
}

function startOfBoot(disk: string): number {
  const { partitiontable } = JSON.parse(execFileSync('sfdisk', ['--json', disk], { encoding: 'utf8' }));
  const partitions: { name: string; start: number }[] = partitiontable.partitions;
  const boot = partitions.find(({ name }) => name === 'SIGNET');
  if (boot === undefined) throw new Error(`${disk} has no partition "SIGNET".`);
  return boot.start * Number(partitiontable.sectorsize ?? 512);
}

function bytes(path: string): number {
  return statSync(path).size;
}

function readAt(path: string, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  const file = openSync(path, 'r');
  readSync(file, buffer, 0, length, position);
  closeSync(file);
  return buffer;
}
