import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import t, { type Test } from 'tap';
import type { Schema } from '../database/schema.ts';
import { bindingRow, keyRow } from '../devices/testing/rows.ts';
import { hourMs, minuteMs, startTestCloud, type TestCloud } from '../devices/testing/test-cloud.ts';
import { registerSession } from './pairing-sessions.ts';

async function start(t: Test): Promise<TestCloud> {
  const cloud = await startTestCloud();
  t.teardown(() => cloud.close());
  return cloud;
}

interface Screen {
  deviceId: string;
  pairingId: string;
  code: string;
}

/** A device that has signed on and shows a code. */
async function screen(cloud: TestCloud, deviceId = randomBytes(8).toString('hex')): Promise<Screen> {
  const { db, clock, settings } = cloud.deps;
  await insertKey(db, deviceId, clock());
  const registered = await registerSession(db, {
    deviceId,
    bootId: 'boot-1',
    now: clock(),
    graceMs: settings.pairingGraceMs,
    randomBytes,
  });
  if (registered.outcome !== 'registered') throw new Error(registered.outcome);
  return { deviceId, pairingId: registered.pairingId, code: registered.code };
}

async function insertKey(db: Kysely<Schema>, deviceId: string, now: number): Promise<void> {
  await db
    .insertInto('deviceKey')
    .values(
      keyRow(deviceId, { serial: `NP-${deviceId}`, model: 'Node Pro', firstSeenAt: now, lastSeenAt: now }),
    )
    .execute();
}

const setLimit = (cloud: TestCloud, accountId: string, deviceLimit: number | null) =>
  cloud.deps.db
    .insertInto('accountSettings')
    .values({ accountId, deviceLimit, defaultPlaylistId: null, createdAt: 0 })
    .execute();

const bindings = (cloud: TestCloud) =>
  cloud.deps.db.selectFrom('binding').select(['deviceId', 'accountId', 'boundByUserId']).execute();

t.test('a code is understood however it is typed, and a pairing ID in any case', async (t) => {
  const cloud = await start(t);
  const forms: ((screen: Screen) => unknown)[] = [
    ({ code }) => ({ code }),
    ({ code }) => ({ code: code.toLowerCase() }),
    ({ code }) => ({ code: code.replace('-', '') }),
    ({ code }) => ({ code: ` ${[...code].join(' ')} ` }),
    ({ code }) => ({ code: code.replace('-', '–') }),
    ({ pairingId }) => ({ pairingId }),
    ({ pairingId }) => ({ pairingId: pairingId.toLowerCase() }),
  ];
  for (const form of forms) {
    const shown = await screen(cloud);
    const body = form(shown);
    const claimed = await cloud.claim(body);
    t.match(claimed, { status: 200, body: { device: { id: shown.deviceId } } }, JSON.stringify(body));
  }
});

t.test('the answer to a claim says what was paired, for whom, and until when it can be undone', async (t) => {
  const cloud = await start(t);
  const shown = await screen(cloud, 'abcd4f2a');
  const { status, body } = await cloud.claim({ code: shown.code });
  t.equal(status, 200);
  t.same(body, {
    device: {
      id: 'abcd4f2a',
      name: 'Node Pro 4F2A',
      location: '',
      tags: [],
      model: 'Node Pro',
      serial: 'NP-abcd4f2a',
      status: 'offline',
      onlineSince: null,
      lastSeenAt: new Date(cloud.deps.clock()).toISOString(),
      boundAt: new Date(cloud.deps.clock()).toISOString(),
      versions: {},
      showing: null,
      playlist: null,
      notices: [],
      warnings: [],
    },
    account: { id: 'a-ann', name: 'Account a-ann' },
    undoUntil: new Date(cloud.deps.clock() + 10 * minuteMs).toISOString(),
  });
  const deed = await cloud.deps.db.selectFrom('audit').selectAll().executeTakeFirstOrThrow();
  t.match(deed, {
    accountId: 'a-ann',
    actorKind: 'user',
    actorId: 'ann',
    action: 'device.claimed',
    subjectKind: 'device',
    subjectId: 'abcd4f2a',
    address: '192.0.2.1',
    before: null,
  });
  t.match(JSON.parse(deed.after ?? ''), { name: 'Node Pro 4F2A', pairingId: shown.pairingId });
});

