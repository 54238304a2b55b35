/** Reads an account's playlists as the API shows them, with who plays each. Every query carries the account. */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { readChoices, readDefault, readTagPlaylists } from './effective.ts';
import type { Playlist, PlaylistItem, PlaylistSummary } from './playlist-schema.ts';

type PlayedBy = Pick<PlaylistSummary, 'isDefault' | 'tags' | 'devices' | 'playing'>;

/** By name. */
export async function listPlaylists(db: Kysely<Schema>, accountId: string): Promise<PlaylistSummary[]> {
  const rows = await db.selectFrom('playlist').selectAll().where('accountId', '=', accountId).execute();
  const items = await readItemsOf(
    db,
    rows.map(({ playlistId }) => playlistId),
  );
  const playedBy = await readPlayedBy(db, accountId);
  return rows
    .map(({ playlistId, name, updatedAt }) => {
      const own = items.get(playlistId) ?? [];
      return {
        id: playlistId,
        name,
        items: own.length,
        durationMs: own.reduce((sum, item) => sum + item.durationMs, 0),
        cover: own[0] ?? null,
        updatedAt: new Date(Number(updatedAt)).toISOString(),
        ...playedBy(playlistId),
      };
    })
    .sort((one, other) => one.name.localeCompare(other.name, 'en') || (one.id < other.id ? -1 : 1));
}

/** Null where the account has no such playlist, whoever else may have it. */
export async function readPlaylist(
  db: Kysely<Schema>,
  accountId: string,
  playlistId: string,
): Promise<Playlist | null> {
  const row = await db
    .selectFrom('playlist')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('playlistId', '=', playlistId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const items = await readItemsOf(db, [playlistId]);
  return {
    id: playlistId,
    name: row.name,
    version: Number(row.version),
    items: items.get(playlistId) ?? [],
    updatedAt: new Date(Number(row.updatedAt)).toISOString(),
    ...(await readPlayedBy(db, accountId))(playlistId),
  };
}

async function readItemsOf(
  db: Kysely<Schema>,
  playlistIds: readonly string[],
): Promise<Map<string, PlaylistItem[]>> {
  if (playlistIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('playlistItem')
    .leftJoin('media', 'media.sha256', 'playlistItem.sha256')
    .where('playlistId', 'in', [...playlistIds])
    .orderBy('position')
    .select([
      'playlistItem.itemId as id',
      'playlistItem.playlistId',
      'playlistItem.kind',
      'playlistItem.name',
      'playlistItem.durationMs',
      'playlistItem.sha256',
      'playlistItem.url',
      'media.type',
      'media.durationMs as mediaDurationMs',
    ])
    .execute();
  const items = new Map<string, PlaylistItem[]>();
  for (const { playlistId, ...item } of rows) items.set(playlistId, [...(items.get(playlistId) ?? []), item]);
  return items;
}

async function readPlayedBy(
  db: Kysely<Schema>,
  accountId: string,
): Promise<(playlistId: string) => PlayedBy> {
  const defaultId = await readDefault(db, accountId);
  const tags = await readTagPlaylists(db, accountId);
  const chosen = await db
    .selectFrom('devicePlaylist')
    .innerJoin('binding', 'binding.deviceId', 'devicePlaylist.deviceId')
    .where('devicePlaylist.accountId', '=', accountId)
    .orderBy('binding.nameOrder')
    .select(['devicePlaylist.playlistId', 'binding.deviceId as id', 'binding.name'])
    .execute();
  const playing = new Map<string, number>();
  for (const { playlistId } of (await readChoices(db, accountId)).values()) {
    playing.set(playlistId, (playing.get(playlistId) ?? 0) + 1);
  }
  return (playlistId) => ({
    isDefault: playlistId === defaultId,
    tags: tags.filter((each) => each.playlistId === playlistId).map(({ tag }) => tag),
    devices: chosen.filter((each) => each.playlistId === playlistId).map(({ id, name }) => ({ id, name })),
    playing: playing.get(playlistId) ?? 0,
  });
}
