/**
 * Makes, changes and deletes playlists of an account.
 *
 * The items of a playlist are written as a whole: order, durations and what is shown are one change, which reaches a
 * screen as one. Who has changed an older version is told so instead of undoing somebody else's work. What would not
 * fit into one message to a device is refused here, where somebody can still make it shorter.
 */
import { maxMessageBytes } from '@signet/protocol';
import type { PlaylistItemTable } from '../database/schema.ts';
import type { Actor } from '../identity/identity.ts';
import { readItems } from './desired.ts';
import { readDefault, readTagPlaylists } from './effective.ts';
import { type Change, type ChangeNeeds, changeContent, RefusedChange } from './follow-changes.ts';
import { kindOf } from './media-list.ts';
import type { NewItem } from './playlist-schema.ts';

export const mostPlaylists = 500;
/** The rest of the message is the account, the device and its token. */
const mostWireBytes = maxMessageBytes - 12 * 1024;

export interface PlaylistChange {
  name?: string | undefined;
  items?: readonly NewItem[] | undefined;
  /** Of what was changed; without it, whatever is there. */
  version?: number | undefined;
}

export type WriteOutcome =
  | { outcome: 'written'; playlistId: string }
  | { outcome: 'unknown-playlist' | 'changed-meanwhile' | 'too-long' | 'too-many-playlists' }
  | { outcome: 'unknown-media'; index: number };

export async function createPlaylist(
  needs: ChangeNeeds,
  actor: Actor,
  { name, items = [] }: { name: string; items?: readonly NewItem[] | undefined },
): Promise<WriteOutcome> {
  return undone(
    changeContent<WriteOutcome>(needs, actor, 'playlists', async (change) => {
      const { trx, accountId, at } = change;
      const { count } = await trx
        .selectFrom('playlist')
        .select((eb) => eb.fn.countAll().as('count'))
        .where('accountId', '=', accountId)
        .executeTakeFirstOrThrow();
      if (Number(count) >= mostPlaylists) return { outcome: 'too-many-playlists' };
      const playlistId = change.newId();
      await trx
        .insertInto('playlist')
        .values({ playlistId, accountId, name, createdAt: at, updatedAt: at })
        .execute();
      await writeItems(change, playlistId, items);
      const subject = { kind: 'playlist', id: playlistId, name } as const;
      await change.record({ action: 'playlist.created', subject, after: { name, items: items.length } });
      return { outcome: 'written', playlistId };
    }),
  );
}

export function changePlaylist(
  needs: ChangeNeeds,
  actor: Actor,
  playlistId: string,
  wanted: PlaylistChange,
): Promise<WriteOutcome> {
  return undone(
    changeContent<WriteOutcome>(needs, actor, 'playlists', async (change) => {
      const before = await readOwn(change, playlistId);
      if (before === null) return { outcome: 'unknown-playlist' };
      const { version, items } = wanted;
      if (version !== undefined && version !== Number(before.version))
        return { outcome: 'changed-meanwhile' };
      const name = wanted.name ?? before.name;
      const subject = { kind: 'playlist', id: playlistId, name } as const;
      if (items !== undefined) {
        const had = await readItems(change.trx, playlistId);
        await writeItems(change, playlistId, items);
        const has = await readItems(change.trx, playlistId);
        await change.record({
          action: 'playlist.changed',
          subject,
          before: { items: had.map((item) => item.name) },
          after: { items: has.map((item) => item.name) },
        });
      }
      if (name !== before.name) {
        await change.record({
          action: 'playlist.renamed',
          subject,
          before: { name: before.name },
          after: { name },
        });
      }
      if (items === undefined && name === before.name) return { outcome: 'written', playlistId };
      await change.trx
        .updateTable('playlist')
        .set((eb) => ({ name, updatedAt: change.at, version: eb('version', '+', 1) }))
        .where('playlistId', '=', playlistId)
        .execute();
      change.changed(playlistId);
      return { outcome: 'written', playlistId };
    }),
  );
}

export type DeletePlaylistOutcome =
  | { outcome: 'deleted' | 'unknown-playlist' }
  /** In words: the account, tags, devices. */
  | { outcome: 'in-use'; by: readonly string[] };

