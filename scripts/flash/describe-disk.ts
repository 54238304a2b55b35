/**
 * The words and numbers by which a person recognises a disk before it is overwritten.
 *
 * Pure. Sizes are decimal, because that is what is printed on disks.
 */
import type { BlockDevice } from './block-devices.ts';

/** `7.8 GB`. */
export function formatSize(bytes: number): string {
  for (const [unit, factor] of [
    ['TB', 1e12],
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const) {
    if (bytes >= factor) return `${(bytes / factor).toFixed(1)} ${unit}`;
  }
  return `${bytes} bytes`;
}

/** Several lines: what it is, and what will be lost. */
export function describeDisk(device: BlockDevice): string {
  const rows = [
    ['Disk', device.path],
    ['Model', nameOf(device)],
    ['Serial', device.serial || 'not told'],
    [
      'Size',
      `${formatSize(device.sizeBytes)} (${device.sizeBytes.toLocaleString('en').replaceAll(',', ' ')} bytes)`,
    ],
    ['Connected by', `${device.transport || 'not told'}${device.removable ? ', removable' : ''}`],
  ].map(([what, value]) => `  ${`${what}`.padEnd(14)}${value}`);
  const contents = device.children.map((part) =>
    `    ${part.path.padEnd(18)}${formatSize(part.sizeBytes).padStart(10)}  ${[part.fileSystem, part.label].filter((word) => word !== '').join(' ')}`.trimEnd(),
  );
  const lost =
    contents.length > 0
      ? ['  Will be lost', ...contents]
      : [
          `  Will be lost  ${device.fileSystem === '' ? 'no partitions seen; still, all that is on it' : `${device.fileSystem} ${device.label}`.trim()}`,
        ];
  return [...rows, ...lost].join('\n');
}

/** One line a disk; those that one would flash come first, with what stands against the others. */
export function describeCandidates(
  candidates: readonly { device: BlockDevice; refusal: string | undefined }[],
): string {
  return [...candidates]
    .sort((a, b) => rank(a) - rank(b) || a.device.path.localeCompare(b.device.path))
    .map(({ device, refusal }) =>
      [
        `  ${device.path.padEnd(16)}${formatSize(device.sizeBytes).padStart(10)}  ${(device.transport || '-').padEnd(6)}  ${nameOf(device)}`,
        ...(refusal === undefined ? [] : [`${' '.repeat(18)}not now: ${refusal}`]),
      ].join('\n'),
    )
    .join('\n');
}

function rank({ device, refusal }: { device: BlockDevice; refusal: string | undefined }): number {
  return (refusal === undefined ? 0 : 2) + (device.removable ? 0 : 1);
}

function nameOf(device: BlockDevice): string {
  return [device.vendor, device.model].filter((word) => word !== '').join(' ') || 'model not told';
}
