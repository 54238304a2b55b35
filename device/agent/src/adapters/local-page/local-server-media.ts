/**
 * Serves one file of the account's content to the page: by Range, cached for ever, fenced in by policy.
 *
 * A file's name is the hash of its content, and only the media store gives a file such a name, after it has
 * verified it; so a name is all that must be checked here. What a file is, the playlist says, never its bytes.
 */
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pageMediaPolicy, picturePolicy } from './local-server-policy.ts';
import { readRange } from './local-server-range.ts';

/** What a file is served as. */
export interface MediaKind {
  readonly kind: 'picture' | 'page' | 'video';
  /** Media type, as the playlist has it. */
  readonly type: string;
}

/** No page in the guise of a picture. */
const prefixOf = { picture: 'image/', video: 'video/', page: 'text/html' } as const;

/** Answers 200, 206, 304, 404 or 416; rejects only when the disk fails. */
export async function serveMedia(
  directory: string,
  sha256: string,
  media: MediaKind,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const type = media.kind === 'page' ? 'text/html; charset=utf-8' : media.type;
  const file = await open(join(directory, sha256)).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  if (file === null || !type.startsWith(prefixOf[media.kind])) {
    await file?.close();
    response.writeHead(404).end();
    return;
  }
  await using opened = file;
  const { size } = await opened.stat();
  const etag = `"${sha256}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
  response.setHeader('Content-Security-Policy', media.kind === 'page' ? pageMediaPolicy : picturePolicy);
  response.setHeader('Content-Type', type);
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) {
    response.writeHead(304).end();
    return;
  }
  const condition = request.headers['if-range'];
  const range = readRange(
    condition === undefined || condition === etag ? request.headers.range : undefined,
    size,
  );
  if (range.kind === 'unsatisfiable') {
    response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { first, last } = range.kind === 'part' ? range : { first: 0, last: size - 1 };
  if (range.kind === 'part') response.setHeader('Content-Range', `bytes ${first}-${last}/${size}`);
  response.writeHead(range.kind === 'part' ? 206 : 200, { 'Content-Length': last - first + 1 });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  // Whoever goes away in the middle has seen enough.
  await pipeline(opened.createReadStream({ start: first, end: last, autoClose: false }), response).catch(
    (cause: NodeJS.ErrnoException) => {
      if (
        cause.code !== 'ERR_STREAM_PREMATURE_CLOSE' &&
        cause.code !== 'ECONNRESET' &&
        cause.code !== 'EPIPE'
      )
        throw cause;
    },
  );
}