export function deletePlaylist(
  needs: ChangeNeeds,
  actor: Actor,
  playlistId: string,
): Promise<DeletePlaylistOutcome> {
  return changeContent<DeletePlaylistOutcome>(needs, actor, 'playlists', async (change) => {
    const before = await readOwn(change, playlistId);
    if (before === null) return { outcome: 'unknown-playlist' };
    const by = await readUsers(change, playlistId);
    if (by.length > 0) return { outcome: 'in-use', by };
    await change.trx.deleteFrom('playlist').where('playlistId', '=', playlistId).execute();
    const { name } = before;
    const subject = { kind: 'playlist', id: playlistId, name } as const;
    await change.record({ action: 'playlist.deleted', subject, before: { name } });
    return { outcome: 'deleted' };
  });
}

/** Null where the account has no such playlist. */
export async function readOwn({ trx, accountId }: Pick<Change, 'trx' | 'accountId'>, playlistId: string) {
  const row = await trx
    .selectFrom('playlist')
    .select(['name', 'version'])
    .where('playlistId', '=', playlistId)
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return row ?? null;
}

async function readUsers({ trx, accountId }: Change, playlistId: string): Promise<string[]> {
  const tags = await readTagPlaylists(trx, accountId);
  const { devices } = await trx
    .selectFrom('devicePlaylist')
    .select((eb) => eb.fn.countAll().as('devices'))
    .where('playlistId', '=', playlistId)
    .executeTakeFirstOrThrow();
  const count = Number(devices);
  return [
    ...((await readDefault(trx, accountId)) === playlistId ? ['it is the default playlist'] : []),
    ...tags.filter((each) => each.playlistId === playlistId).map(({ tag }) => `the tag “${tag}” plays it`),
    ...(count > 0 ? [`it was chosen for ${count === 1 ? 'one device' : `${count} devices`}`] : []),
  ];
}

async function writeItems(change: Change, playlistId: string, items: readonly NewItem[]): Promise<void> {
  const { trx } = change;
  const files = await readFiles(change, items);
  const kept = await trx
    .selectFrom('playlistItem')
    .select('itemId')
    .where('playlistId', '=', playlistId)
    .execute();
  const free = new Set(kept.map(({ itemId }) => itemId));
  const rows = items.map((item, position): PlaylistItemTable => {
    // An ID that is not of this playlist, or comes twice, is nobody's.
    const itemId = item.id !== undefined && free.delete(item.id) ? item.id : change.newId();
    const row = { itemId, playlistId, position, durationMs: item.durationMs };
    if ('url' in item) {
      const url = new URL(item.url);
      return { ...row, kind: 'web', name: item.name || url.host, sha256: null, url: url.href };
    }
    const file = files.get(item.sha256);
    if (file === undefined) {
      throw new RefusedChange<WriteOutcome>({ outcome: 'unknown-media', index: position });
    }
    return { ...row, kind: kindOf(file.type), name: item.name || file.name, sha256: item.sha256, url: null };
  });
  await trx.deleteFrom('playlistItem').where('playlistId', '=', playlistId).execute();
  if (rows.length > 0) await trx.insertInto('playlistItem').values(rows).execute();
  const wire = JSON.stringify(await readItems(trx, playlistId));
  if (Buffer.byteLength(wire) > mostWireBytes) {
    throw new RefusedChange<WriteOutcome>({ outcome: 'too-long' });
  }
}

async function readFiles({ trx, accountId }: Change, items: readonly NewItem[]) {
  const sha256s = [...new Set(items.flatMap((item) => ('sha256' in item ? [item.sha256] : [])))];
  if (sha256s.length === 0) return new Map<string, { name: string; type: string }>();
  const rows = await trx
    .selectFrom('accountMedia')
    .innerJoin('media', 'media.sha256', 'accountMedia.sha256')
    .where('accountMedia.accountId', '=', accountId)
    .where('accountMedia.deletedAt', 'is', null)
    .where('accountMedia.sha256', 'in', sha256s)
    .select(['accountMedia.sha256', 'accountMedia.name', 'media.type'])
    .execute();
  return new Map(rows.map(({ sha256, ...file }) => [sha256, file]));
}

async function undone(work: Promise<WriteOutcome>): Promise<WriteOutcome> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RefusedChange) return error.outcome as WriteOutcome;
    throw error;
  }
}
