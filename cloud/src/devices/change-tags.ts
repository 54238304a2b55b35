/**
 * Changes the tags of one device of the account, in the caller's transaction, with its line in the audit log.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type Author, recordDeed } from '../enrolment/audit.ts';
import { readTags } from './device-view.ts';
import { differenceOf, maxTagsOfAccount, maxTagsOfDevice, type TagChange, tagKey } from './tags.ts';

/** Who does something to devices, and what a line about it needs. */
export interface Deeds {
  accountId: string;
  author: Author;
  at: number;
  randomBytes(size: number): Uint8Array;
}

export type TagOutcome = 'changed' | 'unchanged' | 'device-has-enough-tags' | 'account-has-enough-tags';

/** The device must be one of the account. */
export async function changeTags(
  trx: Kysely<Schema>,
  deeds: Deeds,
  deviceId: string,
  change: TagChange,
): Promise<TagOutcome> {
  if (change.add.length + change.remove.length === 0) return 'unchanged';
  const { accountId, author, at, randomBytes } = deeds;
  const before = (await readTags(trx, [deviceId])).get(deviceId) ?? [];
  const { added, removedKeys, after } = differenceOf(before, change);
  if (added.length + removedKeys.length === 0) return 'unchanged';
  if (added.length > 0 && after.length > maxTagsOfDevice) return 'device-has-enough-tags';
  if (removedKeys.length > 0) {
    await trx
      .deleteFrom('deviceTag')
      .where('deviceId', '=', deviceId)
      .where('tagKey', 'in', [...removedKeys])
      .execute();
  }
  const spelt = await spellings(trx, accountId, added);
  if (spelt === null) return 'account-has-enough-tags';
  if (spelt.length > 0) {
    await trx
      .insertInto('deviceTag')
      .values(spelt.map((tag) => ({ deviceId, accountId, tagKey: tagKey(tag), tag })))
      .execute();
  }
  const tags = [...after.filter((tag) => !added.includes(tag)), ...spelt];
  const action = added.length > 0 ? 'device.tagged' : 'device.untagged';
  const deed = { action, accountId, deviceId, author, before: { tags: before }, after: { tags }, at };
  await recordDeed(trx, deed, randomBytes);
  return 'changed';
}

/** Each as the account spells it already; null where a new one would be one too many. */
async function spellings(
  trx: Kysely<Schema>,
  accountId: string,
  tags: readonly string[],
): Promise<string[] | null> {
  if (tags.length === 0) return [];
  const ofAccount = trx.selectFrom('deviceTag').where('accountId', '=', accountId);
  const rows = await ofAccount
    .select((eb) => ['tagKey', eb.fn.min('tag').as('tag')])
    .where('tagKey', 'in', tags.map(tagKey))
    .groupBy('tagKey')
    .execute();
  const known = new Map(rows.map(({ tagKey: key, tag }) => [key, tag]));
  const newOnes = tags.filter((tag) => !known.has(tagKey(tag))).length;
  if (newOnes > 0) {
    const { different } = await ofAccount
      .select((eb) => eb.fn.count('tagKey').distinct().as('different'))
      .executeTakeFirstOrThrow();
    if (Number(different) + newOnes > maxTagsOfAccount) return null;
  }
  return tags.map((tag) => known.get(tagKey(tag)) ?? tag);
}
