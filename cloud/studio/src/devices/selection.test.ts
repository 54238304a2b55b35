import t from 'tap';
import {
  allSelected,
  between,
  countSelected,
  isSelected,
  nothingSelected,
  prune,
  select,
} from './selection.ts';

t.test('some are selected by name', async (t) => {
  const some = select(select(nothingSelected, ['a', 'b', 'c'], true), ['b'], false);
  t.same(
    ['a', 'b', 'c', 'd'].map((id) => isSelected(some, id)),
    [true, false, true, false],
  );
  t.equal(countSelected(some, 10_000), 2);
  t.equal(countSelected(nothingSelected, 10_000), 0);
});

t.test('all are selected but some', async (t) => {
  const all = select(select(allSelected, ['a', 'b'], false), ['b'], true);
  t.same(
    ['a', 'b', 'z'].map((id) => isSelected(all, id)),
    [false, true, true],
  );
  t.equal(countSelected(all, 10_000), 9_999);
});

t.test('what is not in the list any more is not selected any more', async (t) => {
  const some = select(nothingSelected, ['a', 'b'], true);
  t.equal(countSelected(prune(some, new Set(['b', 'c'])), 2), 1);
  t.equal(prune(some, new Set(['a', 'b', 'c'])), some, 'the same where nothing differs');
  const all = select(allSelected, ['a', 'b'], false);
  t.equal(countSelected(prune(all, new Set(['b', 'c'])), 5), 4);
});

t.test('from one to another, whichever comes first', async (t) => {
  const ids = ['a', 'b', 'c', 'd'];
  t.same(between(ids, 'b', 'd'), ['b', 'c', 'd']);
  t.same(between(ids, 'd', 'b'), ['b', 'c', 'd']);
  t.same(between(ids, 'b', 'b'), ['b']);
  t.same(between(ids, 'gone', 'c'), ['c']);
});
