/**
 * What the cloud wants a bound device to play, read anew from the rows each time.
 */
import type { Desired } from '@signet/protocol';
import type { Kysely } from 'kysely';
import type { BindingTable, Schema } from '../database/schema.ts';

/** The revision is the binding's; the playlist is the account's default one, or null where it has none. */
export async function readDesired(
  db: Kysely<Schema>,
  binding: Pick<BindingTable, 'accountId' | 'revision'>,
): Promise<Desired> {
  const playlist = await db
    .selectFrom('accountSettings')
    .innerJoin('playlist', (join) =>
      join
        .onRef('playlist.playlistId', '=', 'accountSettings.defaultPlaylistId')
        .onRef('playlist.accountId', '=', 'accountSettings.accountId'),
    )
    .where('accountSettings.accountId', '=', binding.accountId)
    .select(['playlist.playlistId', 'playlist.name'])
    .executeTakeFirst();
  if (playlist === undefined) return { revision: binding.revision, playlist: null };

  const items = await db
    .selectFrom('playlistItem')
    .innerJoin('media', 'media.sha256', 'playlistItem.sha256')
    .where('playlistItem.playlistId', '=', playlist.playlistId)
    .orderBy('playlistItem.position')
    .select([
      'playlistItem.itemId',
      'playlistItem.kind',
      'playlistItem.name',
      'playlistItem.durationMs',
      'media.sha256',
      'media.bytes',
      'media.type',
    ])
    .execute();
  return {
    revision: binding.revision,
    playlist: {
      id: playlist.playlistId,
      name: playlist.name,
      items: items.map((item) => ({
        id: item.itemId,
        name: item.name,
        durationMs: item.durationMs,
        kind: item.kind,
        // PostgreSQL answers 64-bit integers as text.
        media: { sha256: item.sha256, bytes: Number(item.bytes), type: item.type },
      })),
    },
  };
}
