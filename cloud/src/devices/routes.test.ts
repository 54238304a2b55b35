import t, { type Test } from 'tap';
import { startTestCloud, type TestCloud } from './testing/test-cloud.ts';
import type { TestDevice } from './testing/test-device.ts';

async function start(t: Test): Promise<TestCloud> {
  const cloud = await startTestCloud();
  t.teardown(() => cloud.close());
  return cloud;
}

/** A device that `user` has paired under this name. */
async function paired(cloud: TestCloud, user: string, name: string): Promise<TestDevice> {
  const device = await cloud.device();
  const { code } = await (await device.signOn()).next('pairing');
  await cloud.claim({ code, name }, user);
  await device.next('bound');
  return device;
}

const pathOf = (device: TestDevice) => `/api/v1/devices/${device.key.deviceId}`;

t.test('an account sees its own devices, by name, and no others', async (t) => {
  const cloud = await start(t);
  await paired(cloud, 'ann', 'Window');
  await paired(cloud, 'ann', 'Door');
  await paired(cloud, 'bob', 'Theirs');
  const list = await cloud.request('GET', '/api/v1/devices', { user: 'ann' });
  t.match(list.body, { devices: [{ name: 'Door' }, { name: 'Window' }] });
  t.equal(list.body.devices.length, 2);
  const key = await cloud.request('GET', '/api/v1/devices', { user: 'bob', kind: 'api-key' });
  t.match(key.body, { devices: [{ name: 'Theirs' }] });
});

t.test('the default playlist of the account is told, and only its own', async (t) => {
  const cloud = await start(t);
  const device = await paired(cloud, 'ann', 'Window');
  const { db } = cloud.deps;
  const settings = { deviceLimit: null, createdAt: 0 };
  const playlist = { createdAt: 0, updatedAt: 0 };
  await db
    .insertInto('playlist')
    .values([
      { ...playlist, playlistId: 'p-ann', accountId: 'a-ann', name: 'Welcome' },
      { ...playlist, playlistId: 'p-bob', accountId: 'a-bob', name: 'Secret' },
    ])
    .execute();
  await db
    .insertInto('accountSettings')
    .values({ ...settings, accountId: 'a-ann', defaultPlaylistId: 'p-ann' })
    .execute();
  const read = async () => (await cloud.request('GET', pathOf(device), { user: 'ann' })).body.playlist;
  t.same(await read(), { id: 'p-ann', name: 'Welcome', because: 'account', tag: null });
  await db.updateTable('accountSettings').set({ defaultPlaylistId: 'p-bob' }).execute();
  t.equal(await read(), null);
});

t.test('another account, and nobody, are refused on every route and change nothing', async (t) => {
  const cloud = await start(t);
  const device = await paired(cloud, 'ann', 'Window');
  const requests: [string, string, unknown][] = [
    ['GET', pathOf(device), undefined],
    ['PATCH', pathOf(device), { name: 'Mine now' }],
    ['DELETE', pathOf(device), undefined],
    ['POST', '/api/v1/pairings/undo', { deviceId: device.key.deviceId }],
  ];
  for (const [method, path, body] of requests) {
    const other = await cloud.request(method, path, { user: 'bob' }, body);
    t.match(other, { status: 404, body: { code: 'unknown-device' } }, `${method} as another`);
    const nobody = await cloud.request(method, path, {}, body);
    t.match(nobody, { status: 401, body: { code: 'sign-in-required' } }, `${method} as nobody`);
  }
  t.match(await cloud.request('GET', '/api/v1/devices', {}), { status: 401 });
  t.match(await cloud.request('GET', pathOf(device), { user: 'ann' }), { body: { name: 'Window' } });
  await device.caughtUp();
  t.equal(device.received.length, 3, 'and the device heard nothing');
});

t.test('an edit is checked, audited, and one that changes nothing is none', async (t) => {
  const cloud = await start(t);
  const device = await paired(cloud, 'ann', 'Window');
  const edit = (body: unknown) => cloud.request('PATCH', pathOf(device), { user: 'ann' }, body);
  for (const body of [
    {},
    { name: '' },
    { name: '  ' },
    { name: 5 },
    { name: 'a\u2028b' },
    { location: 'x'.repeat(201) },
  ]) {
    t.match(await edit(body), { status: 400, body: { code: 'invalid-request' } });
  }
  t.match((await edit({ name: ' Door ' })).body, { name: 'Door', location: '' });
  t.match((await edit({ location: 'Front' })).body, { name: 'Door', location: 'Front' });
  t.match((await edit({ name: 'Door', location: 'Front' })).body, { name: 'Door' });
  const { revision } = await cloud.deps.db.selectFrom('binding').select('revision').executeTakeFirstOrThrow();
  t.equal(revision, 3);
  const deeds = await cloud.deps.db
    .selectFrom('audit')
    .select(['action', 'before', 'after'])
    .orderBy('at')
    .execute();
  t.same(
    deeds
      .slice(1)
      .map(({ action, before, after }) => [action, JSON.parse(before ?? ''), JSON.parse(after ?? '')]),
    [
      ['device.renamed', { name: 'Window', location: '' }, { name: 'Door', location: '' }],
      ['device.moved', { name: 'Door', location: '' }, { name: 'Door', location: 'Front' }],
    ],
  );
});

t.test('what was done with a device is told, without who did it', async (t) => {
  const cloud = await start(t);
  const device = await paired(cloud, 'ann', 'Window');
  cloud.advance(1_000);
  await cloud.request('PATCH', pathOf(device), { user: 'ann' }, { name: 'Door' });
  cloud.advance(1_000);
  await cloud.request('PATCH', pathOf(device), { user: 'ann' }, { addTags: ['wall'] });
  const history = (user: string) => cloud.request('GET', `${pathOf(device)}/history`, { user });
  const at = (agoMs: number) => new Date(cloud.deps.clock() - agoMs).toISOString();
  t.same((await history('ann')).body.deeds, [
    { at: at(0), action: 'device.tagged', before: { tags: [] }, after: { tags: ['wall'] } },
    {
      at: at(1_000),
      action: 'device.renamed',
      before: { name: 'Window', location: '' },
      after: { name: 'Door', location: '' },
    },
    { at: at(2_000), action: 'device.claimed', before: null, after: { name: 'Window', location: '' } },
  ]);
  t.match(await history('bob'), { status: 404, body: { code: 'unknown-device' } });

  await cloud.request('DELETE', pathOf(device), { user: 'ann' });
  t.match(await history('ann'), { status: 404 });
  await device.next('bound');
  await device.next('unbound');
  device.send({ type: 'unbound-ack' });
  const { code } = await device.next('pairing');
  await cloud.claim({ code, name: 'Of Bob now' }, 'bob');
  t.same(
    (await history('bob')).body.deeds.map(({ action }: { action: string }) => action),
    ['device.claimed'],
    'nothing of its time under another account',
  );
});

t.test('a removed device is gone at once, and removing it again says so', async (t) => {
  const cloud = await start(t);
  const device = await paired(cloud, 'ann', 'Window');
  t.equal((await cloud.request('DELETE', pathOf(device), { user: 'ann' })).status, 204);
  t.match(await cloud.request('GET', pathOf(device), { user: 'ann' }), { status: 404 });
  t.match(await cloud.request('DELETE', pathOf(device), { user: 'ann' }), { status: 404 });
  t.same((await cloud.request('GET', '/api/v1/devices', { user: 'ann' })).body, {
    devices: [],
    total: 0,
    nextCursor: null,
  });
});