t.test('a claim whose reply was lost can be repeated by the same user, and by no other', async (t) => {
  const cloud = await start(t);
  const shown = await screen(cloud);
  const first = await cloud.claim({ code: shown.code, name: 'Window' });
  for (const body of [
    { code: shown.code },
    { pairingId: shown.pairingId },
    { code: shown.code, name: 'Other' },
  ]) {
    t.same((await cloud.claim(body)).body, first.body);
  }
  t.match(await cloud.claim({ code: shown.code }, 'bob'), { status: 409, body: { code: 'already-paired' } });
  t.match(await cloud.claim({ pairingId: shown.pairingId }, 'bob'), { body: { code: 'already-paired' } });

  cloud.members.set('ann', ['a-elsewhere']);
  t.match(
    await cloud.claim({ code: shown.code }),
    { body: { code: 'already-paired' } },
    'nor by who has left',
  );
  const { deeds } = await cloud.deps.db
    .selectFrom('audit')
    .select((eb) => eb.fn.countAll<number>().as('deeds'))
    .executeTakeFirstOrThrow();
  t.equal(deeds, 1);
});

t.test('two claims race five hundred times: exactly one wins each time', async (t) => {
  const cloud = await start(t);
  const outcomes = new Map<string, number>();
  for (let round = 0; round < 500; round += 1) {
    const shown = await screen(cloud);
    // Different names of the same session, different users: by ID they meet no limit that would decide for us.
    const answers = await Promise.all(
      ['ann', 'bob'].map((user) =>
        cloud.claim({ pairingId: shown.pairingId }, `${user}-${round}`, `10.0.${round % 250}.1`),
      ),
    );
    const seen = answers
      .map(({ status }) => status)
      .sort()
      .join(' ');
    outcomes.set(seen, (outcomes.get(seen) ?? 0) + 1);
    const winner = answers.find(({ status }) => status === 200)?.body.account.id;
    const [binding, ...others] = (await bindings(cloud)).filter(
      ({ deviceId }) => deviceId === shown.deviceId,
    );
    if (binding?.accountId !== winner || others.length > 0) t.fail(`round ${round}`);
  }
  t.same([...outcomes], [['200 409', 500]]);
});

t.test('many claims for the last free place of an account: exactly one gets it', async (t) => {
  const cloud = await start(t);
  await setLimit(cloud, 'a-ann', 3);
  const screens = await Promise.all(Array.from({ length: 12 }, () => screen(cloud)));
  const answers = await Promise.all(screens.map(({ code }) => cloud.claim({ code })));
  t.equal(answers.filter(({ status }) => status === 200).length, 3);
  const refused = answers.filter(({ status }) => status !== 200);
  t.equal(refused.length, 9);
  for (const answer of refused) {
    t.match(answer, { status: 403, body: { code: 'device-limit-reached', detail: /may have 3 devices/ } });
  }
  const first = (await bindings(cloud))[0]?.deviceId ?? '';
  await cloud.request('DELETE', `/api/v1/devices/${first}`, { user: 'ann' });
  const waiting = screens[answers.findIndex(({ status }) => status !== 200)];
  t.equal((await cloud.claim({ code: waiting?.code })).status, 200, 'a place that came free can be taken');
});

