/**
 * Keeps the account's content on disk, each file under the SHA-256 of its bytes.
 *
 * A file has its name only when it is whole, verified and on the disk; until then it is `<sha256>.partial`, which
 * the next try goes on with after a lost connection or a power cut. What the network does is a value; a disk that
 * fails is thrown. The token is sent to the cloud's own origin alone and appears in no message.
 */

import { mkdirSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type MediaPort, OperationalError } from '../../ports.ts';
import { storageFailure } from '../../storage-failure.ts';
import { download, type FetchFailure, type FetchOutcome } from './media-store-download.ts';
import { hashOf, syncDirectory } from './media-store-files.ts';

export interface MediaStoreOptions {
  /** Made when it is missing. */
  directory: string;
  /** Such as `https://signet.example`. */
  cloudOrigin: string;
  fetch?: typeof globalThis.fetch;
  /** How long the cloud may take to begin its answer. */
  answerTimeoutMs?: number;
  /** In each span of this length at least `minBytesPerSpan` must arrive, or the line counts as dead. */
  spanMs?: number;
  minBytesPerSpan?: number;
  /** Largest single file. */
  maxBytes?: number;
  /** Left free on the disk, so that content never takes the room that the agent's database needs. */
  reserveBytes?: number;
}

/** @throws OperationalError `media-disk-failed` or `storage-full`, here and in every method. */
export function createMediaStore(options: MediaStoreOptions): MediaPort {
  const { directory } = options;
  const limits = {
    cloudOrigin: options.cloudOrigin,
    fetch: options.fetch ?? globalThis.fetch,
    answerTimeoutMs: options.answerTimeoutMs ?? 20_000,
    spanMs: options.spanMs ?? 30_000,
    minBytesPerSpan: options.minBytesPerSpan ?? 16 * 1024,
    maxBytes: options.maxBytes ?? 4 * 1024 ** 3,
    reserveBytes: options.reserveBytes ?? 64 * 1024 ** 2,
  };
  /** By SHA-256, so that one file is never fetched twice at once and a wipe can end what is under way. */
  const underWay = new Map<string, { abort: AbortController; outcome: Promise<FetchOutcome> }>();
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw diskFailed(directory, cause);
  }

  async function has(sha256: string): Promise<boolean> {
    const found = await stat(pathOf(directory, sha256)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return null;
      throw diskFailed(directory, cause);
    });
    return found?.isFile() ?? false;
  }

  async function obtain(
    media: { sha256: string; bytes: number },
    token: string,
    signal: AbortSignal,
  ): Promise<FetchOutcome> {
    if (await has(media.sha256)) return { ok: true };
    const partial = partialOf(directory, media.sha256);
    const fetched = await download({ ...media, token, partial, signal, ...limits });
    if (!fetched.ok) return fetched;
    if ((await hashOf(partial)) !== media.sha256) {
      await rm(partial, { force: true });
      return failure('hash-mismatch', 'The file that came is not the one that was asked for.');
    }
    if (signal.aborted) return failure('aborted', 'The file is no longer wanted.');
    await rename(partial, pathOf(directory, media.sha256));
    await syncDirectory(directory);
    return { ok: true };
  }

  return {
    has,
    async fetch(media, token, signal) {
      const running = underWay.get(media.sha256);
      if (running !== undefined) return running.outcome;
      const abort = new AbortController();
      const either = signal === undefined ? abort.signal : AbortSignal.any([abort.signal, signal]);
      const outcome = obtain(media, token, either).catch((cause: unknown) => {
        throw diskFailed(directory, cause);
      });
      underWay.set(media.sha256, { abort, outcome });
      try {
        return await outcome;
      } finally {
        underWay.delete(media.sha256);
      }
    },
    async removeAllBut(keep) {
      const ending = [...underWay].filter(([sha256]) => !keep.has(sha256)).map(([, one]) => one);
      for (const { abort } of ending) abort.abort();
      await Promise.allSettled(ending.map(({ outcome }) => outcome));
      try {
        for (const name of await readdir(directory)) {
          const [, sha256 = ''] = /^([0-9a-f]{64})(?:\.partial)?$/.exec(name) ?? [];
          if (sha256 !== '' && !keep.has(sha256)) await rm(join(directory, name), { force: true });
        }
        await syncDirectory(directory);
      } catch (cause) {
        throw diskFailed(directory, cause);
      }
    },
  };
}

function failure(code: FetchFailure, detail: string): FetchOutcome {
  return { ok: false, code, detail };
}

function pathOf(directory: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError(`not a SHA-256: ${sha256}`);
  return join(directory, sha256);
}

function partialOf(directory: string, sha256: string): string {
  return `${pathOf(directory, sha256)}.partial`;
}

function diskFailed(directory: string, cause: unknown): OperationalError {
  if (cause instanceof OperationalError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return storageFailure('media-disk-failed', `Content cannot be kept in ${directory}: ${why}`, cause);
}
