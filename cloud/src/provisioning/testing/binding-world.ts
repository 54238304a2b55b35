/**
 * Two accounts, a few keys, a token, and everything that can happen to a binding, on a real database in memory and
 * through the real functions; beside it what must be true, as a model that knows nothing of rows.
 *
 * A crash is a transaction that is thrown away at its very end; a lost reply is an answer that nobody hears.
 */
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { migrate } from '../../database/migrate.ts';
import { openDatabase } from '../../database/open-database.ts';
import type { Schema } from '../../database/schema.ts';
import { createLocalDeviceBus } from '../../devices/device-bus.ts';
import { lapseAway } from '../../devices/lapse.ts';
import { finishRemovals, keepDevice, startRemoval } from '../../devices/removal.ts';
import { keyRow } from '../../devices/testing/rows.ts';
import { claim } from '../../enrolment/claim.ts';
import type { ClaimLimiter } from '../../enrolment/claim-limiter.ts';
import { createClaimLimiter } from '../../enrolment/claim-limiter.ts';
import { registerSession } from '../../enrolment/pairing-sessions.ts';
import { unbindAll } from '../../enrolment/unbind.ts';
import { undoClaim } from '../../enrolment/undo-claim.ts';
import { createLocalDeviceNewsBus } from '../../events/device-news.ts';
import type { Actor } from '../../identity/identity.ts';
import { enrol } from '../enrol.ts';
import { makeToken } from '../tokens.ts';

export const accounts = ['a', 'b'] as const;
export const keys = ['k1', 'k2', 'k3', 'k4', 'k5'] as const;
export type Account = (typeof accounts)[number];
export type Key = (typeof keys)[number];

const dayMs = 86_400_000;
const graceMs = 60_000;
export const maxUses = 3;

class Crash extends Error {}

/** The same database, of which no transaction ever commits. */
function crashing(db: Kysely<Schema>): Kysely<Schema> {
  return new Proxy(db, {
    get(target, name) {
      if (name !== 'transaction') return Reflect.get(target, name);
      return () => ({
        execute: (work: (trx: Kysely<Schema>) => Promise<unknown>) =>
          target.transaction().execute(async (trx) => {
            await work(trx);
            throw new Crash();
          }),
      });
    },
  });
}

const actorOf = (account: Account): Actor => ({
  ...{ kind: 'user', userId: `u-${account}`, name: account, accountId: account, role: 'admin' },
  ...{ secondFactor: false, signOnOf: null, keptOut: false, address: '192.0.2.1' },
});