t.test('each refusal is told apart', async (t) => {
  const cloud = await start(t);
  const table: [unknown, number, string, string | undefined][] = [
    [{ code: '2345-6789' }, 404, 'wrong-code', undefined],
    [{ pairingId: 'A'.repeat(26) }, 404, 'wrong-code', undefined],
    [{ code: 'OOOO-0000' }, 400, 'malformed-code', 'code'],
    [{ code: '' }, 400, 'malformed-code', 'code'],
    [{ code: '2345-678' }, 400, 'malformed-code', 'code'],
    [{ pairingId: '1' }, 400, 'invalid-request', 'pairingId'],
    [{}, 400, 'invalid-request', undefined],
    [{ code: '2345-6789', pairingId: 'A'.repeat(26) }, 400, 'invalid-request', undefined],
    [{ code: 5 }, 400, 'invalid-request', 'code'],
    [{ code: '2345-6789', name: '' }, 400, 'invalid-request', 'name'],
    [{ code: '2345-6789', name: 'a\nb' }, 400, 'invalid-request', 'name'],
    [{ code: '2345-6789', location: 'x'.repeat(201) }, 400, 'invalid-request', 'location'],
    [{ code: '2345-6789', accountId: 'a-bob' }, 404, 'unknown-account', 'accountId'],
  ];
  for (const [body, status, code, field] of table) {
    const answer = await cloud.claim(body);
    t.match(answer, { status, body: { code, status } }, JSON.stringify(body));
    t.equal(answer.body.field, field);
    t.equal(answer.headers.get('Content-Type'), 'application/problem+json');
  }
  const anonymous = await cloud.request('POST', '/api/v1/pairings/claim', {}, { code: '2345-6789' });
  t.match(anonymous, { status: 401, body: { code: 'sign-in-required' } });
});

t.test('a person chooses among their own accounts, a key has only its own', async (t) => {
  const cloud = await start(t);
  cloud.members.set('ann', ['a-1', 'a-2']);
  const [one, two, three] = [await screen(cloud), await screen(cloud), await screen(cloud)];
  const claimAs = (body: unknown, kind?: 'api-key') =>
    cloud.request('POST', '/api/v1/pairings/claim', { user: 'ann', ...(kind ? { kind } : {}) }, body);
  t.match(await claimAs({ code: one.code }), {
    status: 409,
    body: { code: 'choose-account', field: 'accountId' },
  });
  t.same(await bindings(cloud), []);
  t.match((await claimAs({ code: one.code, accountId: 'a-1' })).body, { account: { id: 'a-1' } });
  t.match((await claimAs({ code: two.code, accountId: 'a-2' })).body, { account: { id: 'a-2' } });
  t.match((await claimAs({ code: three.code, accountId: 'a-2' }, 'api-key')).body, {
    code: 'unknown-account',
  });
  t.match((await claimAs({ code: three.code }, 'api-key')).body, { account: { id: 'a-1' } });
  const deed = await cloud.deps.db
    .selectFrom('audit')
    .select(['actorKind', 'actorId'])
    .where('subjectId', '=', three.deviceId)
    .executeTakeFirst();
  t.same(deed, { actorKind: 'api-key', actorId: 'key-of-ann' });
});

t.test('where only one of several accounts lets the person pair, there is nothing to choose', async (t) => {
  const cloud = await start(t);
  cloud.members.set('ann', ['a-1', 'a-2', 'a-3']);
  cloud.roles.set('ann in a-1', 'viewer').set('ann in a-3', 'viewer').set('ann in a-2', 'installer');
  const [one, two] = [await screen(cloud), await screen(cloud)];
  t.match((await cloud.claim({ code: one.code })).body, { account: { id: 'a-2' } });
  const refused = { status: 403, body: { code: 'not-allowed' } };
  t.match(await cloud.claim({ code: two.code, accountId: 'a-1' }), refused);
  cloud.roles.set('ann in a-2', 'viewer');
  t.match(await cloud.claim({ code: two.code }), refused);
});

