/**
 * Reads a block map (bmap-tools, format 2) and holds an image against it while it streams by.
 *
 * Pure but for hashing. The map says how large the image is and what the build measured in it; it is never used to
 * leave blocks unread, because a hole of the image means zeros, and an old disk holds something else there.
 */
import { createHash, type Hash } from 'node:crypto';

export interface MappedRange {
  startByte: number;
  /** The byte after the last. */
  endByte: number;
  /** Lower-case hex. */
  sha256: string;
}

export interface BlockMap {
  imageBytes: number;
  /** In order, not overlapping. */
  ranges: readonly MappedRange[];
}

/** Undefined where the text is no undamaged map of format 2 with SHA-256 sums. */
export function parseBlockMap(text: string): BlockMap | undefined {
  if (!isWhole(text)) return undefined;
  const xml = text.replace(/<!--[\s\S]*?-->/g, '');
  const element = (name: string) => new RegExp(`<${name}>\\s*(\\S+)\\s*</${name}>`).exec(xml)?.[1];
  const imageBytes = Number(element('ImageSize'));
  const blockBytes = Number(element('BlockSize'));
  if (!/<bmap version="2\.\d+">/.test(xml) || element('ChecksumType') !== 'sha256') return undefined;
  if (!(imageBytes > 0) || !(blockBytes > 0)) return undefined;
  const ranges: MappedRange[] = [];
  for (const range of xml.matchAll(/<Range chksum="([0-9a-f]{64})">\s*(\d+)(?:\s*-\s*(\d+))?\s*<\/Range>/g)) {
    const [, sha256 = '', first, last = first] = range;
    const startByte = Number(first) * blockBytes;
    const endByte = Math.min((Number(last) + 1) * blockBytes, imageBytes);
    if (startByte < (ranges.at(-1)?.endByte ?? 0) || startByte >= endByte) return undefined;
    ranges.push({ startByte, endByte, sha256 });
  }
  return ranges.length === xml.split('<Range').length - 1 ? { imageBytes, ranges } : undefined;
}

/** The map carries a sum of itself, taken with zeros in the sum's place. */
function isWhole(text: string): boolean {
  const sum = /<BmapFileChecksum>\s*([0-9a-f]{64})\s*<\/BmapFileChecksum>/.exec(text)?.[1];
  if (sum === undefined) return false;
  return (
    createHash('sha256')
      .update(text.replace(sum, '0'.repeat(64)))
      .digest('hex') === sum
  );
}

export interface MapCheck {
  /** Takes the image's next bytes; returns the first range that is not what the map says. */
  feed(bytes: Buffer): MappedRange | undefined;
}

export function createMapCheck(map: BlockMap): MapCheck {
  let position = 0;
  let index = 0;
  let hash: Hash = createHash('sha256');
  return {
    feed(bytes) {
      const end = position + bytes.length;
      for (let range = map.ranges[index]; range !== undefined && range.startByte < end; ) {
        const from = Math.max(range.startByte, position) - position;
        hash.update(bytes.subarray(from, range.endByte - position));
        if (range.endByte > end) break;
        if (hash.digest('hex') !== range.sha256) return range;
        hash = createHash('sha256');
        range = map.ranges[++index];
      }
      position = end;
      return undefined;
    },
  };
}
