/**
 * Answers with a stored file, whole or in part. A file never changes under its name, which is why it may be cached for
 * ever and resumed at any byte. Who may see it is the caller's to decide.
 */
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { readByteRange } from '../http/byte-range.ts';
import { problem } from '../http/problem.ts';
import type { MediaStore } from './media-store.ts';

/** Undefined where the account does not hold it (any more). */
export async function findMedia(
  db: Kysely<Schema>,
  accountId: string,
  sha256: string,
): Promise<{ type: string } | undefined> {
  return db
    .selectFrom('accountMedia')
    .innerJoin('media', 'media.sha256', 'accountMedia.sha256')
    .select('media.type')
    .where('accountMedia.accountId', '=', accountId)
    .where('accountMedia.sha256', '=', sha256)
    .where('accountMedia.deletedAt', 'is', null)
    .executeTakeFirst();
}

export function sendFile(
  c: Context,
  mediaStore: MediaStore,
  file: { sha256: string; type: string; sizeBytes: number },
): Response {
  const etag = `"${file.sha256}"`;
  const headers: Record<string, string> = {
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, max-age=31536000, immutable',
    'Content-Type': file.type,
    // An uploaded page that is opened by its address must not run as one of ours.
    'Content-Security-Policy': "default-src 'none'; sandbox",
  };
  const known = c.req.header('If-None-Match');
  if (known !== undefined && namesEtag(known, etag)) return c.body(null, 304, headers);

  const condition = c.req.header('If-Range');
  const range = condition === undefined || condition === etag ? c.req.header('Range') : undefined;
  const reading = readByteRange(range, file.sizeBytes);
  if (reading.outcome === 'unsatisfiable') {
    c.header('Content-Range', `bytes */${file.sizeBytes}`);
    return problem(c, 'range-not-satisfiable', `The file has ${file.sizeBytes} bytes.`);
  }
  const part = reading.outcome === 'part' ? reading.range : undefined;
  if (part) headers['Content-Range'] = `bytes ${part.first}-${part.last}/${file.sizeBytes}`;
  headers['Content-Length'] = String(part ? part.last - part.first + 1 : file.sizeBytes);
  const status = part ? 206 : 200;
  if (c.req.method === 'HEAD') return c.body(null, status, headers);
  return c.body(Readable.toWeb(mediaStore.read(file.sha256, part)) as ReadableStream, status, headers);
}

/** RFC 9110 section 13.1.2, weak comparison. */
function namesEtag(header: string, etag: string): boolean {
  return header.split(',').some((entry) => {
    const candidate = entry.trim().replace(/^W\//, '');
    return candidate === '*' || candidate === etag;
  });
}
