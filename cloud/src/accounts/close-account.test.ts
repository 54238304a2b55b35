import { sql } from 'kysely';
import t from 'tap';
import { startAuditKeeper } from '../audit/keep-audit.ts';
import { seedDevices } from '../devices/testing/seed-devices.ts';
import { TestDevice } from '../devices/testing/test-device.ts';
import { identityTables } from '../identity/accounts.ts';
import { type Someone, startWholeCloud } from '../testing/whole-cloud.ts';
import { emptiedTables } from './dissolve.ts';

const cloud = await startWholeCloud(t, { mail: { mailPage: true } });
const close = (someone: Someone, name: string) => someone.ask('POST', '/api/v1/account/close', { name });

async function paired(admin: Someone) {
  const screen = await cloud.screen();
  await admin.ask('POST', '/api/v1/pairings/claim', {
    pairingId: screen.pairingId,
    accountId: admin.accountId,
  });
  await screen.device.next('bound');
  return screen;
}

const bound = async (accountId: string) =>
  (await cloud.db.selectFrom('binding').selectAll().where('accountId', '=', accountId).execute()).length;

t.test('closing tells every screen why, deletes what was the account’s, and keeps its log', async (t) => {
  const admin = await cloud.signUp('Ada');
  const operator = await cloud.member(admin, 'operator');
  const other = await cloud.signUp('Stays');
  const [here, away, elsewhere] = [await paired(admin), await paired(admin), await paired(other)];
  await away.device.leave();
  await admin.ask('PATCH', `/api/v1/devices/${here.deviceId}`, { addTags: ['window'] });
  await admin.ask('POST', '/api/v1/invitations', { email: 'late@example.org', role: 'viewer' });
  const made = await operator.ask('POST', '/api/v1/api-keys', { name: 'script', role: 'operator' });
  const byKey = () =>
    cloud.send('GET', '/api/v1/devices', { headers: { Authorization: `Bearer ${made.body.key}` } });
  t.equal((await byKey()).status, 200);

  t.equal((await close(admin, " Ada's screens ")).status, 204);
  t.same(await here.device.next('unbound'), { type: 'unbound', reason: 'account-closed' }, 'at once');
  here.device.send({ type: 'unbound-ack' });
  t.match(await here.device.next('pairing'), { type: 'pairing' });
  const back = new TestDevice(`${cloud.url.replace('http', 'ws')}/device`, away.device.key);
  await back.signOn({ origin: cloud.url });
  t.same(await back.next('unbound'), { type: 'unbound', reason: 'account-closed' }, 'or when it is back');
  await back.leave();

  for (const table of emptiedTables) {
    const left = await cloud.db
      .selectFrom(table)
      .select('accountId')
      .where('accountId', '=', admin.accountId)
      .execute();
    t.same(left, [], table);
  }
  t.equal(await bound(admin.accountId), 0);
  t.same(
    await cloud.db.selectFrom('deviceTag').selectAll().where('accountId', '=', admin.accountId).execute(),
    [],
  );
  t.equal((await byKey()).status, 401);
  t.equal(await bound(other.accountId), 1, 'others are not touched');

  const log = await cloud.db
    .selectFrom('audit')
    .select(['action', 'subjectKind', 'subjectName', 'actorName', 'before', 'after'])
    .where('accountId', '=', admin.accountId)
    .where((eb) => eb.or([eb('action', 'like', '%.removed'), eb('action', '=', 'account.closed')]))
    .execute();
  t.same(log.map(({ action }) => action).sort(), [
    'account.closed',
    ...['device.removed', 'device.removed', 'member.removed', 'member.removed'],
  ]);
  const closed = log.find(({ action }) => action === 'account.closed');
  t.match(closed, { subjectName: "Ada's screens", actorName: `Ada (${admin.email})` });
  t.same(JSON.parse(closed?.before ?? ''), { name: "Ada's screens", devices: 2, members: 2 });
  for (const { device } of [here, elsewhere]) await device.leave();
});

t.test('its people are still people, and are told where it went', async (t) => {
  const admin = await cloud.signUp('Ada');
  const installer = await cloud.member(admin, 'installer');
  const { body: before } = await installer.ask('GET', '/api/v1/session');
  t.same(before.closed, []);
  await close(admin, "Ada's screens");
  for (const person of [admin, installer]) {
    const { status, body } = await person.ask('GET', '/api/v1/session');
    t.equal(status, 200);
    t.not(body.account.id, admin.accountId);
    t.match(body.closed, [{ id: admin.accountId, name: "Ada's screens", by: `Ada (${admin.email})` }]);
    t.ok(Math.abs(Date.parse(body.closed[0].closedAt) - Date.now()) < 60_000);
  }
  t.same(
    (await admin.ask('GET', '/api/v1/session')).body.accounts.length,
    1,
    'with an empty account of their own',
  );
  cloud.advance(31 * 86_400_000);
  t.same((await admin.ask('GET', '/api/v1/session')).body.closed, [], 'for a month');
});

