/**
 * How many pairing codes may be tried, and the arithmetic behind it. Pure: rows and time are given.
 *
 * The promise: over any 24 hours, the chance that anybody's typed guess hits any live code stays under 1 in
 * 10,000. A guess hits with probability `live codes / 31^8`, so a try costs as many points as codes are live at
 * that moment, and the tries of any 24 hours may cost at most
 *
 *     P = 31^8 / 10,000 = 852,891,037,441 / 10,000 = 85,289,103 points,
 *
 * which is 8,528 tries a day while 10,000 codes are live. By the union bound the chance is at most their sum.
 *
 * Spending is kept in windows of time, and a budget for a period covers the running window *and* all windows
 * that began within the period before it. Every interval of the length of the period, wherever it lies, is
 * inside the windows that its last try was checked against, so none can be straddled and nothing is halved.
 *
 * P is shared out: 50 % to a general pool, 45 % to a reserve on which only each user's first few tries of a day
 * may draw, 5 % to nobody, for codes that come to life between the counting and the look-up. The general pool
 * also has an hourly share, so that an attack of an hour costs the others an hour and not a day. A hundred
 * attackers use up the general pool, and of the reserve at most 100 x 10 x 10,000 = 10 of its 38 million points.
 *
 * A pairing ID is never charged here: at 128 bits, guessing needs no budget.
 */
import { pairingCodeAlphabet, pairingCodeLength } from '@signet/protocol';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How many pairing codes there are. */
export const codeSpace = pairingCodeAlphabet.length ** pairingCodeLength;

/** The largest tolerated chance of any hit within {@link hitPeriodMs}. */
export const tolerableHitChance = 1 / 10_000;
export const hitPeriodMs = dayMs;

/** Points that all tries of any 24 hours together may cost. */
export const pointsPerDay = Math.floor(codeSpace * tolerableHitChance);

const generalPoints = Math.floor(pointsPerDay * 0.5);
const reservePoints = Math.floor(pointsPerDay * 0.45);

/** How many tries a user has in a day that may draw on the reserve. */
export const reservedTriesPerUser = 10;

/** A sum that the tries of one subject may reach within any period of this length. */
export interface Budget {
  /** Stable: the key under which spending is stored. */
  name: string;
  per: 'user' | 'address' | 'everyone';
  periodMs: number;
  windowMs: number;
  points: number;
}

/** Counted one a try. An address may be a whole shop of installers, so it has several users' worth. */
export const subjectBudgets = {
  userQuarterHour: {
    name: 'user-15m',
    per: 'user',
    periodMs: 15 * minuteMs,
    windowMs: minuteMs,
    points: 15,
  },
  userDay: { name: 'user-24h', per: 'user', periodMs: dayMs, windowMs: hourMs, points: 100 },
  addressQuarterHour: {
    name: 'address-15m',
    per: 'address',
    periodMs: 15 * minuteMs,
    windowMs: minuteMs,
    points: 150,
  },
  addressDay: { name: 'address-24h', per: 'address', periodMs: dayMs, windowMs: hourMs, points: 1_000 },
} as const satisfies Record<string, Budget>;

/** Charged with the number of live codes a try. */
export const poolBudgets = {
  generalHour: {
    name: 'general-1h',
    per: 'everyone',
    periodMs: hourMs,
    windowMs: 5 * minuteMs,
    points: Math.floor(generalPoints / 6),
  },
  generalDay: {
    name: 'general-24h',
    per: 'everyone',
    periodMs: dayMs,
    windowMs: hourMs,
    points: generalPoints,
  },
  reserveDay: {
    name: 'reserve-24h',
    per: 'everyone',
    periodMs: dayMs,
    windowMs: hourMs,
    points: reservePoints,
  },
} as const satisfies Record<string, Budget>;

export const budgets = { ...subjectBudgets, ...poolBudgets };
export type BudgetKey = keyof typeof budgets;
export const budgetKeys = Object.keys(budgets) as BudgetKey[];

/** What was spent in one window. */
export interface Spending {
  windowStart: number;
  points: number;
}

/** For each budget, what its subject spent in the windows that still count. */
export type Spendings = Readonly<Record<BudgetKey, readonly Spending[]>>;

export interface Charge {
  budget: Budget;
  points: number;
}

export type Judgement =
  | { outcome: 'affordable'; charges: readonly Charge[] }
  /** `waitMs` is when this same try would be affordable if nobody else tried in between. */
  | { outcome: 'exhausted'; whose: Budget['per']; budget: Budget; waitMs: number };

export function windowStartOf(budget: Budget, now: number): number {
  return Math.floor(now / budget.windowMs) * budget.windowMs;
}

/** Start of the oldest window that still counts at `now`. */
export function oldestWindowOf(budget: Budget, now: number): number {
  return windowStartOf(budget, now) - budget.periodMs;
}

/** Whether one more try may be made, and what it is charged to. */
export function judge(spendings: Spendings, liveCodes: number, now: number): Judgement {
  for (const key of ['userQuarterHour', 'userDay', 'addressQuarterHour', 'addressDay'] as const) {
    const waitMs = waitFor(budgets[key], spendings[key], 1, now);
    if (waitMs > 0) return exhausted(budgets[key], waitMs);
  }
  const ofSubject = Object.values(subjectBudgets).map((budget) => ({ budget, points: 1 }));
  const cost = Math.max(1, liveCodes);

  const hourWaitMs = waitFor(budgets.generalHour, spendings.generalHour, cost, now);
  const dayWaitMs = waitFor(budgets.generalDay, spendings.generalDay, cost, now);
  if (hourWaitMs === 0 && dayWaitMs === 0) {
    const ofPool = [budgets.generalHour, budgets.generalDay].map((budget) => ({ budget, points: cost }));
    return { outcome: 'affordable', charges: [...ofSubject, ...ofPool] };
  }

  const isAmongFirst = spent(budgets.userDay, spendings.userDay, now) < reservedTriesPerUser;
  if (isAmongFirst && waitFor(budgets.reserveDay, spendings.reserveDay, cost, now) === 0) {
    return {
      outcome: 'affordable',
      charges: [...ofSubject, { budget: budgets.reserveDay, points: cost }],
    };
  }
  return hourWaitMs > dayWaitMs
    ? exhausted(budgets.generalHour, hourWaitMs)
    : exhausted(budgets.generalDay, dayWaitMs);
}

function exhausted(budget: Budget, waitMs: number): Judgement {
  return { outcome: 'exhausted', whose: budget.per, budget, waitMs };
}

function spent(budget: Budget, spendings: readonly Spending[], now: number): number {
  const oldest = oldestWindowOf(budget, now);
  return spendings.reduce((sum, { windowStart, points }) => sum + (windowStart >= oldest ? points : 0), 0);
}

/** Milliseconds until `cost` more fits into the budget; 0 when it does now. */
function waitFor(budget: Budget, spendings: readonly Spending[], cost: number, now: number): number {
  let over = spent(budget, spendings, now) + cost - budget.points;
  if (over <= 0) return 0;
  const oldest = oldestWindowOf(budget, now);
  const counted = spendings
    .filter(({ windowStart }) => windowStart >= oldest)
    .sort((a, b) => a.windowStart - b.windowStart);
  for (const { windowStart, points } of counted) {
    over -= points;
    if (over <= 0) return Math.max(1, windowStart + budget.periodMs + budget.windowMs - now);
  }
  // One try alone costs more than the whole budget: fewer codes must be live first.
  return budget.periodMs;
}
