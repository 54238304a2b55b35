/**
 * Writes an image to a disk and reads all of it back.
 *
 * Afterwards the disk holds exactly the image, whatever was on it before: holes are zeros there too. The piece with
 * the partition table goes first away and comes last back, when all else is verified, so that a disk that was left
 * in the middle is never taken for a good one, by a person or by firmware.
 */
import { createHash } from 'node:crypto';
import { OperationalError } from '../../device/agent/src/ports.ts';
import { type BlockMap, createMapCheck } from './block-map.ts';

/** One read or write. Whole erase blocks of sticks and cards fit into it. */
export const chunkBytes = 4 * 1024 * 1024;

/** At the disk's end: the spare partition table of what was there before. */
const tailBytes = 1024 * 1024;

/** Data is forced out this often, so that the progress shown is the disk's and not the memory's. */
const chunksBetweenSyncs = 16;

/** Contract: throws `OperationalError`, reads and writes whole buffers. */
export interface WritableDisk {
  write(bytes: Buffer, positionByte: number): Promise<void>;
  read(bytes: Buffer, positionByte: number): Promise<void>;
  /** Resolves when all that was written is on the disk. */
  sync(): Promise<void>;
  /** The next reads are answered by the disk, not from memory. */
  forget(): Promise<void>;
}

export interface WriteRequest {
  disk: WritableDisk;
  diskBytes: number;
  /** Pieces of `chunkBytes`, the last one shorter; each valid until the next is asked for. */
  chunks: AsyncIterable<Buffer>;
  imageBytes: number;
  map: BlockMap | undefined;
  onProgress(phase: 'writing' | 'verifying', doneBytes: number): void;
}

export type WriteOutcome =
  | { verified: true /** What had to be written; the rest was zeros already. */; writtenBytes: number }
  /** The disk gave back something else than it was given. */
  | { verified: false; atByte: number };

/** Throws the disk's and the image's `OperationalError`s, and `image-size`, `image-map` for an image that lies. */
export async function writeImage(request: WriteRequest): Promise<WriteOutcome> {
  const { disk, diskBytes, imageBytes, onProgress } = request;
  const zeros = Buffer.alloc(chunkBytes);
  await disk.write(zeros.subarray(0, Math.min(chunkBytes, diskBytes)), 0);
  const tailStart = Math.max(imageBytes, diskBytes - tailBytes);
  if (tailStart < diskBytes) await disk.write(zeros.subarray(0, diskBytes - tailStart), tailStart);
  await disk.sync();

  const { first, sums, writtenBytes } = await writeAllButFirst(request, zeros);
  await disk.sync();
  await disk.forget();
  const scratch = Buffer.allocUnsafe(chunkBytes);
  for (let index = 1; index < sums.length; index++) {
    const atByte = index * chunkBytes;
    const piece = scratch.subarray(0, Math.min(chunkBytes, imageBytes - atByte));
    if (!(await holds(disk, piece, atByte, sums[index]))) return { verified: false, atByte };
    onProgress('verifying', Math.min(atByte + chunkBytes, imageBytes) - first.length);
  }

  await disk.write(first, 0);
  await disk.sync();
  await disk.forget();
  if (!(await holds(disk, scratch.subarray(0, first.length), 0, sums[0]))) {
    await disk.write(zeros.subarray(0, first.length), 0);
    await disk.sync();
    return { verified: false, atByte: 0 };
  }
  onProgress('verifying', imageBytes);
  return { verified: true, writtenBytes: writtenBytes + first.length };
}

async function writeAllButFirst(
  { disk, chunks, imageBytes, map, onProgress }: WriteRequest,
  zeros: Buffer,
): Promise<{ first: Buffer; sums: string[]; writtenBytes: number }> {
  const check = map === undefined ? undefined : createMapCheck(map);
  const sums: string[] = [];
  const there = Buffer.allocUnsafe(chunkBytes);
  let first: Buffer = Buffer.alloc(0);
  let position = 0;
  let writtenBytes = 0;
  for await (const chunk of chunks) {
    if (position + chunk.length > imageBytes) throw wrongSize(imageBytes, 'more');
    const wrong = check?.feed(chunk);
    if (wrong !== undefined) {
      throw new OperationalError(
        'image-map',
        `The image is not what its block map says (bytes ${wrong.startByte} to ${wrong.endByte}): they are of two builds. Fetch or build both again.`,
      );
    }
    sums.push(createHash('sha256').update(chunk).digest('hex'));
    if (position === 0) first = Buffer.from(chunk);
    else if (!(await isZeroAlready(disk, chunk, position, zeros, there))) {
      await disk.write(chunk, position);
      writtenBytes += chunk.length;
    }
    position += chunk.length;
    if (sums.length % chunksBetweenSyncs === 0) await disk.sync();
    onProgress('writing', position);
  }
  if (position !== imageBytes) throw wrongSize(imageBytes, `${position}`);
  return { first, sums, writtenBytes };
}

/** Reading is many times faster than writing, and much of an image is zeros, as is most of a new disk. */
async function isZeroAlready(
  disk: WritableDisk,
  chunk: Buffer,
  position: number,
  zeros: Buffer,
  there: Buffer,
): Promise<boolean> {
  const same = zeros.subarray(0, chunk.length);
  if (!chunk.equals(same)) return false;
  const found = there.subarray(0, chunk.length);
  await disk.read(found, position);
  return found.equals(same);
}

async function holds(disk: WritableDisk, piece: Buffer, atByte: number, sum = ''): Promise<boolean> {
  await disk.read(piece, atByte);
  return createHash('sha256').update(piece).digest('hex') === sum;
}

function wrongSize(expectedBytes: number, found: string): OperationalError {
  return new OperationalError(
    'image-size',
    `The image should have ${expectedBytes} bytes unpacked and has ${found}: fetch or build it again.`,
  );
}
