/**
 * What came of doing one thing to many devices, in words, and how it is taken back. Pure.
 */
import type { BulkAction, BulkResult } from '../api/device-list.ts';

/** "1 device", "12 devices", "10,000 devices". */
export function countDevices(count: number): string {
  return count === 1 ? '1 device' : `${count.toLocaleString('en')} devices`;
}

/** What was done, in one sentence. */
export function doneWords(action: BulkAction, results: readonly BulkResult[]): string {
  const done = results.filter(({ outcome }) => outcome === 'done').length;
  if (done === 0) return 'Nothing had to change.';
  const devices = countDevices(done);
  switch (action.kind) {
    case 'tag':
      return `${devices} tagged ${quoted(action.tags)}.`;
    case 'untag':
      return `${quoted(action.tags)} taken off ${devices}.`;
    case 'set-location':
      return action.location === ''
        ? `${devices} without a location now.`
        : `${devices} moved to ${action.location}.`;
    case 'remove':
      return `${devices} removed.`;
    case 'keep':
      return `${devices} kept.`;
    default:
      return action satisfies never;
  }
}

/** What could not be done, a sentence for each reason. */
export function troubleWords(results: readonly BulkResult[]): string[] {
  const counts = new Map<BulkResult['outcome'], number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].flatMap(([outcome, count]) => {
    const devices = countDevices(count);
    switch (outcome) {
      case 'done':
      case 'unchanged':
        return [];
      case 'unknown-device':
        return `${devices} left the account meanwhile.`;
      case 'device-has-enough-tags':
        return `${devices} would have more than 20 tags, and ${count === 1 ? 'stays' : 'stay'} as before.`;
      case 'account-has-enough-tags':
        return `${devices} not tagged: the account has 500 different tags already.`;
      default:
        return outcome satisfies never;
    }
  });
}

export interface Undoing {
  action: BulkAction;
  ids: string[];
}

/** What has to be done to which devices so that all is as before; none where that cannot be. */
export function undoingOf(action: BulkAction, results: readonly BulkResult[]): Undoing[] {
  const groups = new Map<string, Undoing>();
  for (const { id, outcome, tags, locationBefore } of results) {
    const back = outcome === 'done' ? backTo(action, { tags, locationBefore }) : null;
    if (back === null) continue;
    const key = JSON.stringify(back);
    const group = groups.get(key) ?? { action: back, ids: [] };
    group.ids.push(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function backTo(action: BulkAction, { tags, locationBefore }: Partial<BulkResult>): BulkAction | null {
  switch (action.kind) {
    case 'tag':
      return tags === undefined ? null : { kind: 'untag', tags: [...tags] };
    case 'untag':
      return tags === undefined ? null : { kind: 'tag', tags: [...tags] };
    case 'set-location':
      return locationBefore === undefined ? null : { kind: 'set-location', location: locationBefore };
    case 'remove':
      return { kind: 'keep' };
    case 'keep':
      return null;
    default:
      return action satisfies never;
  }
}

function quoted(tags: readonly string[]): string {
  return tags.map((tag) => `“${tag}”`).join(', ');
}
