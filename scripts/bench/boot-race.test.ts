import t from 'tap';
import { startingOrder } from './boot-race.ts';

t.test('every racer starts in every round, and none is always first', async (t) => {
  const table: [round: number, order: string][] = [
    [0, 'a b'],
    [1, 'b a'],
    [2, 'a b'],
    [5, 'b a'],
  ];
  for (const [round, order] of table)
    t.equal(startingOrder(['a', 'b'], round).join(' '), order, `round ${round}`);
  t.same(startingOrder([], 3), []);
});
