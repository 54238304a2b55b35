import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import t, { type Test } from 'tap';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { bindingRow, keyRow } from '../devices/testing/rows.ts';
import {
  countLiveSessions,
  expireSessions,
  forgetEndedSessions,
  registerSession,
  touchSessions,
} from './pairing-sessions.ts';

const graceMs = 1_000;

async function open(t: Test): Promise<Kysely<Schema>> {
  const db = openDatabase({ file: ':memory:' });
  await migrate(db);
  t.teardown(() => db.destroy());
  for (const deviceId of ['d1', 'd2', 'd3']) {
    await db
      .insertInto('deviceKey')
      .values(keyRow(deviceId, { bootId: 'b1' }))
      .execute();
  }
  return db;
}

/** Names made of a counter: the n-th name asked for is all of one byte. */
function counted(...bytes: number[]): (size: number) => Uint8Array {
  let asked = 0;
  return (size) => {
    const byte = bytes[asked] ?? 200 + asked;
    asked += 1;
    return new Uint8Array(size).fill(byte);
  };
}

const sessions = (db: Kysely<Schema>) =>
  db
    .selectFrom('pairingSession')
    .select(['deviceId', 'code', 'bootId', 'endedAt', 'endReason'])
    .orderBy('createdAt')
    .orderBy('deviceId')
    .execute();

t.test('registering is idempotent within a boot and within the grace', async (t) => {
  const db = await open(t);
  const register = (bootId: string, now: number) =>
    registerSession(db, { deviceId: 'd1', bootId, now, graceMs, randomBytes });
  const first = await register('b1', 0);
  t.same(await register('b1', 1_000), first, 'the grace is up to and with its last millisecond');
  await touchSessions(db, ['d1', 'd2'], 1_000);
  t.same(await register('b1', 2_000), first);
  const late = await register('b1', 2_001);
  t.not(late, first);
  const rebooted = await register('b2', 2_002);
  t.match(await sessions(db), [
    { bootId: 'b1', endedAt: 2_001, endReason: 'expired' },
    { bootId: 'b1', endedAt: 2_002, endReason: 'superseded' },
    { bootId: 'b2', endedAt: null, endReason: null },
  ]);
  t.same(await register('b2', 2_003), rebooted);
});

t.test('registrations of one device that run at once make one session', async (t) => {
  const db = await open(t);
  const all = await Promise.all(
    Array.from({ length: 20 }, () =>
      registerSession(db, { deviceId: 'd1', bootId: 'b1', now: 0, graceMs, randomBytes }),
    ),
  );
  t.equal(new Set(all.map((one) => JSON.stringify(one))).size, 1);
  t.equal(await countLiveSessions(db), 1);
});

t.test('a code that is live for another screen is not given twice', async (t) => {
  const db = await open(t);
  const one = await registerSession(db, {
    deviceId: 'd1',
    bootId: 'b1',
    now: 0,
    graceMs,
    randomBytes: counted(1, 7),
  });
  const two = await registerSession(db, {
    deviceId: 'd2',
    bootId: 'b1',
    now: 0,
    graceMs,
    // ID, then the code that is taken; ID, then another.
    randomBytes: counted(2, 7, 3, 8),
  });
  t.match(one, { code: '9999-9999' });
  t.match(two, { code: 'AAAA-AAAA' });
  await t.rejects(
    registerSession(db, {
      deviceId: 'd3',
      bootId: 'b1',
      now: 0,
      graceMs,
      randomBytes: counted(...Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 10 + i : 7))),
    }),
    { code: 'no-free-pairing-code' },
    'and a random source that is broken is noticed',
  );
  await expireSessions(db, { now: 5_000, graceMs });
  const again = await registerSession(db, {
    deviceId: 'd3',
    bootId: 'b1',
    now: 5_000,
    graceMs,
    randomBytes: counted(60, 7),
  });
  t.match(again, { code: '9999-9999' }, 'a code that is dead may live again');
});

t.test('sessions expire by their last contact, and the count of the live ones follows', async (t) => {
  const db = await open(t);
  for (const deviceId of ['d1', 'd2', 'd3']) {
    await registerSession(db, { deviceId, bootId: 'b1', now: 0, graceMs, randomBytes });
  }
  t.equal(await countLiveSessions(db), 3);
  await touchSessions(db, ['d2'], 500);
  t.same(await expireSessions(db, { now: 1_000, graceMs }), []);
  t.same([...(await expireSessions(db, { now: 1_001, graceMs }))].sort(), ['d1', 'd3']);
  t.equal(await countLiveSessions(db), 1);
  await touchSessions(db, ['d1'], 1_200);
  t.same(await expireSessions(db, { now: 1_501, graceMs }), ['d2'], 'a touch revives nothing');
});

t.test('sessions of long ago are forgotten, except where a binding came of them', async (t) => {
  const db = await open(t);
  for (const deviceId of ['d1', 'd2']) {
    await registerSession(db, { deviceId, bootId: 'b1', now: 0, graceMs, randomBytes });
  }
  const { pairingId } = await db
    .updateTable('pairingSession')
    .set({ endedAt: 10, endReason: 'claimed' })
    .where('deviceId', '=', 'd1')
    .returning('pairingId')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('binding')
    .values(bindingRow('d1', 'a', { boundAt: 10, boundByUserId: 'u', pairingId }))
    .execute();
  await expireSessions(db, { now: 5_000, graceMs });
  await registerSession(db, { deviceId: 'd3', bootId: 'b1', now: 5_000, graceMs, randomBytes });
  await forgetEndedSessions(db, 5_000);
  t.same(
    (await sessions(db)).map(({ deviceId }) => deviceId),
    ['d1', 'd2', 'd3'],
  );
  await forgetEndedSessions(db, 5_001);
  t.same(
    (await sessions(db)).map(({ deviceId }) => deviceId),
    ['d1', 'd3'],
  );
});
