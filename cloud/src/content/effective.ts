/**
 * Which playlist each device plays, and why: its own, or that of the first of its tags that has one, or the account's.
 *
 * The one place that knows this order. Read anew from the rows each time, so nothing has to be kept in step with tags
 * that come and go; of several tags the one with the lowest position among the account's counts.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

export type PlaylistChoice =
  | { because: 'device' | 'account'; playlistId: string }
  | { because: 'tag'; playlistId: string; tag: string };

/** Devices without a playlist are left out. Without `deviceIds`, all of the account's. */
export async function readChoices(
  db: Kysely<Schema>,
  accountId: string,
  deviceIds?: readonly string[],
): Promise<Map<string, PlaylistChoice>> {
  const choices = new Map<string, PlaylistChoice>();
  if (deviceIds?.length === 0) return choices;
  const tags = await readTagPlaylists(db, accountId);
  const byKey = new Map(tags.map((each) => [each.tagKey, each]));
  const ofAccount = await readDefault(db, accountId);
  let query = db
    .selectFrom('binding')
    .leftJoin('devicePlaylist', 'devicePlaylist.deviceId', 'binding.deviceId')
    .where('binding.accountId', '=', accountId)
    .select('binding.deviceId')
    .select('devicePlaylist.playlistId')
    .select((eb) =>
      eb
        .selectFrom('deviceTag')
        .innerJoin('tagPlaylist', (join) =>
          join
            .onRef('tagPlaylist.accountId', '=', 'deviceTag.accountId')
            .onRef('tagPlaylist.tagKey', '=', 'deviceTag.tagKey'),
        )
        .whereRef('deviceTag.deviceId', '=', 'binding.deviceId')
        .orderBy('tagPlaylist.position')
        .orderBy('tagPlaylist.tagKey')
        .limit(1)
        .select('tagPlaylist.tagKey')
        .as('tagKey'),
    );
  if (deviceIds !== undefined) query = query.where('binding.deviceId', 'in', [...deviceIds]);
  for (const { deviceId, playlistId, tagKey } of await query.execute()) {
    const tag = tagKey === null ? undefined : byKey.get(tagKey);
    if (playlistId !== null) choices.set(deviceId, { because: 'device', playlistId });
    else if (tag) choices.set(deviceId, { because: 'tag', playlistId: tag.playlistId, tag: tag.tag });
    else if (ofAccount !== null) choices.set(deviceId, { because: 'account', playlistId: ofAccount });
  }
  return choices;
}

/** Null where the account has none. */
export async function readDefault(db: Kysely<Schema>, accountId: string): Promise<string | null> {
  const row = await db
    .selectFrom('accountSettings')
    .innerJoin('playlist', (join) =>
      join
        .onRef('playlist.playlistId', '=', 'accountSettings.defaultPlaylistId')
        .onRef('playlist.accountId', '=', 'accountSettings.accountId'),
    )
    .where('accountSettings.accountId', '=', accountId)
    .select('playlist.playlistId')
    .executeTakeFirst();
  return row?.playlistId ?? null;
}

/** In the order in which they count. */
export function readTagPlaylists(db: Kysely<Schema>, accountId: string) {
  return db
    .selectFrom('tagPlaylist')
    .select(['tagKey', 'tag', 'playlistId', 'position'])
    .where('accountId', '=', accountId)
    .orderBy('position')
    .orderBy('tagKey')
    .execute();
}

export interface PlayedPlaylist {
  id: string;
  name: string;
  because: PlaylistChoice['because'];
  /** The tag, where it is because of one. */
  tag: string | null;
}

/** The same with names, as devices are shown. */
export async function readPlayed(
  db: Kysely<Schema>,
  accountId: string,
  deviceIds: readonly string[],
): Promise<Map<string, PlayedPlaylist>> {
  const choices = await readChoices(db, accountId, deviceIds);
  const ids = [...new Set([...choices.values()].map(({ playlistId }) => playlistId))];
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('playlist')
    .select(['playlistId', 'name'])
    .where('playlistId', 'in', ids)
    .execute();
  const names = new Map(rows.map(({ playlistId, name }) => [playlistId, name]));
  return new Map(
    [...choices].map(([deviceId, choice]) => [
      deviceId,
      {
        id: choice.playlistId,
        name: names.get(choice.playlistId) ?? '',
        because: choice.because,
        tag: choice.because === 'tag' ? choice.tag : null,
      },
    ]),
  );
}
