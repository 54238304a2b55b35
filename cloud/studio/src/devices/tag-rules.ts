/** What may be a tag, said before the cloud has to. Pure. */

/** As the cloud allows, on one device. */
export const mostTags = 20;
const longestTag = 40;

/** What was typed, as tags: commas part them. */
export function splitTags(typed: string): string[] {
  return typed
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
}

/** What is wrong with them, in words, or null. */
export function tagTrouble(tags: readonly string[]): string | null {
  if (tags.length > mostTags) return `A device may have ${mostTags} tags.`;
  const long = tags.find((tag) => tag.length > longestTag);
  return long === undefined
    ? null
    : `“${long.slice(0, 12)}…” is too long: a tag has at most ${longestTag} characters.`;
}