export async function startBindingWorld(allowReturn: boolean) {
  const db = openDatabase({ file: ':memory:' });
  await migrate(db);
  let now = Date.UTC(2026, 10, 23);
  const log = pino({ level: 'silent' });
  const settings = { pairingGraceMs: 400 * dayMs, undoWindowMs: 600_000, removalGraceMs: graceMs } as const;
  const shared = {
    ...{ db, clock: () => now, randomBytes, log, deviceBus: createLocalDeviceBus() },
    ...{
      newsBus: createLocalDeviceNewsBus(),
      settings: { ...settings, lapseAfterMs: null, mediaTokenMs: 1, mediaMaxBytes: 1, mediaQuotaBytes: null },
    },
  };
  const limiter: ClaimLimiter = createClaimLimiter(shared);
  for (const accountId of accounts) {
    const row = { accountId, deviceLimit: null, defaultPlaylistId: null, createdAt: 0 };
    await db.insertInto('accountSettings').values(row).execute();
  }
  // Two boards of one serial, so that serials are no proof here either.
  for (const [index, key] of keys.entries()) {
    const serial = `NP-${Math.min(index, 3)}`;
    await db
      .insertInto('deviceKey')
      .values(keyRow(key, { serial, lastSeenAt: now }))
      .execute();
  }
  const fields = {
    name: 'T',
    expiresAt: null,
    maxUses,
    serials: null,
    tags: ['t'],
    location: '',
    namePattern: '',
  };
  const more = { playlistId: null, network: null, allowReturn };
  const made = await makeToken(shared, actorOf('a'), { ...fields, ...more });
  if (made.outcome !== 'made') throw new Error(made.outcome);
  const { token } = made;

  /** Who holds what, by all that was acknowledged. */
  const held = new Map<Key, Account>();
  const taken = new Map<Key, Key>();
  const removing = new Set<Key>();
  const forget = (key: Key) => {
    held.delete(key);
    removing.delete(key);
    taken.delete(key);
  };

  /** The device is here: it hears that it was let go, and shows a code where it is nobody's. */
  async function show(key: Key): Promise<string | null> {
    await db
      .updateTable('deviceKey')
      .set({ unboundReason: null, lastSeenAt: now })
      .where('deviceId', '=', key)
      .execute();
    const boot = { deviceId: key, bootId: 'b', now, graceMs: settings.pairingGraceMs, randomBytes };
    const registered = await registerSession(db, boot);
    return registered.outcome === 'registered' ? registered.pairingId : null;
  }

  const world = {
    db,
    held,
    token,
    async claim(account: Account, key: Key, replaces: Key | undefined, fate: Fate): Promise<string> {
      const pairingId = await show(key);
      if (pairingId === null) return 'bound already';
      const request = {
        pairingId,
        accountId: account,
        accountIds: [account],
        actor: actorOf(account),
        replaces,
      };
      const run = (on: Kysely<Schema>) => claim({ ...shared, db: on, limiter }, request);
      if (fate === 'crash') return ignoreCrash(() => run(crashing(db)));
      const first = await run(db);
      if (first.outcome !== 'claimed') return first.outcome;
      held.set(key, account);
      taken.delete(key);
      if (replaces !== undefined) {
        forget(replaces);
        taken.set(key, replaces);
      }
      if (fate === 'lost reply') {
        const again = await claim({ ...shared, limiter }, request);
        if (again.outcome !== 'repeated') throw new Error(`A repeated claim was answered ${again.outcome}.`);
      }
      return 'claimed';
    },
    async enrol(key: Key, fate: Fate): Promise<string> {
      await show(key);
      const request = { deviceId: key, token, address: '192.0.2.1', now, randomBytes, isOnline: () => false };
      const run = (on: Kysely<Schema>) => on.transaction().execute((trx) => enrol(trx, request));
      if (fate === 'crash') return ignoreCrash(() => run(crashing(db)));
      const first = await run(db);
      if (first.outcome !== 'bound') return first.outcome;
      if (first.replaced !== null) forget(first.replaced as Key);
      held.set(key, 'a');
      const again = fate === 'lost reply' ? (await run(db)).outcome : 'bound-already';
      if (again !== 'bound-already') throw new Error(`A repeated enrolment was answered ${again}.`);
      return 'bound';
    },
    async remove(account: Account, key: Key, fate: Fate): Promise<string> {
      const run = (on: Kysely<Schema>) =>
        on.transaction().execute((trx) => startRemoval(trx, deedsOf(account), key, graceMs));
      if (fate === 'crash') return ignoreCrash(() => run(crashing(db)));
      if (await run(db)) removing.add(key);
      return 'asked';
    },
    async keep(account: Account, key: Key): Promise<string> {
      const kept = await db.transaction().execute((trx) => keepDevice(trx, deedsOf(account), key));
      if (kept) removing.delete(key);
      return String(kept);
    },
    async sweep(): Promise<string> {
      now += 2 * graceMs;
      for (const key of await finishRemovals(shared, { now, graceMs })) {
        if (!removing.has(key as Key)) throw new Error(`${key} was let go, which nobody asked for.`);
        forget(key as Key);
      }
      return 'swept';
    },
    async undo(account: Account, key: Key, fate: Fate): Promise<string> {
      const accountsOf = [{ id: account, name: account, role: 'admin', asksSecondFactor: false } as const];
      const request = { deviceId: key, actor: actorOf(account), accounts: accountsOf };
      if (fate === 'crash') return ignoreCrash(() => undoClaim({ ...shared, db: crashing(db) }, request));
      const outcome = await undoClaim(shared, request);
      if (outcome === 'undone') {
        const back = removing.has(key) ? undefined : taken.get(key);
        forget(key);
        if (back !== undefined) held.set(back, account);
      }
      return outcome;
    },
    async lapse(): Promise<string> {
      now += 100 * dayMs;
      const lapsed = await lapseAway(shared, { now, lapseAfterMs: 90 * dayMs });
      for (const { deviceId } of lapsed) forget(deviceId as Key);
      return `${lapsed.length} lapsed`;
    },
    async close(account: Account): Promise<string> {
      const { author, randomBytes: random } = deedsOf(account);
      const how = { reason: 'account-closed', action: 'device.removed' } as const;
      const gone = await db
        .transaction()
        .execute((trx) => unbindAll(trx, { accountId: account, ...how, author, now, randomBytes: random }));
      for (const key of gone) forget(key as Key);
      return `${gone.length} let go`;
    },
  };
  return world;

  function deedsOf(account: Account) {
    const author = { kind: 'user', id: `u-${account}`, address: null } as const;
    return { accountId: account, author, at: now, randomBytes };
  }
}

export type Fate = 'well' | 'crash' | 'lost reply';

async function ignoreCrash(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
    return 'nothing to do';
  } catch (error) {
    if (error instanceof Crash) return 'crashed';
    throw error;
  }
}
