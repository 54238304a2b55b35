import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import t, { type Test } from 'tap';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { hourMs, minuteMs } from '../devices/testing/test-cloud.ts';
import { codeSpace, poolBudgets, tolerableHitChance } from './claim-budget.ts';
import { type ClaimLimiter, createClaimLimiter, type LimiterOutcome } from './claim-limiter.ts';
import { showCodes } from './testing/show-codes.ts';

async function open(t: Test, file = ':memory:'): Promise<Kysely<Schema>> {
  const db = openDatabase({ file });
  t.teardown(() => db.destroy());
  await migrate(db);
  return db;
}

const typed = (limiter: ClaimLimiter, userId: string, address = '192.0.2.1') =>
  limiter.admit({ name: { kind: 'code', code: '2345-6789' }, userId, address });
const scanned = (limiter: ClaimLimiter, userId: string | null, address = '192.0.2.1') =>
  limiter.admit({ name: { kind: 'pairing-id', pairingId: 'A'.repeat(26) }, userId, address });
const inTurn = async (count: number, one: (i: number) => Promise<LimiterOutcome>) => {
  const outcomes: LimiterOutcome[] = [];
  for (let i = 0; i < count; i += 1) outcomes.push(await one(i));
  return outcomes;
};
const admitted = (outcomes: readonly LimiterOutcome[]) =>
  outcomes.filter(({ outcome }) => outcome === 'admitted').length;

t.test('a user has fifteen typed tries in a quarter of an hour and a hundred in a day', async (t) => {
  let now = Date.UTC(2026, 10, 23, 12);
  const db = await open(t);
  // A fresh one now and then, because its flood limit counts in real time.
  let limiter = createClaimLimiter({ db, clock: () => now });
  const first = await inTurn(20, () => typed(limiter, 'ann'));
  t.equal(admitted(first), 15);
  t.match(first[15], {
    outcome: 'too-many-tries',
    detail: /You have typed 15 codes within 15 minutes\. Scan the QR .* again in 16 minutes\./,
    retryAfterSeconds: 960,
  });
  t.equal((await typed(limiter, 'bob')).outcome, 'admitted', 'others are not concerned');
  t.equal((await scanned(limiter, 'ann')).outcome, 'admitted', 'nor is scanning');
  now += 960_000 - 1;
  t.equal((await typed(limiter, 'ann')).outcome, 'too-many-tries');
  now += 1;
  t.equal((await typed(limiter, 'ann')).outcome, 'admitted', 'the wait that was told is true');

  let day = 16;
  for (let quarter = 0; quarter < 10; quarter += 1) {
    now += 16 * minuteMs;
    limiter = createClaimLimiter({ db, clock: () => now });
    day += admitted(await inTurn(15, () => typed(limiter, 'ann')));
  }
  t.equal(day, 100);
  t.match(await typed(limiter, 'ann'), { detail: /100 codes within 24 hours/ });
});

t.test('an address has room for a shop of installers; of IPv6 a /64 counts as one', async (t) => {
  const limiter = createClaimLimiter({ db: await open(t), clock: () => 1_795_000_000_000 });
  const shop = await inTurn(160, (i) => typed(limiter, `user-${i}`, `2001:db8:1:2::${i.toString(16)}`));
  t.equal(admitted(shop), 150);
  t.match(shop[150], { detail: /from your network within 15 minutes/ });
  t.equal((await typed(limiter, 'user-0', '2001:db8:1:3::1')).outcome, 'admitted');
});

t.test('scanning and looking meet a flood limit only, by user and by address', async (t) => {
  const limiter = createClaimLimiter({ db: await open(t), clock: () => 0 });
  const byUser = await inTurn(125, () => scanned(limiter, 'ann'));
  t.equal(admitted(byUser), 120);
  t.match(byUser[120], {
    outcome: 'too-many-tries',
    detail: /within a minute\. Try again in \d+ seconds?\./,
  });
  const byAddress = await inTurn(610, () => scanned(limiter, null, '192.0.2.9'));
  t.equal(admitted(byAddress), 600);
  t.match(await typed(limiter, 'bob', '192.0.2.9'), { outcome: 'too-many-tries' }, 'typing meets it too');
});

t.test('a restart gives nothing back', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'signet-limiter-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'cloud.sqlite');
  const before = await open(t, file);
  const clock = () => 1_795_000_000_000;
  t.equal(admitted(await inTurn(15, () => typed(createClaimLimiter({ db: before, clock }), 'ann'))), 15);
  await before.destroy();
  const limiter = createClaimLimiter({ db: await open(t, file), clock });
  t.equal((await typed(limiter, 'ann')).outcome, 'too-many-tries');
});

