/**
 * Where the bytes of media live: on disk, each file named by the SHA-256 of what is in it.
 *
 * A file is there whole or not at all, whenever the power fails: it is written beside, brought to the disk and
 * then renamed. A stored file never changes, so it may be cached for ever; one that no longer matches its name
 * (a bad sector, a curious person) is written anew by the next `put` of the same bytes. Who may see a file is
 * not decided here.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

/** A contiguous part of a file; both ends included, as in HTTP. */
export interface ByteRange {
  first: number;
  last: number;
}

export interface MediaStore {
  /** Keeps the bytes and answers their SHA-256 in lower-case hex. Storing them again changes nothing. */
  put(bytes: Uint8Array): Promise<{ sha256: string; bytes: number }>;
  /**
   * Takes what comes, beside the files, until somebody has looked into it and keeps or drops it. `tooLarge` where there
   * is more than `maxBytes`; then nothing is left of it. Throws what the stream throws.
   */
  receive(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReceivedFile | 'too-large'>;
  /** Removes a file; that there is none is fine. */
  remove(sha256: string): Promise<void>;
  /** Removes what a program that was ended has received and neither kept nor dropped. */
  forgetReceived(): Promise<void>;
  /** Null where there is no such file. */
  size(sha256: string): Promise<number | null>;
  /** The stream fails where there is no such file. */
  read(sha256: string, range?: ByteRange): Readable;
}

/** A file that is there and not yet kept. */
export interface ReceivedFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly path: string;
  /** From now on it is in the store. */
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/** The disk refused; the cause says why. */
export class MediaStoreError extends Error {
  readonly code = 'media-store-failed';
  constructor(sha256: string, cause: unknown) {
    super(`The media store cannot keep or read ${sha256}.`, { cause });
  }
}

/** `directory` is made at the first `put`. Methods throw {@link MediaStoreError}. */
export function createDiskMediaStore(directory: string): MediaStore {
  const pathOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new MediaStoreError('a name that is no SHA-256', undefined);
    return join(directory, sha256.slice(0, 2), sha256);
  };

  const incoming = join(directory, 'incoming');

  return {
    async put(bytes) {
      const sha256 = sha256Of(bytes);
      const path = pathOf(sha256);
      try {
        if (!(await holds(path, sha256))) await writeWhole(path, bytes);
      } catch (cause) {
        throw new MediaStoreError(sha256, cause);
      }
      return { sha256, bytes: bytes.byteLength };
    },

    async receive(stream, maxBytes) {
      const path = join(incoming, `${randomUUID()}.part`);
      try {
        await mkdir(incoming, { recursive: true, mode: 0o700 });
        const received = await writeReceived(path, stream, maxBytes);
        if (received === null) {
          await rm(path, { force: true });
          return 'too-large';
        }
        const { sha256, bytes } = received;
        return {
          sha256,
          bytes,
          path,
          keep: () => moveWhole(path, pathOf(sha256)).catch(failing(sha256)),
          drop: () => rm(path, { force: true }).catch(failing(sha256)),
        };
      } catch (cause) {
        await rm(path, { force: true }).catch(() => {});
        throw isOfDisk(cause) ? new MediaStoreError('what is received', cause) : cause;
      }
    },

    remove: (sha256) => rm(pathOf(sha256), { force: true }).catch(failing(sha256)),

    forgetReceived: () => rm(incoming, { recursive: true, force: true }).catch(failing('what was received')),

    async size(sha256) {
      try {
        return (await stat(pathOf(sha256))).size;
      } catch (cause) {
        if (isMissing(cause)) return null;
        throw new MediaStoreError(sha256, cause);
      }
    },

    read(sha256, range) {
      return createReadStream(pathOf(sha256), range ? { start: range.first, end: range.last } : {});
    },
  };
}

async function holds(path: string, sha256: string): Promise<boolean> {
  try {
    return sha256Of(await readFile(path)) === sha256;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomUUID()}.part`;
  try {
    await writeSynced(beside, bytes);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** Null where it is more than `maxBytes`. */
async function writeReceived(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ sha256: string; bytes: number } | null> {
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) return null;
      hash.update(chunk);
      await file.write(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function moveWhole(from: string, to: string): Promise<void> {
  const directory = dirname(to);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await rename(from, to);
  await syncDirectory(directory);
}

function failing(sha256: string): (cause: unknown) => never {
  return (cause) => {
    throw new MediaStoreError(sha256, cause);
  };
}

/** Of the disk's own errors, which are not those of whoever sends. */
function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error && String(error.syscall) !== 'read';
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
