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
  /** Null where there is no such file. */
  size(sha256: string): Promise<number | null>;
  /** The stream fails where there is no such file. */
  read(sha256: string, range?: ByteRange): Readable;
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
