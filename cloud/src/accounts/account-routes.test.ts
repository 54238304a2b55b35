import t from 'tap';
import { startWholeCloud } from '../testing/whole-cloud.ts';

const cloud = await startWholeCloud(t);

t.test('an account says how many devices it has and may have, to everybody in it', async (t) => {
  const admin = await cloud.signUp('Ada');
  const viewer = await cloud.member(admin, 'viewer');
  const read = async () => (await viewer.ask('GET', '/api/v1/account')).body;
  t.same(await read(), { id: admin.accountId, name: "Ada's screens", devices: 0, deviceLimit: null });
  await cloud.db
    .updateTable('accountSettings')
    .set({ deviceLimit: 1 })
    .where('accountId', '=', admin.accountId)
    .execute();
  const [first, second] = [await cloud.screen(), await cloud.screen()];
  const claim = (pairingId: string) => admin.ask('POST', '/api/v1/pairings/claim', { pairingId });
  t.equal((await claim(first.pairingId)).status, 200);
  t.match(await read(), { devices: 1, deviceLimit: 1 });
  t.match(await claim(second.pairingId), {
    status: 403,
    body: { code: 'device-limit-reached', detail: /may have 1 devices/ },
  });
  for (const { device } of [first, second]) await device.leave();
});

t.test('a new name reaches lists and screens at once, and is written down', async (t) => {
  const admin = await cloud.signUp('Ada');
  const screen = await cloud.screen();
  await admin.ask('POST', '/api/v1/pairings/claim', { pairingId: screen.pairingId });
  t.match(await screen.device.next('bound'), { account: { name: "Ada's screens" } });
  const rename = (name: string) => admin.ask('PATCH', '/api/v1/account', { name });
  t.match(await rename('  Bakery Ltd '), { status: 200, body: { name: 'Bakery Ltd', devices: 1 } });
  t.match(await screen.device.next('bound'), { account: { id: admin.accountId, name: 'Bakery Ltd' } });
  t.match((await admin.ask('GET', '/api/v1/session')).body, { account: { name: 'Bakery Ltd' } });
  t.equal((await rename('Bakery Ltd')).status, 200);
  const lines = await cloud.db
    .selectFrom('audit')
    .select(['before', 'after', 'subjectName', 'userId'])
    .where('action', '=', 'account.renamed')
    .where('accountId', '=', admin.accountId)
    .execute();
  t.equal(lines.length, 1, 'the same name again is no change');
  t.match(lines[0], {
    subjectName: 'Bakery Ltd',
    userId: admin.userId,
    before: /Ada's screens/,
    after: /Bakery/,
  });
  await screen.device.leave();
});

t.test('a name that fits on no screen is refused, and so is whoever may not give one', async (t) => {
  const admin = await cloud.signUp('Ada');
  for (const name of ['', '  ', 'x'.repeat(101), 'two\nlines']) {
    const refused = await admin.ask('PATCH', '/api/v1/account', { name });
    t.match(refused, { status: 400, body: { code: 'invalid-request', field: 'name' } });
  }
  const operator = await cloud.member(admin, 'operator');
  const refused = await operator.ask('PATCH', '/api/v1/account', { name: 'Mine' });
  t.match(refused, { status: 403, body: { code: 'not-allowed' } });
  const made = await admin.ask('POST', '/api/v1/api-keys', { name: 'script', role: 'admin' });
  const byKey = await cloud.send('PATCH', '/api/v1/account', {
    headers: { Authorization: `Bearer ${made.body.key}` },
    body: { name: 'Mine' },
  });
  t.match(byKey, { status: 403, body: { code: 'not-allowed' } });
});
