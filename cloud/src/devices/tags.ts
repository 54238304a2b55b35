/**
 * What a tag is, and what a change of tags makes of those a device has. Pure.
 *
 * A tag is told apart by its fold alone: "Window" and "window" are one tag, in the spelling that was there first.
 * Both limits exist so that a script gone wild cannot fill every list and every filter with its tags.
 */
import { z } from '@hono/zod-openapi';
import { foldText } from './order-text.ts';

/** On one device. */
export const maxTagsOfDevice = 20;
/** Different ones within one account. */
export const maxTagsOfAccount = 500;
const maxTagLength = 40;

export const tagSchema = z
  .string()
  .trim()
  .min(1, 'a tag has at least one character')
  .max(maxTagLength, `a tag has at most ${maxTagLength} characters`)
  .regex(/^[^\p{Cc}\u2028\u2029,]*$/u, 'a tag is one line of text without commas')
  .openapi({ example: 'window' });

export const tagsSchema = z.array(tagSchema).max(maxTagsOfDevice, `at most ${maxTagsOfDevice} tags`);

/** What tells tags apart. */
export const tagKey = foldText;

export interface TagChange {
  add: readonly string[];
  remove: readonly string[];
}

export interface TagDifference {
  added: readonly string[];
  removedKeys: readonly string[];
  /** All that the device has afterwards. */
  after: readonly string[];
}

/** What is really added and taken away; a tag that is in both is added. */
export function differenceOf(before: readonly string[], change: TagChange): TagDifference {
  const had = new Map(before.map((tag) => [tagKey(tag), tag]));
  const wanted = new Map(change.add.map((tag) => [tagKey(tag), tag]));
  const removedKeys = [...new Set(change.remove.map(tagKey))].filter(
    (key) => had.has(key) && !wanted.has(key),
  );
  const added = [...wanted].filter(([key]) => !had.has(key)).map(([, tag]) => tag);
  for (const key of removedKeys) had.delete(key);
  return { added, removedKeys, after: [...had.values(), ...added] };
}
