/**
 * What a new account plays: the bundled samples, registered once and listed in a playlist of its own.
 *
 * The samples are files like any other, so a new account has nothing special about it and its owner can change
 * or remove every item. What an account already has is never touched when the samples of a later version differ.
 */
import { readFile } from 'node:fs/promises';
import type { Kysely, Transaction } from 'kysely';
import { newId } from '../database/new-id.ts';
import type { Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import type { MediaStore } from './media-store.ts';

/** One bundled file and how it is shown. */
export interface SampleItem {
  file: URL;
  name: string;
  kind: 'picture' | 'page';
  /** Media type, such as `image/png`. */
  type: string;
  durationMs: number;
}

export interface SamplePlaylist {
  name: string;
  items: readonly SampleItem[];
}

/** The samples after their files are in the media store: what a default playlist is made of. */
export interface DefaultContent {
  name: string;
  items: readonly (Omit<SampleItem, 'file'> & { sha256: string })[];
}

/** Puts the samples into the store and the `media` table. Idempotent; called at each start. */
export async function ensureSamples(
  deps: { db: Kysely<Schema>; mediaStore: MediaStore; clock(): number },
  samples: SamplePlaylist,
): Promise<DefaultContent> {
  const items = await Promise.all(
    samples.items.map(async ({ file, ...item }) => {
      const { sha256, bytes } = await deps.mediaStore.put(await readFile(file));
      return { ...item, sha256, bytes };
    }),
  );
  if (items.length > 0) {
    await deps.db
      .insertInto('media')
      .values(items.map(({ sha256, bytes, type }) => ({ sha256, bytes, type, createdAt: deps.clock() })))
      .onConflict((conflict) => conflict.column('sha256').doNothing())
      .execute();
  }
  return { name: samples.name, items: items.map(({ bytes: _, ...item }) => item) };
}

/** Gives the account its playlist and its share in the files, within the transaction that makes the account. */
export async function createDefaultPlaylist(
  deps: Pick<Dependencies, 'randomBytes'>,
  trx: Transaction<Schema>,
  accountId: string,
  content: DefaultContent,
  now: number,
): Promise<{ playlistId: string }> {
  const playlistId = newId(deps.randomBytes);
  await trx
    .insertInto('playlist')
    .values({ playlistId, accountId, name: content.name, createdAt: now, updatedAt: now })
    .execute();
  if (content.items.length > 0) {
    await trx
      .insertInto('accountMedia')
      .values(content.items.map(({ sha256, name }) => ({ accountId, sha256, name, createdAt: now })))
      .onConflict((conflict) => conflict.columns(['accountId', 'sha256']).doNothing())
      .execute();
    await trx
      .insertInto('playlistItem')
      .values(
        content.items.map(({ kind, name, durationMs, sha256 }, position) => ({
          itemId: newId(deps.randomBytes),
          playlistId,
          position,
          kind,
          name,
          durationMs,
          sha256,
        })),
      )
      .execute();
  }
  return { playlistId };
}
