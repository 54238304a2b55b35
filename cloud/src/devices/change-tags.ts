/**
 * Changes the tags of devices of one account, in the caller's transaction, each with its line in the audit log.
 *
 * A tag may have a playlist, so a device whose tags change may play another one: its revision is raised then.
 * All of them in a handful of statements, however many they are: what the account calls a tag and whether it may have
 * another is asked once, and not for each of ten thousand devices.
 */
import type { Kysely } from 'kysely';
import { followChoices } from '../content/follow-changes.ts';
import type { DeviceTagTable, Schema } from '../database/schema.ts';
import { type Author, type Deed, recordDeeds } from '../enrolment/audit.ts';
import { readTags } from './read-tags.ts';
import {
  differenceOf,
  maxTagsOfAccount,
  maxTagsOfDevice,
  type TagChange,
  type TagDifference,
  tagKey,
} from './tags.ts';

/** Who does something to devices, and what a line about it needs. */
export interface Deeds {
  accountId: string;
  author: Author;
  at: number;
  randomBytes(size: number): Uint8Array;
}

export type TagRefusal = 'device-has-enough-tags' | 'account-has-enough-tags';

export type TagOutcome =
  /** Exactly these, so that it can be undone. */
  | {
      outcome: 'changed';
      added: readonly string[];
      removed: readonly string[];
      /** It has another playlist now: the caller publishes on the device bus after the commit. */
      playsAnother: boolean;
    }
  | { outcome: 'unchanged' | TagRefusal };

/** The devices must be of the account; answers in their order. */
export async function changeTags(
  trx: Kysely<Schema>,
  deeds: Deeds,
  deviceIds: readonly string[],
  change: TagChange,
): Promise<TagOutcome[]> {
  const { accountId } = deeds;
  const spelt = await readSpellings(trx, accountId, change.add);
  const add = spelt?.tags ?? change.add;
  const before = await readTags(trx, deviceIds);
  const changed: Changed[] = [];
  const outcomes = deviceIds.map((deviceId): TagOutcome => {
    const had = before.get(deviceId) ?? [];
    const difference = differenceOf(had, { ...change, add });
    const { added, removedKeys, after } = difference;
    if (added.length + removedKeys.length === 0) return { outcome: 'unchanged' };
    if (added.length > 0 && after.length > maxTagsOfDevice) return { outcome: 'device-has-enough-tags' };
    if (added.length > 0 && spelt === null) return { outcome: 'account-has-enough-tags' };
    changed.push({ deviceId, had, ...difference });
    const removed = had.filter((tag) => removedKeys.includes(tagKey(tag)));
    return { outcome: 'changed', added, removed, playsAnother: false };
  });
  if (changed.length === 0) return outcomes;
  const { affected } = await followChoices(
    trx,
    accountId,
    changed.map(({ deviceId }) => deviceId),
    new Set(),
    () => write(trx, deeds, changed),
  );
  const playing = new Set(affected);
  return outcomes.map((each, i) =>
    each.outcome === 'changed' && playing.has(deviceIds[i] ?? '') ? { ...each, playsAnother: true } : each,
  );
}

interface Changed extends TagDifference {
  deviceId: string;
  had: readonly string[];
}

async function write(trx: Kysely<Schema>, deeds: Deeds, changed: readonly Changed[]): Promise<void> {
  const { accountId, author, at, randomBytes } = deeds;
  const removedKeys = [...new Set(changed.flatMap((each) => each.removedKeys))];
  if (removedKeys.length > 0) {
    await trx
      .deleteFrom('deviceTag')
      .where(
        'deviceId',
        'in',
        changed.map(({ deviceId }) => deviceId),
      )
      .where('tagKey', 'in', removedKeys)
      .execute();
  }
  const rows = changed.flatMap(({ deviceId, added }) => tagRows(deviceId, accountId, added));
  if (rows.length > 0) await trx.insertInto('deviceTag').values(rows).execute();
  const lines = changed.map(
    ({ deviceId, had, added, after }): Deed => ({
      action: added.length > 0 ? 'device.tagged' : 'device.untagged',
      accountId,
      deviceId,
      author,
      before: { tags: had },
      after: { tags: after },
      at,
    }),
  );
  await recordDeeds(trx, lines, randomBytes);
}

/** Each as the account spells it already; null where a new one would be one too many. */
async function readSpellings(
  trx: Kysely<Schema>,
  accountId: string,
  tags: readonly string[],
): Promise<{ tags: readonly string[] } | null> {
  if (tags.length === 0) return { tags };
  const ofAccount = trx.selectFrom('deviceTag').where('accountId', '=', accountId);
  const known = new Map<string, string>();
  for (const key of new Set(tags.map(tagKey))) {
    const row = await ofAccount.select('tag').where('tagKey', '=', key).limit(1).executeTakeFirst();
    if (row !== undefined) known.set(key, row.tag);
  }
  const newOnes = new Set(tags.map(tagKey).filter((key) => !known.has(key))).size;
  if (newOnes > 0) {
    const { different } = await ofAccount
      .select((eb) => eb.fn.count('tagKey').distinct().as('different'))
      .executeTakeFirstOrThrow();
    if (Number(different) + newOnes > maxTagsOfAccount) return null;
  }
  return { tags: tags.map((tag) => known.get(tagKey(tag)) ?? tag) };
}

/** For a device that gets its tags with its binding: those that would be one too many for the account are left out. */
export async function spellTags(
  trx: Kysely<Schema>,
  accountId: string,
  tags: readonly string[],
): Promise<readonly string[]> {
  const spelt: string[] = [];
  for (const tag of tags) spelt.push(...((await readSpellings(trx, accountId, [tag]))?.tags ?? []));
  return [...new Map(spelt.map((tag) => [tagKey(tag), tag])).values()];
}

export function tagRows(deviceId: string, accountId: string, tags: readonly string[]): DeviceTagTable[] {
  return tags.map((tag) => ({ deviceId, accountId, tagKey: tagKey(tag), tag }));
}
