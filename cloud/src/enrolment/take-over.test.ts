import t, { type Test } from 'tap';
import { startTestCloud, type TestCloud } from '../devices/testing/test-cloud.ts';
import type { TestDevice } from '../devices/testing/test-device.ts';

const as = { user: 'ann' };

async function start(t: Test): Promise<TestCloud> {
  const cloud = await startTestCloud();
  t.teardown(() => cloud.close());
  return cloud;
}

async function screen(
  cloud: TestCloud,
  serial: string,
): Promise<{ device: TestDevice; pairingId: string; id: string }> {
  const device = await cloud.device();
  await device.signOn({ serial });
  const { pairingId } = await device.next('pairing');
  return { device, pairingId, id: device.key.deviceId };
}

async function paired(cloud: TestCloud, serial: string, user = 'ann') {
  const it = await screen(cloud, serial);
  await cloud.claim({ pairingId: it.pairingId, name: 'Door', location: 'Bonn' }, user);
  await it.device.next('bound');
  return it;
}

const seen = async (cloud: TestCloud, id: string) =>
  (await cloud.request('GET', `/api/v1/devices/${id}`, as)).body;
const undo = (cloud: TestCloud, deviceId: string) =>
  cloud.request('POST', '/api/v1/pairings/undo', as, { deviceId });

t.test('new hardware takes the place of the old: name, location, tags, history', async (t) => {
  const cloud = await start(t);
  const old = await paired(cloud, 'NP-1');
  await cloud.request('PATCH', `/api/v1/devices/${old.id}`, as, { addTags: ['window'], name: 'Front door' });
  await old.device.next('bound');
  await cloud.deps.db
    .insertInto('accountSettings')
    .values({ accountId: 'a-ann', deviceLimit: 1, defaultPlaylistId: null, createdAt: 0 })
    .execute();
  const fresh = await screen(cloud, 'NP-2');
  const answer = await cloud.claim({ pairingId: fresh.pairingId, replaces: old.id });
  t.match(answer, { status: 200, body: { device: { id: fresh.id, name: 'Front door', location: 'Bonn' } } });
  t.match(await fresh.device.next('bound'), { name: 'Front door' }, 'a full account is no hindrance');
  t.same(await old.device.next('unbound'), { type: 'unbound', reason: 'replaced' });
  t.match(await seen(cloud, fresh.id), { tags: ['window'] });
  t.match(await seen(cloud, old.id), { code: 'unknown-device' });
  const { body } = await cloud.request('GET', `/api/v1/devices/${fresh.id}/history`, as);
  const actions = body.deeds.map(({ action }: { action: string }) => action);
  for (const action of ['device.claimed', 'device.renamed', 'device.tagged', 'device.replaced'])
    t.ok(actions.includes(action), action);
  const again = await cloud.claim({ pairingId: fresh.pairingId, replaces: old.id });
  t.match(again, { status: 200, body: { device: { id: fresh.id } } }, 'a lost reply is repeated');
});

t.test('undone, the old hardware has its place again', async (t) => {
  const cloud = await start(t);
  const old = await paired(cloud, 'NP-1');
  const fresh = await screen(cloud, 'NP-2');
  await cloud.claim({ pairingId: fresh.pairingId, replaces: old.id });
  await fresh.device.next('bound');
  await old.device.next('unbound');
  old.device.send({ type: 'unbound-ack' });
  await old.device.next('pairing');
  t.equal((await undo(cloud, fresh.id)).status, 204);
  t.match(await old.device.next('bound'), { name: 'Door' });
  t.same(await fresh.device.next('unbound'), { type: 'unbound', reason: 'removed' });
  t.match(await seen(cloud, old.id), { name: 'Door', location: 'Bonn' });
  t.match(await seen(cloud, fresh.id), { code: 'unknown-device' });
});

t.test('what somebody else has paired meanwhile is not taken back from them', async (t) => {
  const cloud = await start(t);
  const old = await paired(cloud, 'NP-1');
  const fresh = await screen(cloud, 'NP-2');
  await cloud.claim({ pairingId: fresh.pairingId, replaces: old.id });
  await old.device.next('unbound');
  old.device.send({ type: 'unbound-ack' });
  const { pairingId } = await old.device.next('pairing');
  t.equal((await cloud.claim({ pairingId }, 'bob')).status, 200);
  t.match(await undo(cloud, fresh.id), { status: 409, body: { code: 'undo-expired' } });
  t.match(await seen(cloud, fresh.id), { name: 'Door' });
});

t.test('a screen that was reset is offered its place, and nobody else’s', async (t) => {
  const cloud = await start(t);
  const old = await paired(cloud, 'NP-1');
  const reset = await screen(cloud, 'NP-1');
  const look = async (pairingId: string, user = 'ann') =>
    (await cloud.request('GET', `/api/v1/pairings/${pairingId}`, { user })).body.sameSerial;
  t.equal(await look(reset.pairingId), undefined, 'the old one is connected, so it is another');
  await old.device.leave();
  await cloud.sweep();
  t.match(await look(reset.pairingId), { id: old.id, name: 'Door', location: 'Bonn', accountId: 'a-ann' });
  t.equal(await look(reset.pairingId, 'bob'), undefined);
  t.equal(await look((await screen(cloud, 'NP-3')).pairingId), undefined);
  t.equal(await look((await screen(cloud, 'Default string')).pairingId), undefined);
  const answer = await cloud.claim({ pairingId: reset.pairingId, replaces: old.id, name: 'Side door' });
  t.match(answer, { status: 200, body: { device: { name: 'Side door', location: 'Bonn' } } });
  const [line] = await cloud.deps.db
    .selectFrom('audit')
    .selectAll()
    .where('action', '=', 'device.repaired')
    .execute();
  t.match(JSON.parse(line?.before ?? '{}'), { deviceId: old.id });
  t.same(await cloud.deps.db.selectFrom('removedDevice').selectAll().execute(), [], 'it may be reset again');
});

t.test('nobody replaces what is not theirs to replace', async (t) => {
  const cloud = await start(t);
  const theirs = await paired(cloud, 'NP-1', 'bob');
  const mine = await paired(cloud, 'NP-2');
  cloud.members.set('ida', ['a-ann']);
  cloud.roles.set('ida in a-ann', 'installer');
  const fresh = await screen(cloud, 'NP-4');
  const { pairingId } = fresh;
  t.match(await cloud.claim({ pairingId, replaces: theirs.id }), {
    status: 404,
    body: { field: 'replaces' },
  });
  t.match(await cloud.claim({ pairingId, replaces: mine.id }, 'ida'), { status: 403 });
  const own = await screen(cloud, 'NP-5');
  await cloud.claim({ pairingId: own.pairingId }, 'ida');
  t.match(await cloud.claim({ pairingId, replaces: own.id }, 'ida'), { status: 200 }, 'but their own');
  t.equal((await seen(cloud, mine.id)).name, 'Door');
});
