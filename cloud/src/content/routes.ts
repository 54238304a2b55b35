/**
 * Media for devices: `GET /media/<sha256>` with the token that came with `bound`.
 *
 * The token names a device and an account; whether that device still belongs there, and whether the account
 * holds that file, is looked up each time, so nothing outlives its removal. A file never changes under its name,
 * which is why it may be cached for ever and resumed at any byte.
 */
import { Readable } from 'node:stream';
import { type Context, Hono } from 'hono';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import { readByteRange } from '../http/byte-range.ts';
import type { Environment } from '../http/environment.ts';
import { problem } from '../http/problem.ts';
import { type MediaClaims, readMediaToken } from './media-token.ts';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'mediaStore' | 'mediaTokenKey' | 'settings'>;

export function mediaRoutes(deps: Needs): Hono<Environment> {
  return new Hono<Environment>().get('/media/:sha256', async (c) => {
    const token = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
    const claims = token === undefined ? null : await readMediaToken(deps, token);
    if (claims === null) {
      return problem(
        c,
        'media-token-required',
        'Send the media token that came with the last "bound" message.',
      );
    }
    if (!(await isBound(deps.db, claims))) {
      return problem(c, 'not-bound', 'This device does not belong to the account any more.');
    }
    const sha256 = c.req.param('sha256').toLowerCase();
    const media = await findMedia(deps.db, claims.accountId, sha256);
    const sizeBytes = media === undefined ? null : await deps.mediaStore.size(sha256);
    if (media === undefined || sizeBytes === null) {
      return problem(c, 'unknown-media', 'Fetch what the last desired state names.');
    }
    return sendFile(c, deps, { sha256, type: media.type, sizeBytes });
  });
}

async function isBound(db: Kysely<Schema>, claims: MediaClaims): Promise<boolean> {
  const binding = await db
    .selectFrom('binding')
    .select('accountId')
    .where('deviceId', '=', claims.deviceId)
    .executeTakeFirst();
  return binding?.accountId === claims.accountId;
}

async function findMedia(
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
    .executeTakeFirst();
}

function sendFile(
  c: Context<Environment>,
  deps: Needs,
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
  return c.body(Readable.toWeb(deps.mediaStore.read(file.sha256, part)) as ReadableStream, status, headers);
}

/** RFC 9110 section 13.1.2, weak comparison. */
function namesEtag(header: string, etag: string): boolean {
  return header.split(',').some((entry) => {
    const candidate = entry.trim().replace(/^W\//, '');
    return candidate === '*' || candidate === etag;
  });
}
