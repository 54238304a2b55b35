import t from 'tap';
import type { BulkAction } from '../api/device-list.ts';
import { countDevices, doneWords, troubleWords, undoingOf } from './bulk-words.ts';

const done = (id: string, more: object = {}) => ({ id, outcome: 'done' as const, ...more });

t.test('what was done is said in one sentence', async (t) => {
  const two = [done('a'), done('b'), { id: 'c', outcome: 'unchanged' as const }];
  for (const [action, sentence] of [
    [{ kind: 'tag', tags: ['x', 'y'] }, '2 devices tagged “x”, “y”.'],
    [{ kind: 'untag', tags: ['x'] }, '“x” taken off 2 devices.'],
    [{ kind: 'set-location', location: 'Hall' }, '2 devices moved to Hall.'],
    [{ kind: 'set-location', location: '' }, '2 devices without a location now.'],
    [{ kind: 'remove' }, '2 devices removed.'],
  ] as [BulkAction, string][]) {
    t.equal(doneWords(action, two), sentence);
  }
  t.equal(doneWords({ kind: 'remove' }, [done('a')]), '1 device removed.');
  t.equal(doneWords({ kind: 'tag', tags: ['x'] }, []), 'Nothing had to change.');
  t.equal(countDevices(10_000), '10,000 devices');
});

t.test('what could not be done is said for each reason', async (t) => {
  t.same(troubleWords([done('a'), { id: 'b', outcome: 'unchanged' }]), []);
  t.same(
    troubleWords([
      { id: 'a', outcome: 'device-has-enough-tags' },
      { id: 'b', outcome: 'unknown-device' },
      { id: 'c', outcome: 'unknown-device' },
      { id: 'd', outcome: 'account-has-enough-tags' },
      { id: 'e', outcome: 'account-has-enough-tags' },
    ]),
    [
      '1 device would have more than 20 tags, and stays as before.',
      '2 devices left the account meanwhile.',
      '2 devices not tagged: the account has 500 different tags already.',
    ],
  );
  t.match(troubleWords(['a', 'b'].map((id) => ({ id, outcome: 'device-has-enough-tags' }))), [
    '2 devices would have more than 20 tags, and stay as before.',
  ]);
});

t.test('undoing touches exactly what was changed, as it was', async (t) => {
  t.same(
    undoingOf({ kind: 'tag', tags: ['x', 'y'] }, [
      done('a', { tags: ['x', 'y'] }),
      done('b', { tags: ['y'] }),
      done('c', { tags: ['x', 'y'] }),
      { id: 'd', outcome: 'unchanged' },
    ]),
    [
      { action: { kind: 'untag', tags: ['x', 'y'] }, ids: ['a', 'c'] },
      { action: { kind: 'untag', tags: ['y'] }, ids: ['b'] },
    ],
  );
  t.same(undoingOf({ kind: 'untag', tags: ['x'] }, [done('a', { tags: ['X'] })]), [
    { action: { kind: 'tag', tags: ['X'] }, ids: ['a'] },
  ]);
  t.same(
    undoingOf({ kind: 'set-location', location: 'New' }, [
      done('a', { locationBefore: 'Old' }),
      done('b', { locationBefore: '' }),
    ]),
    [
      { action: { kind: 'set-location', location: 'Old' }, ids: ['a'] },
      { action: { kind: 'set-location', location: '' }, ids: ['b'] },
    ],
  );
  t.same(undoingOf({ kind: 'remove' }, [done('a')]), [{ action: { kind: 'keep' }, ids: ['a'] }]);
  t.same(undoingOf({ kind: 'keep' }, [done('a')]), []);
});
