/**
 * The playlist that one device plays in place of its account's, where a binding begins or moves to another key.
 *
 * Only within the transaction that makes the binding: whatever is told of it is told with the binding itself.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { readOwn } from './change-playlists.ts';

/** Gives a new binding its playlist; one that was deleted meanwhile is as if none had been named. */
export async function giveOwnPlaylist(
  trx: Kysely<Schema>,
  device: { deviceId: string; accountId: string },
  playlistId: string,
): Promise<void> {
  if ((await readOwn({ trx, accountId: device.accountId }, playlistId)) === null) return;
  await trx
    .insertInto('devicePlaylist')
    .values({ ...device, playlistId })
    .execute();
}

/** Before the old binding goes, and its playlist with it. */
export async function moveOwnPlaylist(trx: Kysely<Schema>, from: string, to: string): Promise<void> {
  await trx.updateTable('devicePlaylist').set({ deviceId: to }).where('deviceId', '=', from).execute();
}
