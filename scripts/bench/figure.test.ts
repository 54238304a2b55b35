import t from 'tap';
import { type Figure, isOver, percentile, spreadOf, tableRow } from './figure.ts';

t.test('a percentile is one of the values, by the nearest rank', async (t) => {
  const table: [values: number[], share: number, expected: number][] = [
    [[5], 0.5, 5],
    [[3, 1, 2], 0.5, 2],
    [[9, 1, 5, 7, 3], 0.5, 5],
    [[4, 1, 3, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.99, 4],
    [[4, 1, 3, 2], 0, 1],
  ];
  for (const [values, share, expected] of table)
    t.equal(percentile(values, share), expected, `${share} of ${values}`);
  t.ok(Number.isNaN(percentile([], 0.5)), 'nothing has no median');
});

t.test('a spread goes from the least to the most', async (t) => {
  t.same(spreadOf([61.2, 58.9, 70]), { min: 58.9, max: 70 });
});

t.test('a row says what, how much, the budget and whether it held', async (t) => {
  const table: [figure: Figure, row: string][] = [
    [{ what: 'a', measured: 12.345, budget: 30, unit: 'ms' }, '| a | 12.35 ms | 30 ms | ok |'],
    [{ what: 'a', measured: 579.4, budget: 450, unit: 'MB' }, '| a | 579 MB | 450 MB | OVER |'],
    [{ what: 'a', measured: 1, budget: 1, unit: '' }, '| a | 1 | 1 | ok |'],
    [{ what: 'a', measured: 7, budget: null, unit: 's' }, '| a | 7 s |  |  |'],
    [
      { what: 'a', measured: 61, spread: { min: 58.04, max: 70.5 }, budget: null, unit: 's' },
      '| a | 61 s (58.04 to 70.5) |  |  |',
    ],
    [{ what: 'a', measured: Number.NaN, budget: 1, unit: '' }, '| a | NaN | 1 | OVER |'],
  ];
  for (const [figure, row] of table) {
    t.equal(tableRow(figure), row);
    t.equal(isOver(figure), row.includes('OVER'));
  }
});
