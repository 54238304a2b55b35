import t, { type Test } from 'tap';
import { hourMs, startTestCloud, type TestCloud } from './testing/test-cloud.ts';
import type { TestDevice } from './testing/test-device.ts';

const as = { user: 'ann' };
/** Shorter than the silence after which a connection is given up. */
const graceMs = 20_000;

async function start(t: Test): Promise<TestCloud> {
  const cloud = await startTestCloud({ settings: { removalGraceMs: graceMs } });
  t.teardown(() => cloud.close());
  return cloud;
}

async function paired(cloud: TestCloud): Promise<TestDevice> {
  const device = await cloud.device();
  await device.signOn();
  const { pairingId } = await device.next('pairing');
  await cloud.claim({ pairingId, name: 'Door', location: 'Bonn' });
  await device.next('bound');
  return device;
}

const remove = (cloud: TestCloud, device: TestDevice) =>
  cloud.request('DELETE', `/api/v1/devices/${device.key.deviceId}`, as);
const bulk = (cloud: TestCloud, kind: string, ...devices: TestDevice[]) =>
  cloud.request('POST', '/api/v1/devices/bulk', as, {
    action: { kind },
    devices: { ids: devices.map(({ key }) => key.deviceId) },
  });
const listed = async (cloud: TestCloud) => (await cloud.request('GET', '/api/v1/devices', as)).body;

t.test('a removed device is out of every list at once, and hears of it a moment later', async (t) => {
  const cloud = await start(t);
  const device = await paired(cloud);
  await cloud.request('PATCH', `/api/v1/devices/${device.key.deviceId}`, as, { addTags: ['window'] });
  t.equal((await remove(cloud, device)).status, 204);
  t.match(await listed(cloud), { devices: [], total: 0 });
  t.match((await cloud.request('GET', '/api/v1/devices/survey', as)).body, {
    total: 0,
    tags: [],
    locations: [],
  });
  const one = `/api/v1/devices/${device.key.deviceId}`;
  for (const [method, body] of [['GET'], ['PATCH', { name: 'Mine' }], ['DELETE']] as const)
    t.equal((await cloud.request(method, one, as, body)).status, 404, `${method} finds nothing`);
  t.match((await bulk(cloud, 'remove', device)).body, { results: [{ outcome: 'unknown-device' }] });

  cloud.advance(graceMs - 1);
  await cloud.sweep();
  await device.caughtUp();
  t.notOk(
    device.received.some(({ type }) => type === 'unbound'),
    'until then it plays on',
  );
  cloud.advance(1);
  await cloud.sweep();
  t.same(await device.next('unbound'), { type: 'unbound', reason: 'removed' });
  t.match((await bulk(cloud, 'keep', device)).body, { results: [{ outcome: 'unknown-device' }] }, 'too late');
  const lines = await cloud.deps.db
    .selectFrom('audit')
    .select(['action', 'actorKind'])
    .orderBy('at')
    .execute();
  t.same(lines.slice(-2), [
    { action: 'device.removed', actorKind: 'user' },
    { action: 'device.let-go', actorKind: 'system' },
  ]);
  t.match(await cloud.deps.db.selectFrom('removedDevice').selectAll().execute(), [
    { name: 'Door', location: 'Bonn', tags: '["window"]' },
  ]);
});

t.test('undone, it is as it was, and its device never knew', async (t) => {
  const cloud = await start(t);
  const [one, other] = [await paired(cloud), await paired(cloud)];
  const before = await listed(cloud);
  await bulk(cloud, 'remove', one, other);
  t.equal((await listed(cloud)).total, 0);
  t.match((await bulk(cloud, 'keep', one, other)).body, {
    results: [{ outcome: 'done' }, { outcome: 'done' }],
  });
  t.same(await listed(cloud), before);
  cloud.advance(2 * graceMs);
  await cloud.sweep();
  for (const device of [one, other]) {
    await device.caughtUp();
    t.notOk(device.received.some(({ type }) => type === 'unbound'));
  }
  t.match((await bulk(cloud, 'keep', one)).body, { results: [{ outcome: 'unknown-device' }] });
});

t.test('nobody undoes for another account, nor without the right to remove', async (t) => {
  const cloud = await start(t);
  const device = await paired(cloud);
  await remove(cloud, device);
  const devices = { ids: [device.key.deviceId] };
  const keep = { action: { kind: 'keep' }, devices };
  const stranger = await cloud.request('POST', '/api/v1/devices/bulk', { user: 'bob' }, keep);
  t.match(stranger.body, { results: [{ outcome: 'unknown-device' }] });
  cloud.members.set('ida', ['a-ann']);
  cloud.roles.set('ida in a-ann', 'installer');
  t.equal((await cloud.request('POST', '/api/v1/devices/bulk', { user: 'ida' }, keep)).status, 403);
});

t.test('a clock that was ahead when it was removed keeps no device for an hour', async (t) => {
  const cloud = await start(t);
  const device = await paired(cloud);
  await remove(cloud, device);
  await cloud.deps.db
    .updateTable('binding')
    .set({ removingAt: cloud.deps.clock() + hourMs })
    .execute();
  await cloud.sweep();
  t.same(await device.next('unbound'), { type: 'unbound', reason: 'removed' });
});
