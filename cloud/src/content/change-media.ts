/**
 * Renames, deletes and brings back files of an account.
 *
 * A file that a playlist shows is never deleted: what a screen plays must not vanish from under it. A deleted one can be
 * had back for a while (`forget-media.ts`), so that a slip is no upload.
 */
import type { Dependencies } from '../dependencies.ts';
import type { Actor } from '../identity/identity.ts';
import { type Change, type ChangeNeeds, changeContent } from './follow-changes.ts';
import { whyNoRoom } from './keep-upload.ts';
import { readUses } from './media-list.ts';

export function renameMedia(
  needs: ChangeNeeds,
  actor: Actor,
  sha256: string,
  name: string,
): Promise<'renamed' | 'unknown-media'> {
  return changeContent(needs, actor, 'media', async (change) => {
    const held = await readHeld(change, sha256);
    if (held === null || held.deletedAt !== null) return 'unknown-media';
    if (held.name === name) return 'renamed';
    await set(change, sha256, { name });
    await change.record({
      action: 'media.renamed',
      subject: { kind: 'media', id: sha256, name },
      before: { name: held.name },
      after: { name },
    });
    return 'renamed';
  });
}

export type DeleteMediaOutcome =
  | { outcome: 'deleted' | 'unknown-media' }
  | { outcome: 'in-use'; playlists: readonly string[] };

export function deleteMedia(needs: ChangeNeeds, actor: Actor, sha256: string): Promise<DeleteMediaOutcome> {
  return changeContent<DeleteMediaOutcome>(needs, actor, 'media', async (change) => {
    const held = await readHeld(change, sha256);
    if (held === null || held.deletedAt !== null) return { outcome: 'unknown-media' };
    const uses = (await readUses(change.trx, change.accountId, sha256)).get(sha256) ?? [];
    if (uses.length > 0) return { outcome: 'in-use', playlists: uses.map(({ name }) => name) };
    await set(change, sha256, { deletedAt: change.at });
    await change.record({
      action: 'media.deleted',
      subject: { kind: 'media', id: sha256, name: held.name },
      before: { name: held.name },
    });
    return { outcome: 'deleted' };
  });
}

export type RestoreOutcome = 'restored' | 'unknown-media' | 'quota-reached' | 'too-many-files';

export function restoreMedia(
  needs: ChangeNeeds & Pick<Dependencies, 'settings'>,
  actor: Actor,
  sha256: string,
): Promise<RestoreOutcome> {
  return changeContent<RestoreOutcome>(needs, actor, 'media', async (change) => {
    const held = await readHeld(change, sha256);
    if (held === null) return 'unknown-media';
    if (held.deletedAt === null) return 'restored';
    const refusal = await whyNoRoom(needs, change.trx, change.accountId, Number(held.bytes));
    if (refusal !== null) return refusal;
    await set(change, sha256, { deletedAt: null });
    await change.record({
      action: 'media.restored',
      subject: { kind: 'media', id: sha256, name: held.name },
      after: { name: held.name },
    });
    return 'restored';
  });
}

async function readHeld({ trx, accountId }: Change, sha256: string) {
  const row = await trx
    .selectFrom('accountMedia')
    .innerJoin('media', 'media.sha256', 'accountMedia.sha256')
    .select(['accountMedia.name', 'accountMedia.deletedAt', 'media.bytes'])
    .where('accountMedia.accountId', '=', accountId)
    .where('accountMedia.sha256', '=', sha256)
    .executeTakeFirst();
  return row ?? null;
}

async function set(
  { trx, accountId }: Change,
  sha256: string,
  values: { name: string } | { deletedAt: number | null },
): Promise<void> {
  await trx
    .updateTable('accountMedia')
    .set(values)
    .where('accountId', '=', accountId)
    .where('sha256', '=', sha256)
    .execute();
}
