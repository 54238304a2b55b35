/**
 * The one door to a pairing session: whoever wants a code or a pairing ID resolved comes through here first.
 *
 * Answers with an admission, without which `find-pairing.ts` finds nothing, so a path that forgets the limiter
 * does not compile. A try is charged before anything is looked up, whatever comes of it, and on disk before it is
 * answered, so that neither a success nor a restart gives anything back. A try that is refused resolves nothing
 * and costs nothing. What is charged and why: `claim-budget.ts`. Pairing IDs cannot be guessed; they, and codes
 * before anything is written for them, meet only a flood limit in memory.
 */
import type { Kysely } from 'kysely';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Schema } from '../database/schema.ts';
import { addressBlock } from './address-block.ts';
import {
  type Budget,
  type BudgetKey,
  budgetKeys,
  budgets,
  type Charge,
  type Judgement,
  judge,
  oldestWindowOf,
  type Spendings,
  windowStartOf,
} from './claim-budget.ts';
import { countLiveSessions } from './pairing-sessions.ts';

/** What a person typed or scanned, already understood. */
export type PairingName = { kind: 'code'; code: string } | { kind: 'pairing-id'; pairingId: string };

const admitted: unique symbol = Symbol('admitted');

/** The right to resolve this one name. Only the limiter makes one. */
export interface Admission {
  readonly [admitted]: true;
  readonly name: PairingName;
}

export interface TryRequest {
  name: PairingName;
  /** Null where nobody is signed in; codes are for the signed-in alone. */
  userId: string | null;
  /** The true client address. */
  address: string;
}

export type LimiterOutcome =
  | { outcome: 'admitted'; admission: Admission }
  | { outcome: 'too-many-tries'; detail: string; retryAfterSeconds: number };

export interface ClaimLimiter {
  admit(request: TryRequest): Promise<LimiterOutcome>;
}

/** A minute's worth; a person with a phone makes two or three requests for a screen. */
const floodPerMinute = { user: 120, address: 600 } as const;

/** Not a budget: the row in which turns are counted. */
const turnBudget = 'turn';

const forgetEveryMs = 3_600_000;
const forgetAfterMs = 26 * 3_600_000;

export function createClaimLimiter(deps: { db: Kysely<Schema>; clock(): number }): ClaimLimiter {
  const floods = {
    user: new RateLimiterMemory({ keyPrefix: 'user', points: floodPerMinute.user, duration: 60 }),
    address: new RateLimiterMemory({ keyPrefix: 'address', points: floodPerMinute.address, duration: 60 }),
  };
  let forgottenAt = Number.NEGATIVE_INFINITY;

  async function admitCode(name: PairingName, subjects: Subjects): Promise<LimiterOutcome> {
    const now = deps.clock();
    return deps.db.transaction().execute(async (trx) => {
      // A refusal only reads, so that a flood of refusals writes nothing to the disk.
      let seen = await look(trx, subjects, now);
      if (seen.judgement.outcome === 'exhausted') return tooMany(seen.judgement);
      const turn = await takeTurn(trx);
      if (turn !== seen.turn + 1) seen = await look(trx, subjects, now);
      const { judgement } = seen;
      if (judgement.outcome === 'exhausted') return tooMany(judgement);
      await charge(trx, judgement.charges, subjects, now);
      if (now - forgottenAt > forgetEveryMs) {
        await trx
          .deleteFrom('claimTry')
          .where('windowStart', '<', now - forgetAfterMs)
          .where('windowStart', '>', 0)
          .execute();
        forgottenAt = now;
      }
      return { outcome: 'admitted', admission: { [admitted]: true, name } };
    });
  }

  return {
    async admit({ name, userId, address }) {
      const subjects: Subjects = { user: userId ?? '', address: addressBlock(address), everyone: '' };
      const floodWaitMs =
        (await consume(floods.address, subjects.address)) ||
        (userId === null ? 0 : await consume(floods.user, userId));
      if (floodWaitMs > 0) {
        const retryAfterSeconds = seconds(floodWaitMs);
        return {
          outcome: 'too-many-tries',
          detail: `Too many requests came from here within a minute. Try again in ${inWords(retryAfterSeconds)}.`,
          retryAfterSeconds,
        };
      }
      if (name.kind === 'code') return admitCode(name, subjects);
      return { outcome: 'admitted', admission: { [admitted]: true, name } };
    },
  };
}

