/**
 * Media for devices: `GET /media/<sha256>` with the token that came with `bound`.
 *
 * The token names a device and an account; whether that device still belongs there, and whether the account
 * holds that file, is looked up each time, so nothing outlives its removal.
 */
import { Hono } from 'hono';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Environment } from '../http/environment.ts';
import { problem } from '../http/problem.ts';
import { type MediaClaims, readMediaToken } from './media-token.ts';
import { findMedia, sendFile } from './send-file.ts';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'mediaStore' | 'mediaTokenKey' | 'settings'>;

export function deviceMediaRoutes(deps: Needs): Hono<Environment> {
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
    return sendFile(c, deps.mediaStore, { sha256, type: media.type, sizeBytes });
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
