/** Reads an account's files, with where each is used. Every query carries the account. */
import { z } from '@hono/zod-openapi';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

export const mediaFileSchema = z
  .object({
    sha256: z.string(),
    name: z.string(),
    kind: z.enum(['picture', 'video', 'page']),
    type: z.string().openapi({ example: 'image/png' }),
    bytes: z.int(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    durationMs: z.int().nullable().openapi({ description: 'Of a film' }),
    createdAt: z.iso.datetime(),
    usedIn: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .openapi({ description: 'The playlists that show it' }),
  })
  .openapi('MediaFile');

export type MediaFile = z.infer<typeof mediaFileSchema>;

/** The newest first; with `sha256` that one alone. */
export async function readMediaFiles(
  db: Kysely<Schema>,
  accountId: string,
  sha256?: string,
): Promise<MediaFile[]> {
  const rows = await db
    .selectFrom('accountMedia')
    .innerJoin('media', 'media.sha256', 'accountMedia.sha256')
    .where('accountMedia.accountId', '=', accountId)
    .where('accountMedia.deletedAt', 'is', null)
    .$if(sha256 !== undefined, (query) => query.where('accountMedia.sha256', '=', sha256 ?? ''))
    .orderBy('accountMedia.createdAt', 'desc')
    .orderBy('accountMedia.sha256')
    .select([
      'accountMedia.sha256',
      'accountMedia.name',
      'accountMedia.createdAt',
      'media.bytes',
      'media.type',
      'media.width',
      'media.height',
      'media.durationMs',
    ])
    .execute();
  const usedIn = await readUses(db, accountId, sha256);
  return rows.map(({ createdAt, bytes, ...row }) => ({
    ...row,
    kind: kindOf(row.type),
    bytes: Number(bytes),
    createdAt: new Date(Number(createdAt)).toISOString(),
    usedIn: usedIn.get(row.sha256) ?? [],
  }));
}

/** The playlists of the account that show each file. */
export async function readUses(
  db: Kysely<Schema>,
  accountId: string,
  sha256?: string,
): Promise<Map<string, { id: string; name: string }[]>> {
  const rows = await db
    .selectFrom('playlistItem')
    .innerJoin('playlist', 'playlist.playlistId', 'playlistItem.playlistId')
    .where('playlist.accountId', '=', accountId)
    .where('playlistItem.sha256', 'is not', null)
    .$if(sha256 !== undefined, (query) => query.where('playlistItem.sha256', '=', sha256 ?? ''))
    .select(['playlistItem.sha256', 'playlist.playlistId as id', 'playlist.name'])
    .distinct()
    .orderBy('playlist.name')
    .execute();
  const uses = new Map<string, { id: string; name: string }[]>();
  for (const { sha256: file, id, name } of rows) {
    if (file !== null) uses.set(file, [...(uses.get(file) ?? []), { id, name }]);
  }
  return uses;
}

/** What a screen makes of a file of this type. */
export function kindOf(type: string): MediaFile['kind'] {
  if (type.startsWith('video/')) return 'video';
  return type === 'text/html' ? 'page' : 'picture';
}