t.test('looking at a pairing tells strangers one bit and the signed-in exactly what it is', async (t) => {
  const cloud = await start(t);
  const look = async (pairingId: string, user?: string) =>
    (await cloud.request('GET', `/api/v1/pairings/${pairingId}`, user === undefined ? {} : { user })).body;
  const shown = await screen(cloud);
  const { pairingId, code, deviceId } = shown;

  t.same(await look(pairingId), { status: 'live' });
  t.same(await look(pairingId.toLowerCase()), { status: 'live' });
  t.same(await look(pairingId, 'ann'), {
    status: 'live',
    device: { model: 'Node Pro', serial: `NP-${deviceId}`, code },
  });
  for (const unknown of ['A'.repeat(26), 'short', '%20']) {
    t.same(await look(unknown), { status: 'not-live' });
    t.same(await look(unknown, 'ann'), { status: 'unknown' });
  }
  t.same(await bindings(cloud), [], 'and no look ever binds');

  await cloud.claim({ pairingId });
  t.same(await look(pairingId), { status: 'not-live' });
  t.same(await look(pairingId, 'ann'), { status: 'paired-by-you', deviceId });
  t.same(await look(pairingId, 'bob'), { status: 'already-paired' });

  await cloud.request('POST', '/api/v1/pairings/undo', { user: 'ann' }, { deviceId });
  t.same(await look(pairingId, 'ann'), { status: 'no-longer-live' });
  t.same(await look(pairingId), { status: 'not-live' });

  const old = await screen(cloud);
  cloud.advance(24 * hourMs + 1);
  t.same(await look(old.pairingId, 'ann'), { status: 'no-longer-live' });
  t.same(await look(old.pairingId), { status: 'not-live' });
});

t.test('undo is for the person who claimed, for ten minutes', async (t) => {
  const cloud = await start(t);
  cloud.members.set('colleague', ['a-ann']);
  const undo = (user: string, deviceId: string) =>
    cloud.request('POST', '/api/v1/pairings/undo', { user }, { deviceId });
  const [one, two] = [await screen(cloud), await screen(cloud)];
  await cloud.claim({ code: one.code });
  await cloud.claim({ code: two.code });

  t.match(await undo('bob', one.deviceId), { status: 404, body: { code: 'unknown-device' } });
  t.match(await undo('ann', 'nobody'), { status: 404, body: { code: 'unknown-device' } });
  t.match(await undo('colleague', one.deviceId), { status: 403, body: { code: 'not-allowed' } });
  cloud.advance(10 * minuteMs);
  t.equal((await undo('ann', one.deviceId)).status, 204);
  t.match(await undo('ann', one.deviceId), { status: 404 }, 'once');
  cloud.advance(1);
  t.match(await undo('ann', two.deviceId), { status: 409, body: { code: 'undo-expired' } });
  t.same(
    (await bindings(cloud)).map(({ deviceId }) => deviceId),
    [two.deviceId],
  );
  const deed = await cloud.deps.db
    .selectFrom('audit')
    .selectAll()
    .where('action', '=', 'pairing.undone')
    .executeTakeFirstOrThrow();
  t.match(JSON.parse(deed.before ?? ''), { boundByUserId: 'ann' });
  t.match(JSON.parse(deed.after ?? ''), { reason: 'removed' });
});

t.test('a screen that is bound while its session still stands answers already-paired', async (t) => {
  const cloud = await start(t);
  const shown = await screen(cloud);
  // As a second node could leave it: bound by other means between two looks.
  await cloud.deps.db
    .insertInto('binding')
    .values(bindingRow(shown.deviceId, 'a-bob', { kind: 'provisioned', name: 'Theirs' }))
    .execute();
  t.match(await cloud.claim({ code: shown.code }), { status: 409, body: { code: 'already-paired' } });
  t.same(
    await registerSession(cloud.deps.db, {
      deviceId: shown.deviceId,
      bootId: 'boot-2',
      now: cloud.deps.clock(),
      graceMs: hourMs,
      randomBytes,
    }),
    { outcome: 'bound' },
  );
});

t.test('a claim whose ground keeps shifting under it binds nothing and fails whole', async (t) => {
  const races = {
    'somebody else bound the device': 'BEFORE INSERT ON binding BEGIN SELECT RAISE(IGNORE); END',
    'the session ended': 'AFTER INSERT ON binding BEGIN UPDATE pairing_session SET ended_at = 1; END',
  };
  for (const [name, race] of Object.entries(races)) {
    const cloud = await start(t);
    const { code } = await screen(cloud);
    await sql`CREATE TRIGGER race ${sql.raw(race)}`.execute(cloud.deps.db);
    t.equal((await cloud.claim({ code })).status, 500, name);
    t.same(await bindings(cloud), []);
    await sql`DROP TRIGGER race`.execute(cloud.deps.db);
    t.equal((await cloud.claim({ code })).status, 200, 'and it can be claimed afterwards');
  }
});