t.test('tries at the same time do not count past each other, and refusals write nothing', async (t) => {
  const db = await open(t);
  const limiter = createClaimLimiter({ db, clock: () => 1_795_000_000_000 });
  const outcomes = await Promise.all(Array.from({ length: 60 }, () => typed(limiter, 'ann')));
  t.equal(admitted(outcomes), 15);
  const { tries } = await db
    .selectFrom('claimTry')
    .select((eb) => eb.fn.sum<number>('points').as('tries'))
    .where('budget', '=', 'user-24h')
    .executeTakeFirstOrThrow();
  t.equal(tries, 15);
});

t.test('what no longer counts is forgotten', async (t) => {
  let now = Date.UTC(2026, 10, 23, 12);
  const db = await open(t);
  const limiter = createClaimLimiter({ db, clock: () => now });
  await typed(limiter, 'ann');
  now += 48 * hourMs;
  await typed(limiter, 'bob');
  const subjects = await db
    .selectFrom('claimTry')
    .select('subject')
    .where('budget', '=', 'user-24h')
    .execute();
  t.same(subjects, [{ subject: 'bob' }]);
});

t.test(
  '100 users from 1,000 addresses, 10,000 live codes, more than a day: the chance of a hit stays under 1 in 10,000',
  async (t) => {
    const started = Date.UTC(2026, 10, 23, 12, 3, 21);
    let now = started;
    const db = await open(t);
    const liveCodes = 10_000;
    await showCodes(db, liveCodes, now);
    const limiter = createClaimLimiter({ db, clock: () => now });
    const tries: { at: number; chance: number }[] = [];
    const count = (outcome: LimiterOutcome): LimiterOutcome => {
      if (outcome.outcome === 'admitted') tries.push({ at: now, chance: liveCodes / codeSpace });
      return outcome;
    };
    let address = 0;
    let floods = 0;
    let refusal: LimiterOutcome | undefined;
    let attempts = 0;

    /** Every attacker tries whatever is to be had, until everyone's budget refuses three of them in a row. */
    async function attack(): Promise<void> {
      let refusals = 0;
      for (let user = 0; user < 100 && refusals < 3; user += 1) {
        address = (address + 1) % 1_000;
        attempts += 1;
        const attacker = `attacker-${attempts % 100}`;
        const outcome = count(
          await typed(limiter, attacker, `10.0.${address % 250}.${Math.floor(address / 250)}`),
        );
        if (outcome.outcome === 'admitted') refusals = 0;
        else if (outcome.detail.includes('everywhere')) {
          refusals += 1;
          refusal = outcome;
        } else if (outcome.detail.includes('requests')) floods += 1;
      }
    }

    const honest: string[] = [];
    const stepMs = 5 * minuteMs;
    for (let step = 0; now < started + 25.5 * hourMs; step += 1, now += stepMs) {
      await attack();
      if (step % 24 !== 23) continue;
      // In the middle of it, somebody new makes two typos and gets it right, and somebody scans.
      const outcomes = await inTurn(3, async () =>
        count(await typed(limiter, `honest-${step}`, '192.0.2.77')),
      );
      const scan = await scanned(limiter, `scanner-${step}`, '192.0.2.77');
      honest.push([...outcomes, scan].map(({ outcome }) => outcome).join(' '));
    }
    t.equal(honest.length, 12);
    t.same(
      new Set(honest),
      new Set(['admitted admitted admitted admitted']),
      'honest people got in each time',
    );
    t.equal(floods, 0, 'and it was the budget that held, not the flood limit');

    let worst = 0;
    let sum = 0;
    let oldest = 0;
    for (const { at, chance } of tries) {
      sum += chance;
      for (let old = tries[oldest]; old !== undefined && old.at <= at - 24 * hourMs; old = tries[oldest]) {
        sum -= old.chance;
        oldest += 1;
      }
      worst = Math.max(worst, sum);
    }
    t.ok(worst < tolerableHitChance, `worst 24 hours: ${worst}`);
    t.ok(worst > tolerableHitChance * 0.5, 'and the attackers had used up what was to be had');
    t.comment(`${tries.length} of ${attempts} tries admitted; worst 24 hours: ${worst}`);

    t.match(refusal, { outcome: 'too-many-tries', detail: /Scan the QR instead: it works at once/ });
    t.ok(poolBudgets.reserveDay.points > 1_000 * liveCodes, 'a hundred attackers cannot use up the reserve');
  },
);
