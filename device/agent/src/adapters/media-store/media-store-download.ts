/**
 * One attempt to get one file from the cloud into its partial file, going on where an earlier attempt ended.
 *
 * Trusts nothing that the other end says about sizes: more than was announced is never written, a part that does
 * not fit what is there begins anew, and a line that only drips is given up. It does not verify the content.
 */
import { type FileHandle, open, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

export type FetchFailure =
  /** The token was refused; a newer one may do. */
  | 'unauthorized'
  | 'not-found'
  | 'refused'
  | 'server-error'
  | 'unreachable'
  | 'connection-lost'
  | 'timed-out'
  | 'wrong-size'
  | 'too-large'
  | 'hash-mismatch'
  | 'disk-full'
  | 'aborted';

export type FetchOutcome = { ok: true } | { ok: false; code: FetchFailure; detail: string };

export interface Download {
  sha256: string;
  /** Size that the playlist announced. */
  bytes: number;
  token: string;
  /** File to fill. */
  partial: string;
  signal: AbortSignal;
  cloudOrigin: string;
  fetch: typeof globalThis.fetch;
  answerTimeoutMs: number;
  spanMs: number;
  minBytesPerSpan: number;
  maxBytes: number;
  reserveBytes: number;
}

/** `ok` when the partial file has exactly the announced size and is on the disk. Rejects only when the disk fails. */
export async function download(one: Download): Promise<FetchOutcome> {
  if (one.bytes > one.maxBytes)
    return failure('too-large', `${one.bytes} bytes is more than this device takes.`);
  const before = await sizeOf(one.partial);
  if (before === one.bytes) return { ok: true };
  if (before > one.bytes) await rm(one.partial, { force: true });
  const from = before > one.bytes ? 0 : before;
  const { bavail, bsize } = await statfs(dirname(one.partial));
  if (bavail * bsize < one.bytes - from + one.reserveBytes) {
    return failure('disk-full', `There is no room for ${one.bytes - from} more bytes.`);
  }
  const first = await attempt(one, from);
  if (first !== 'begin-anew') return first;
  await rm(one.partial, { force: true });
  const second = await attempt(one, 0);
  return second === 'begin-anew'
    ? failure('refused', 'The cloud answered a whole request as a part.')
    : second;
}

async function attempt(one: Download, from: number): Promise<FetchOutcome | 'begin-anew'> {
  const patience = new AbortController();
  const signal = AbortSignal.any([one.signal, patience.signal]);
  const timer = setTimeout(() => patience.abort(), one.answerTimeoutMs);
  try {
    const request = one.fetch(new URL(`/media/${one.sha256}`, one.cloudOrigin), {
      headers: {
        authorization: `Bearer ${one.token}`,
        'accept-encoding': 'identity',
        ...(from === 0 ? {} : { range: `bytes=${from}-` }),
      },
      // A token is for the cloud's own origin, so nothing is followed anywhere.
      redirect: 'manual',
      signal,
    });
    const response = await request.catch((cause: unknown) => {
      throw new LineFailed('unreachable', 'The cloud could not be reached.', { cause });
    });
    clearTimeout(timer);
    const outcome = await taken(one, from, response, patience);
    if (outcome !== 'taken') await response.body?.cancel().catch(() => undefined);
    return outcome === 'taken' ? { ok: true } : outcome;
  } catch (cause) {
    if (!(cause instanceof LineFailed)) throw cause;
    if (one.signal.aborted) return failure('aborted', 'The file is no longer wanted.');
    if (patience.signal.aborted) return failure('timed-out', 'The cloud was too slow to send the file.');
    return failure(cause.code, cause.message);
  } finally {
    clearTimeout(timer);
  }
}

async function taken(
  one: Download,
  from: number,
  response: Response,
  patience: AbortController,
): Promise<'taken' | 'begin-anew' | FetchOutcome> {
  const { status, headers } = response;
  if (from > 0 && (status === 416 || (status === 206 && !continuesAt(headers, from, one.bytes))))
    return 'begin-anew';
  if (status === 206 && from === 0) return 'begin-anew';
  if (status !== 200 && status !== 206) return refusal(status);
  const start = status === 206 ? from : 0;
  const announced = headers.get('content-length');
  if (announced !== null && Number(announced) !== one.bytes - start) {
    return failure(
      'wrong-size',
      `The cloud offers ${announced} bytes where ${one.bytes - start} are wanted.`,
    );
  }
  await using file = await open(one.partial, start === 0 ? 'w' : 'a', 0o600);
  const written = await write(one, start, response, file, patience).catch(async (cause: unknown) => {
    // What did arrive is worth keeping, also over a power cut.
    await file.sync().catch(() => undefined);
    throw cause;
  });
  if (typeof written !== 'number') return written;
  await file.sync();
  if (written < one.bytes)
    return failure('connection-lost', `The file ended after ${written} of ${one.bytes} bytes.`);
  return 'taken';
}

async function write(
  one: Download,
  start: number,
  response: Response,
  file: FileHandle,
  patience: AbortController,
): Promise<number | FetchOutcome> {
  let size = start;
  let sizeBefore = start;
  const span = setInterval(() => {
    if (size - sizeBefore < one.minBytesPerSpan) patience.abort();
    sizeBefore = size;
  }, one.spanMs);
  try {
    for await (const chunk of chunksOf(response)) {
      if (size + chunk.length > one.bytes) {
        await rm(one.partial, { force: true });
        return failure('too-large', `The cloud sends more than the ${one.bytes} bytes that it announced.`);
      }
      await file.appendFile(chunk);
      size += chunk.length;
    }
    return size;
  } catch (cause) {
    if (!isFull(cause)) throw cause;
    await rm(one.partial, { force: true });
    return failure('disk-full', 'The disk is full.');
  } finally {
    clearInterval(span);
  }
}

/** What goes wrong on the line, so that it is never taken for what goes wrong on the disk. */
class LineFailed extends Error {
  readonly code: FetchFailure;
  constructor(code: FetchFailure, message: string, options: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new LineFailed('connection-lost', 'The connection ended in the middle.', { cause });
    });
    if (done) return;
    yield value;
  }
}

function continuesAt(headers: Headers, from: number, bytes: number): boolean {
  return headers.get('content-range') === `bytes ${from}-${bytes - 1}/${bytes}`;
}

function refusal(status: number): FetchOutcome {
  if (status === 401 || status === 403)
    return failure('unauthorized', `The cloud answered with status ${status}.`);
  if (status === 404 || status === 410)
    return failure('not-found', `The cloud answered with status ${status}.`);
  return failure(status >= 500 ? 'server-error' : 'refused', `The cloud answered with status ${status}.`);
}

function isFull(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  return found?.size ?? 0;
}

function failure(code: FetchFailure, detail: string): FetchOutcome {
  return { ok: false, code, detail };
}
