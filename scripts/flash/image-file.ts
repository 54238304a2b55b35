/**
 * The image on this computer: its size, its checksum, its unpacked bytes.
 *
 * Reads only. Zstandard and plain images are told apart by their first bytes, not by their names.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { OperationalError } from '../../device/agent/src/ports.ts';
import { type BlockMap, parseBlockMap } from './block-map.ts';
import { chunkBytes } from './write-image.ts';
import { contentSizeOf, isZstd } from './zstd-frame.ts';

export interface ImageFile {
  path: string;
  /** As it lies here. */
  fileBytes: number;
  /** Unpacked. */
  imageBytes: number;
  compressed: boolean;
  /** Of the file as it lies here, lower-case hex; undefined where no `.sha256` lies beside it. */
  sha256: string | undefined;
  /** Undefined where no `.bmap` lies beside it. */
  map: BlockMap | undefined;
}

/** Reads what stands beside the image and in its first bytes. Throws `image-*` and `checksum-file`. */
export async function openImage(path: string): Promise<ImageFile> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) {
    throw new OperationalError(
      'image-missing',
      `There is no image at ${path}: build it with make image, or name one with IMAGE=path.`,
    );
  }
  const head = await headOf(path);
  const compressed = isZstd(head);
  const map = readMap(`${path.replace(/\.zst$/, '')}.bmap`);
  const toldBytes = compressed ? contentSizeOf(head) : stat.size;
  if (map !== undefined && toldBytes !== undefined && map.imageBytes !== toldBytes) {
    throw new OperationalError(
      'image-map',
      `${path} (${toldBytes} bytes unpacked) and its block map (${map.imageBytes} bytes) are of two builds: fetch or build both again.`,
    );
  }
  const image = { path, fileBytes: stat.size, compressed, map, sha256: readChecksum(path) };
  const imageBytes = map?.imageBytes ?? toldBytes ?? (await countBytes({ ...image, imageBytes: 0 }));
  if (imageBytes === 0 || imageBytes % 512 !== 0) {
    throw new OperationalError(
      'image-size',
      `${path} is no disk image: ${imageBytes} bytes are no whole number of sectors.`,
    );
  }
  return { ...image, imageBytes };
}

/** SHA-256 of the file as it lies here, lower-case hex. */
export async function hashFile(path: string, onBytes: (doneBytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  let doneBytes = 0;
  for await (const bytes of bytesOf(createReadStream(path, { highWaterMark: chunkBytes }), path)) {
    hash.update(bytes);
    doneBytes += bytes.length;
    onBytes(doneBytes);
  }
  return hash.digest('hex');
}

/** The unpacked image in pieces of `chunkBytes`, the last one shorter. A piece is valid until the next is asked for. */
export async function* chunksOf(image: ImageFile): AsyncGenerator<Buffer> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let filled = 0;
  for await (const bytes of bytesOf(unpacked(image), image.path)) {
    for (let taken = 0; taken < bytes.length; ) {
      const copied = bytes.copy(chunk, filled, taken);
      taken += copied;
      filled += copied;
      if (filled === chunkBytes) {
        yield chunk;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

function unpacked({ path, compressed }: ImageFile): Readable {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  if (!compressed) return file;
  const zstd = createZstdDecompress({ chunkSize: 1 << 20 });
  file.on('error', (error) => zstd.destroy(error));
  return file.pipe(zstd);
}

async function countBytes(image: ImageFile): Promise<number> {
  let count = 0;
  for await (const bytes of bytesOf(unpacked(image), image.path)) count += bytes.length;
  return count;
}

async function* bytesOf(stream: Readable, path: string): AsyncGenerator<Buffer> {
  try {
    for await (const bytes of stream) yield bytes;
  } catch (cause) {
    throw new OperationalError(
      'image-damaged',
      `${path} cannot be read to its end (${cause instanceof Error ? cause.message : cause}): fetch or build it again.`,
      { cause },
    );
  }
}

async function headOf(path: string): Promise<Buffer> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(18), 0, 18, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw new OperationalError('image-unreadable', `${path} cannot be opened: ${cause}`, { cause });
  }
}

function readMap(path: string): BlockMap | undefined {
  if (!existsSync(path)) return undefined;
  const map = parseBlockMap(readFileSync(path, 'utf8'));
  if (map === undefined) {
    throw new OperationalError(
      'image-map',
      `${path} is no undamaged block map of format 2 with SHA-256 sums: fetch or build it again, or remove it.`,
    );
  }
  return map;
}

/** The form of sha256sum: `<hex>  <name>`, one or several lines. */
function readChecksum(image: string): string | undefined {
  const path = `${image}.sha256`;
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => /^([0-9a-fA-F]{64})(?:\s+\*?(.*))?$/.exec(line.trim()))
    .filter((line) => line !== null);
  const line =
    lines.find(([, , name]) => basename(name ?? '') === basename(image)) ??
    (lines.length === 1 ? lines[0] : undefined);
  if (line?.[1] === undefined) {
    throw new OperationalError('checksum-file', `${path} holds no SHA-256 sum of ${basename(image)}.`);
  }
  return line[1].toLowerCase();
}
