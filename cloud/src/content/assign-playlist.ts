/**
 * Says who plays which playlist: the account, devices of a tag, one device.
 *
 * What counts more is `effective.ts`'s to know. Of several tags the one that stands first counts; a new one comes last,
 * and its place can be given.
 */
import { tagKey } from '../devices/tags.ts';
import type { Actor } from '../identity/identity.ts';
import { readOwn } from './change-playlists.ts';
import { readDefault, readTagPlaylists } from './effective.ts';
import { type Change, type ChangeNeeds, changeContent } from './follow-changes.ts';

export type AssignOutcome = 'assigned' | 'unknown-playlist' | 'unknown-device' | 'too-many-tags';

/** As many as an account has tags. */
export const mostTagPlaylists = 500;

export function chooseDefault(needs: ChangeNeeds, actor: Actor, playlistId: string): Promise<AssignOutcome> {
  return changeContent<AssignOutcome>(needs, actor, 'playlists', async (change) => {
    const { trx, accountId } = change;
    const wanted = await readOwn(change, playlistId);
    if (wanted === null) return 'unknown-playlist';
    const before = await readDefault(trx, accountId);
    if (before === playlistId) return 'assigned';
    await trx
      .updateTable('accountSettings')
      .set({ defaultPlaylistId: playlistId })
      .where('accountId', '=', accountId)
      .execute();
    await change.record({
      action: 'playlist.made-default',
      subject: { kind: 'playlist', id: playlistId, name: wanted.name },
      before: { playlist: await nameOf(change, before) },
      after: { playlist: wanted.name },
    });
    return 'assigned';
  });
}

/** Null: none of its own. */
export function chooseForDevice(
  needs: ChangeNeeds,
  actor: Actor,
  deviceId: string,
  playlistId: string | null,
): Promise<AssignOutcome> {
  return changeContent<AssignOutcome>(needs, actor, 'playlists', async (change) => {
    const { trx, accountId } = change;
    const device = await trx
      .selectFrom('binding')
      .leftJoin('devicePlaylist', 'devicePlaylist.deviceId', 'binding.deviceId')
      .select(['binding.name', 'devicePlaylist.playlistId'])
      .where('binding.deviceId', '=', deviceId)
      .where('binding.accountId', '=', accountId)
      .executeTakeFirst();
    if (device === undefined) return 'unknown-device';
    const wanted = playlistId === null ? null : await readOwn(change, playlistId);
    if (playlistId !== null && wanted === null) return 'unknown-playlist';
    if (device.playlistId === playlistId) return 'assigned';
    await trx.deleteFrom('devicePlaylist').where('deviceId', '=', deviceId).execute();
    if (playlistId !== null) {
      await trx.insertInto('devicePlaylist').values({ deviceId, accountId, playlistId }).execute();
    }
    await change.record({
      action: 'device.playlist-chosen',
      subject: { kind: 'device', id: deviceId, name: device.name },
      before: { playlist: await nameOf(change, device.playlistId) },
      after: { playlist: wanted?.name ?? null },
    });
    return 'assigned';
  });
}

export interface TagChoice {
  tag: string;
  /** Null: none. */
  playlistId: string | null;
  /** From 0; without it, where it is, or last. */
  position?: number | undefined;
}

export function chooseForTag(needs: ChangeNeeds, actor: Actor, choice: TagChoice): Promise<AssignOutcome> {
  return changeContent<AssignOutcome>(needs, actor, 'playlists', async (change) => {
    const { trx, accountId } = change;
    const { playlistId } = choice;
    const key = tagKey(choice.tag);
    const wanted = playlistId === null ? null : await readOwn(change, playlistId);
    if (playlistId !== null && wanted === null) return 'unknown-playlist';
    const had = await readTagPlaylists(trx, accountId);
    const index = had.findIndex((each) => each.tagKey === key);
    const before = had[index];
    if (before === undefined && playlistId === null) return 'assigned';
    if (before === undefined && had.length >= mostTagPlaylists) return 'too-many-tags';
    const others = had.filter((each) => each.tagKey !== key);
    const own = { tagKey: key, tag: before?.tag ?? choice.tag, playlistId: playlistId ?? '', position: 0 };
    const place = choice.position ?? (before === undefined ? others.length : index);
    const next = playlistId === null ? others : [...others.slice(0, place), own, ...others.slice(place)];
    if (playlistId === before?.playlistId && place === index) return 'assigned';
    await trx.deleteFrom('tagPlaylist').where('accountId', '=', accountId).execute();
    if (next.length > 0) {
      await trx
        .insertInto('tagPlaylist')
        .values(next.map((each, position) => ({ ...each, accountId, position })))
        .execute();
    }
    const told = playlistId ?? before?.playlistId ?? '';
    await change.record({
      action: 'playlist.tag-chosen',
      subject: {
        kind: 'playlist',
        id: told,
        name: wanted?.name ?? (await nameOf(change, told)) ?? undefined,
      },
      before: { tag: own.tag, playlist: await nameOf(change, before?.playlistId ?? null) },
      after: { tag: own.tag, playlist: wanted?.name ?? null },
    });
    return 'assigned';
  });
}

async function nameOf(change: Change, playlistId: string | null): Promise<string | null> {
  return playlistId === null ? null : ((await readOwn(change, playlistId))?.name ?? null);
}
