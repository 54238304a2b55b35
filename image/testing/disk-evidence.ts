/**
 * What the disk of a machine that is off tells: what was written where, and whether the data file system is whole.
 *
 * Judged from outside, by the overlay's own map and by e2fsck on a copy, so that nothing of the guest has a say and
 * the machine's disk is as it was.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const mebibyte = 1024 * 1024;

export interface Range {
  readonly startByte: number;
  readonly bytes: number;
}

export interface Partition extends Range {
  readonly label: string;
}

export interface DiskEvidence {
  /** Labels of the partitions that somebody wrote to since the disk was the image. */
  readonly written: readonly string[];
  /** `absent` where the first boot had not come to it yet; otherwise whole, or what e2fsck says. */
  readonly data: 'absent' | 'whole' | { readonly complaint: string };
}

/** Reads an overlay of qcow2 on the image; the machine must be off. */
export async function readDisk(overlay: string): Promise<DiskEvidence> {
  const folder = mkdtempSync(join(tmpdir(), 'signet-disk-'));
  try {
    const [partitions, ranges] = await Promise.all([partitionsOf(overlay, folder), writtenRanges(overlay)]);
    const data = partitions.find(({ label }) => label === 'signet-data');
    return {
      written: partitions
        .filter((partition) => ranges.some((range) => overlaps(range, partition)))
        .map(({ label }) => label),
      data: data === undefined ? 'absent' : await checkData(overlay, data, folder),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function overlaps(one: Range, other: Range): boolean {
  return one.startByte < other.startByte + other.bytes && other.startByte < one.startByte + one.bytes;
}

async function partitionsOf(overlay: string, folder: string): Promise<Partition[]> {
  const table = join(folder, 'table');
  const { stdout: info } = await run('qemu-img', ['info', '--output=json', overlay]);
  await copyRange(overlay, { startByte: 0, bytes: mebibyte }, table);
  // The second table at the end stays behind; the first one says it all.
  truncateSync(table, JSON.parse(info)['virtual-size']);
  const { stdout } = await run('sfdisk', ['--json', table]);
  const { sectorsize, partitions } = JSON.parse(stdout).partitiontable;
  return partitions.map(({ name, start, size }: { name: string; start: number; size: number }) => ({
    label: name,
    startByte: start * sectorsize,
    bytes: size * sectorsize,
  }));
}

/** Clusters that the overlay holds itself. Depth 0 is the overlay, deeper ones the image. */
async function writtenRanges(overlay: string): Promise<Range[]> {
  const { stdout } = await run('qemu-img', ['map', '--output=json', overlay], { maxBuffer: 1 << 28 });
  const map: { start: number; length: number; depth: number; present: boolean }[] = JSON.parse(stdout);
  return map
    .filter(({ depth, present }) => depth === 0 && present)
    .map(({ start, length }) => ({ startByte: start, bytes: length }));
}

/** Copies a range of the disk into a file, with its holes. */
async function copyRange(overlay: string, { startByte, bytes }: Range, target: string): Promise<void> {
  const file = { driver: 'qcow2', file: { driver: 'file', filename: overlay } };
  const source = { driver: 'raw', offset: startByte, size: bytes, file };
  await run('qemu-img', ['convert', '-O', 'raw', `json:${JSON.stringify(source)}`, target]);
}

async function checkData(overlay: string, data: Partition, folder: string): Promise<DiskEvidence['data']> {
  const copy = join(folder, 'data');
  await copyRange(overlay, data, copy);
  // First what the device's own check does at each boot: the journal is replayed, and counts that follow from the
  // rest are corrected (exit code 1). Whatever asks a question is damage. Then nothing may be wrong.
  for (const { args, corrected } of [
    { args: ['-f', '-p'], corrected: 1 },
    { args: ['-f', '-n'], corrected: 0 },
  ]) {
    const complaint = await run('e2fsck', [...args, copy]).then(
      () => null,
      (error: { code?: unknown; stdout?: string; stderr?: string }) =>
        error.code === corrected ? null : `${args.join(' ')}: ${error.stdout}${error.stderr}`,
    );
    if (complaint !== null) return { complaint };
  }
  return 'whole';
}
