import t from 'tap';
import type { Deed } from '../api/device-list.ts';
import { historyWords } from './history-words.ts';

t.test('every deed is told in words', async (t) => {
  const deed = (action: string, before: Deed['before'] = null, after: Deed['after'] = null): Deed => ({
    ...{ at: '2026-11-25T12:00:00Z', action, before, after },
  });
  for (const [given, words] of [
    [deed('device.claimed', null, { name: 'Window', location: '' }), 'Paired as Window'],
    [deed('device.claimed'), 'Paired'],
    [deed('device.renamed', { name: 'A' }, { name: 'B' }), 'Renamed from A to B'],
    [deed('device.moved', { location: '' }, { location: 'Hall' }), 'Moved to Hall'],
    [deed('device.moved', { location: 'Hall' }, { location: '' }), 'No longer at Hall'],
    [deed('device.tagged', { tags: ['a'] }, { tags: ['a', 'b', 'c'] }), 'Tagged b, c'],
    [deed('device.untagged', { tags: ['a', 'b'] }, { tags: ['b'] }), 'No longer tagged a'],
    [deed('device.tagged', { tags: ['a'] }, { tags: ['b'] }), 'Tagged b, no longer tagged a'],
    [deed('device.removed', null, { reason: 'removed' }), 'Removed from the account'],
    [deed('pairing.undone'), 'Pairing undone'],
    [deed('device.lapsed'), 'Removed, because it was away for too long'],
    [deed('device.painted-blue'), 'Painted blue'],
  ] as const) {
    t.equal(historyWords(given), words);
  }
});