t.test('only an Admin closes an account, in person, and by its exact name', async (t) => {
  const admin = await cloud.signUp('Ada');
  const name = "Ada's screens";
  for (const role of ['operator', 'installer', 'viewer'] as const)
    t.match(await close(await cloud.member(admin, role), name), {
      status: 403,
      body: { code: 'not-allowed' },
    });
  const made = await admin.ask('POST', '/api/v1/api-keys', { name: 'script', role: 'admin' });
  const byKey = await cloud.send('POST', '/api/v1/account/close', {
    headers: { Authorization: `Bearer ${made.body.key}` },
    body: { name },
  });
  t.match(byKey, { status: 403, body: { code: 'not-allowed' } });
  for (const wrong of ['', "ada's screens", "Ada's", 'x'.repeat(201)]) {
    t.match(
      await close(admin, wrong),
      { status: 400, body: { code: 'invalid-request', field: 'name' } },
      wrong,
    );
  }
  t.equal((await admin.ask('GET', '/api/v1/account')).body.name, name, 'it is all there');
});

t.test('closing that breaks off half-way has done nothing, and can be done again', async (t) => {
  const admin = await cloud.signUp('Ada');
  const screen = await paired(admin);
  await sql`create trigger break_off before insert on audit when new.action = 'account.closed'
    begin select raise(abort, 'the power failed'); end`.execute(cloud.db);
  t.equal((await close(admin, "Ada's screens")).status, 500);
  await sql`drop trigger break_off`.execute(cloud.db);
  t.equal(await bound(admin.accountId), 1);
  t.match((await admin.ask('GET', '/api/v1/account')).body, { id: admin.accountId, devices: 1 });
  t.match((await admin.ask('GET', '/api/v1/session')).body, { account: { role: 'admin' }, closed: [] });
  t.equal((await close(admin, "Ada's screens")).status, 204);
  t.match(await screen.device.next('unbound'), { reason: 'account-closed' });
  await screen.device.leave();
});

t.test('two Admins close at the same moment: one does, the other finds it gone', async (t) => {
  const admin = await cloud.signUp('Ada');
  const second = await cloud.member(admin, 'admin');
  const answers = await Promise.all([close(admin, "Ada's screens"), close(second, "Ada's screens")]);
  const statuses = answers.map(({ status }) => status).sort();
  // The second may also be somebody without this account by the time they are read.
  t.equal(statuses[0], 204);
  t.match(String(statuses[1]), /^(400|403|404)$/);
});

t.test('a fleet of a thousand goes in one moment', async (t) => {
  const admin = await cloud.signUp('Ada');
  await seedDevices(cloud.db, { accountId: admin.accountId, count: 1_000, now: Date.now() });
  t.equal((await close(admin, "Ada's screens")).status, 204);
  t.equal(await bound(admin.accountId), 0);
  const { lines } = await cloud.db
    .selectFrom('audit')
    .select((eb) => eb.fn.countAll().as('lines'))
    .where('accountId', '=', admin.accountId)
    .where('action', '=', 'device.removed')
    .executeTakeFirstOrThrow();
  t.equal(Number(lines), 1_000);
});

t.test('the log of a closed account is forgotten with its term, and then nothing is left', async (t) => {
  const admin = await cloud.signUp('Ada');
  await close(admin, "Ada's screens");
  const left = async () => ({
    log:
      (await cloud.db.selectFrom('audit').selectAll().where('accountId', '=', admin.accountId).execute())
        .length > 0,
    settings: (
      await cloud.db
        .selectFrom('accountSettings')
        .selectAll()
        .where('accountId', '=', admin.accountId)
        .execute()
    ).length,
  });
  const keep = async (aheadMs: number) => {
    const clock = () => cloud.deps.clock() + aheadMs;
    const keeper = startAuditKeeper({
      db: cloud.db,
      log: cloud.deps.log,
      clock,
      auditTermMs: 86_400_000,
      startRounds: () => () => {},
    });
    await keeper.round();
    await keeper.close();
  };
  await keep(0);
  t.same(await left(), { log: true, settings: 1 });
  await keep(86_400_001);
  t.same(await left(), { log: false, settings: 0 });
  const rows = await identityTables(cloud.db).selectFrom('organization').select('id').execute();
  t.notOk(rows.some(({ id }) => id === admin.accountId));
});