type Subjects = Readonly<Record<Budget['per'], string>>;

/** What a try would come to now, and how many turns were taken before. */
async function look(
  trx: Kysely<Schema>,
  subjects: Subjects,
  now: number,
): Promise<{ judgement: Judgement; turn: number }> {
  const rows = await trx
    .selectFrom('claimTry')
    .select(['budget', 'windowStart', 'points'])
    .where((eb) =>
      eb.or([
        eb('budget', '=', turnBudget),
        ...Object.values(budgets).map((budget) =>
          eb.and([
            eb('budget', '=', budget.name),
            eb('subject', '=', subjects[budget.per]),
            eb('windowStart', '>=', oldestWindowOf(budget, now)),
          ]),
        ),
      ]),
    )
    .execute();
  const spendings = Object.fromEntries(
    budgetKeys.map((key: BudgetKey) => [
      key,
      rows
        .filter((row) => row.budget === budgets[key].name)
        .map((row) => ({ windowStart: Number(row.windowStart), points: Number(row.points) })),
    ]),
  ) as unknown as Spendings;
  const turn = Number(rows.find((row) => row.budget === turnBudget)?.points ?? 0);
  return { judgement: judge(spendings, await countLiveSessions(trx), now), turn };
}

/**
 * Counts the turns in one row, which every try that is charged writes first. On a database with real concurrency
 * the row makes them wait for each other, and its number says whether anybody came in between.
 */
async function takeTurn(trx: Kysely<Schema>): Promise<number> {
  const { points } = await trx
    .insertInto('claimTry')
    .values({ budget: turnBudget, subject: '', windowStart: 0, points: 1 })
    .onConflict((oc) =>
      oc
        .columns(['budget', 'subject', 'windowStart'])
        .doUpdateSet((eb) => ({ points: eb('claimTry.points', '+', 1) })),
    )
    .returning('points')
    .executeTakeFirstOrThrow();
  return Number(points);
}

async function charge(
  trx: Kysely<Schema>,
  charges: readonly Charge[],
  subjects: Subjects,
  now: number,
): Promise<void> {
  await trx
    .insertInto('claimTry')
    .values(
      charges.map(({ budget, points }) => ({
        budget: budget.name,
        subject: subjects[budget.per],
        windowStart: windowStartOf(budget, now),
        points,
      })),
    )
    .onConflict((oc) =>
      oc
        .columns(['budget', 'subject', 'windowStart'])
        .doUpdateSet((eb) => ({ points: eb('claimTry.points', '+', eb.ref('excluded.points')) })),
    )
    .execute();
}

function tooMany(judgement: { whose: Budget['per']; budget: Budget; waitMs: number }): LimiterOutcome {
  const retryAfterSeconds = seconds(judgement.waitMs);
  const when = inWords(retryAfterSeconds);
  const period = inWords(judgement.budget.periodMs / 1_000);
  const details: Record<Budget['per'], string> = {
    user: `You have typed ${judgement.budget.points} codes within ${period}. Scan the QR on the screen instead, or type again in ${when}.`,
    address: `Too many codes were typed from your network within ${period}. Scan the QR on the screen instead, or type again in ${when}.`,
    everyone: `Too many codes are being typed everywhere right now. Scan the QR instead: it works at once. Typing works again in ${when} at the latest.`,
  };
  return { outcome: 'too-many-tries', detail: details[judgement.whose], retryAfterSeconds };
}

/** 0 when there was a point left, or how long until there is one. */
async function consume(limiter: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
    throw refusal;
  }
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000));
}

function inWords(durationSeconds: number): string {
  const plural = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (durationSeconds < 100) return plural(durationSeconds, 'second');
  const minutes = Math.ceil(durationSeconds / 60);
  return minutes < 100 ? plural(minutes, 'minute') : plural(Math.ceil(minutes / 60), 'hour');
}
