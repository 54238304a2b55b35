/**
 * What the cloud wants a bound device to play, read anew from the rows each time.
 *
 * A device hears only of what it can play: kinds that came later are left out for one that is older.
 */
import type { Desired, Item } from '@signet/protocol';
import type { Kysely } from 'kysely';
import type { BindingTable, Schema } from '../database/schema.ts';
import { readChoices } from './effective.ts';

/** From this capability on, a device plays films and web addresses. */
export const richCapability = 2;

export interface Wanting extends Pick<BindingTable, 'deviceId' | 'accountId' | 'revision'> {
  capability: number;
}

/** The revision is the binding's; the playlist is the one that `effective.ts` finds, or null where there is none. */
export async function readDesired(db: Kysely<Schema>, device: Wanting): Promise<Desired> {
  const { deviceId, accountId, revision, capability } = device;
  const choice = (await readChoices(db, accountId, [deviceId])).get(deviceId);
  if (choice === undefined) return { revision, playlist: null };
  const { playlistId } = choice;
  const playlist = await db
    .selectFrom('playlist')
    .select('name')
    .where('playlistId', '=', playlistId)
    .executeTakeFirst();
  const items = await readItems(db, playlistId);
  return {
    revision,
    playlist: {
      id: playlistId,
      name: playlist?.name ?? '',
      items: items.filter(
        ({ kind }) => capability >= richCapability || kind === 'picture' || kind === 'page',
      ),
    },
  };
}

/** The items of a playlist as they go over the wire. */
export async function readItems(db: Kysely<Schema>, playlistId: string): Promise<Item[]> {
  const rows = await db
    .selectFrom('playlistItem')
    .leftJoin('media', 'media.sha256', 'playlistItem.sha256')
    .where('playlistItem.playlistId', '=', playlistId)
    .orderBy('playlistItem.position')
    .select([
      'playlistItem.itemId',
      'playlistItem.kind',
      'playlistItem.name',
      'playlistItem.durationMs',
      'playlistItem.url',
      'media.sha256',
      'media.bytes',
      'media.type',
    ])
    .execute();
  return rows.flatMap(({ itemId: id, kind, name, durationMs, url, sha256, bytes, type }): Item[] => {
    const item = { id, name, durationMs };
    if (kind === 'web') return url === null ? [] : [{ ...item, kind, url }];
    if (sha256 === null || bytes === null || type === null) return [];
    // PostgreSQL answers 64-bit integers as text.
    return [{ ...item, kind, media: { sha256, bytes: Number(bytes), type } }];
  });
}
