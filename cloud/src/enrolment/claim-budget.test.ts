import t from 'tap';
import {
  type BudgetKey,
  budgetKeys,
  budgets,
  codeSpace,
  hitPeriodMs,
  judge,
  oldestWindowOf,
  pointsPerDay,
  poolBudgets,
  type Spending,
  type Spendings,
  tolerableHitChance,
} from './claim-budget.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** On no window's edge. */
const now = Date.UTC(2026, 10, 23, 12, 34, 56);

function spendings(given: Partial<Record<BudgetKey, readonly Spending[]>>): Spendings {
  return Object.fromEntries(budgetKeys.map((key) => [key, given[key] ?? []])) as unknown as Spendings;
}

const spentNow = (key: BudgetKey, points: number): Spending[] => [
  { windowStart: oldestWindowOf(budgets[key], now) + budgets[key].periodMs, points },
];

t.test('the pools together stay under the tolerated chance', async (t) => {
  t.equal(codeSpace, 852_891_037_441);
  t.equal(pointsPerDay, 85_289_103);
  t.equal(poolBudgets.generalDay.periodMs, hitPeriodMs);
  t.equal(poolBudgets.reserveDay.periodMs, hitPeriodMs);
  const together = poolBudgets.generalDay.points + poolBudgets.reserveDay.points;
  t.ok(together / codeSpace < tolerableHitChance * 0.951);
  t.ok(together / codeSpace > tolerableHitChance * 0.949, 'and nothing is given away');
});

t.test('a budget covers every interval of its length, wherever it begins', async (t) => {
  for (const budget of Object.values(budgets)) {
    t.equal(budget.periodMs % budget.windowMs, 0, budget.name);
    for (const offsetMs of [0, 1, budget.windowMs - 1]) {
      const last = 1_000_000 * budget.windowMs + offsetMs;
      t.ok(oldestWindowOf(budget, last) <= last - budget.periodMs, `${budget.name} at +${offsetMs}`);
    }
  }
});

t.test('a try is judged by the first budget that lacks the points', async (t) => {
  const table: {
    name: string;
    given: Partial<Record<BudgetKey, readonly Spending[]>>;
    live: number;
    expected: { outcome: string; whose?: string; waitMs?: number; charged?: string[] };
  }[] = [
    {
      name: 'nothing spent: the general pool pays, weighted by the live codes',
      given: {},
      live: 7,
      expected: {
        outcome: 'affordable',
        charged: [
          'user-15m:1',
          'user-24h:1',
          'address-15m:1',
          'address-24h:1',
          'general-1h:7',
          'general-24h:7',
        ],
      },
    },
    {
      name: 'no code live: a try still costs a point',
      given: {},
      live: 0,
      expected: {
        outcome: 'affordable',
        charged: [
          'user-15m:1',
          'user-24h:1',
          'address-15m:1',
          'address-24h:1',
          'general-1h:1',
          'general-24h:1',
        ],
      },
    },
    {
      name: 'the user is out of tries for now: free again when the window leaves the period',
      given: { userQuarterHour: spentNow('userQuarterHour', 15) },
      live: 1,
      expected: { outcome: 'exhausted', whose: 'user', waitMs: 16 * minuteMs - 56_000 },
    },
    {
      name: 'only as much must fall out as is needed',
      given: {
        userQuarterHour: [
          { windowStart: Date.UTC(2026, 10, 23, 12, 20), points: 1 },
          { windowStart: Date.UTC(2026, 10, 23, 12, 34), points: 14 },
        ],
      },
      live: 1,
      expected: { outcome: 'exhausted', whose: 'user', waitMs: minuteMs + 4_000 },
    },
    {
      name: 'what is older than the period counts no more',
      given: { userQuarterHour: [{ windowStart: Date.UTC(2026, 10, 23, 12, 18), points: 15 }] },
      live: 1,
      expected: {
        outcome: 'affordable',
        charged: [
          'user-15m:1',
          'user-24h:1',
          'address-15m:1',
          'address-24h:1',
          'general-1h:1',
          'general-24h:1',
        ],
      },
    },
    {
      name: 'the user is out of tries for the day',
      given: { userDay: spentNow('userDay', 100) },
      live: 1,
      expected: { outcome: 'exhausted', whose: 'user' },
    },
    {
      name: 'the address is out of tries for now',
      given: { addressQuarterHour: spentNow('addressQuarterHour', 150) },
      live: 1,
      expected: { outcome: 'exhausted', whose: 'address' },
    },
    {
      name: 'the address is out of tries for the day',
      given: { addressDay: spentNow('addressDay', 1_000) },
      live: 1,
      expected: { outcome: 'exhausted', whose: 'address' },
    },
    {
      name: 'the general hour is spent: the first tries of a user draw on the reserve',
      given: {
        generalHour: spentNow('generalHour', poolBudgets.generalHour.points),
        userDay: spentNow('userDay', 9),
      },
      live: 10_000,
      expected: {
        outcome: 'affordable',
        charged: ['user-15m:1', 'user-24h:1', 'address-15m:1', 'address-24h:1', 'reserve-24h:10000'],
      },
    },
    {
      name: 'the general hour is spent: later tries of a user wait for it',
      given: {
        generalHour: spentNow('generalHour', poolBudgets.generalHour.points),
        userDay: spentNow('userDay', 10),
      },
      live: 10_000,
      expected: { outcome: 'exhausted', whose: 'everyone', waitMs: hourMs + 4_000 },
    },
    {
      name: 'both pools are spent: even first tries wait, and for the longer of the general waits',
      given: {
        generalDay: spentNow('generalDay', poolBudgets.generalDay.points),
        reserveDay: spentNow('reserveDay', poolBudgets.reserveDay.points),
      },
      live: 1,
      expected: { outcome: 'exhausted', whose: 'everyone', waitMs: 25 * hourMs - 34 * minuteMs - 56_000 },
    },
    {
      name: 'more codes are live than the whole budget has points',
      given: {},
      live: 100_000_000,
      expected: { outcome: 'exhausted', whose: 'everyone', waitMs: 24 * hourMs },
    },
  ];
  for (const { name, given, live, expected } of table) {
    const judgement = judge(spendings(given), live, now);
    const seen =
      judgement.outcome === 'affordable'
        ? {
            outcome: judgement.outcome,
            charged: judgement.charges.map((c) => `${c.budget.name}:${c.points}`),
          }
        : judgement;
    t.match(seen, expected, name);
  }
});
