import t, { type Test } from 'tap';
import { bindingRow, keyRow } from './testing/rows.ts';
import { seedDevices } from './testing/seed-devices.ts';
import { startTestCloud, type TestCloud } from './testing/test-cloud.ts';

const accountId = 'a-ann';

async function start(t: Test): Promise<TestCloud> {
  const cloud = await startTestCloud();
  t.teardown(() => cloud.close());
  return cloud;
}

async function add(cloud: TestCloud, id: string, location = '', ofAccount = accountId): Promise<void> {
  const { db } = cloud.deps;
  await db.insertInto('deviceKey').values(keyRow(id)).execute();
  await db
    .insertInto('binding')
    .values(bindingRow(id, ofAccount, { name: id, location }))
    .execute();
}

const bulk = (cloud: TestCloud, body: unknown, user = 'ann') =>
  cloud.request('POST', '/api/v1/devices/bulk', { user }, body);
const read = async (cloud: TestCloud, id: string) =>
  (await cloud.request('GET', `/api/v1/devices/${id}`, { user: 'ann' })).body;
const deeds = (cloud: TestCloud) =>
  cloud.deps.db.selectFrom('audit').select(['action', 'subjectId', 'before', 'after']).execute();

t.test(
  'many are tagged, untagged and placed, with a result for each and a line in the audit log',
  async (t) => {
    const cloud = await start(t);
    await add(cloud, 'a', 'Old place');
    await add(cloud, 'b');
    await add(cloud, 'x', '', 'a-bob');
    const devices = { ids: ['a', 'b', 'x', 'nobody', 'a'] };
    t.same((await bulk(cloud, { action: { kind: 'tag', tags: ['wall', 'new'] }, devices })).body.results, [
      { id: 'a', outcome: 'done', tags: ['wall', 'new'] },
      { id: 'b', outcome: 'done', tags: ['wall', 'new'] },
      { id: 'x', outcome: 'unknown-device' },
      { id: 'nobody', outcome: 'unknown-device' },
    ]);
    t.match((await bulk(cloud, { action: { kind: 'tag', tags: ['Wall'] }, devices })).body.results, [
      { outcome: 'unchanged' },
      { outcome: 'unchanged' },
      { outcome: 'unknown-device' },
      { outcome: 'unknown-device' },
    ]);
    t.same(
      (await bulk(cloud, { action: { kind: 'tag', tags: ['WALL', 'more'] }, devices: { ids: ['b'] } })).body
        .results,
      [{ id: 'b', outcome: 'done', tags: ['more'] }],
      'only what it really got',
    );
    t.match((await bulk(cloud, { action: { kind: 'untag', tags: ['new'] }, devices: { ids: ['b'] } })).body, {
      results: [{ outcome: 'done', tags: ['new'] }],
    });
    const place = { kind: 'set-location', location: 'New place' };
    t.same((await bulk(cloud, { action: place, devices: { ids: ['a', 'b'] } })).body.results, [
      { id: 'a', outcome: 'done', locationBefore: 'Old place' },
      { id: 'b', outcome: 'done', locationBefore: '' },
    ]);
    t.same((await bulk(cloud, { action: place, devices: { ids: ['a'] } })).body.results, [
      { id: 'a', outcome: 'unchanged' },
    ]);
    t.match(await read(cloud, 'a'), { tags: ['new', 'wall'], location: 'New place' });
    t.match(await read(cloud, 'b'), { tags: ['more', 'wall'], location: 'New place' });
    t.same(
      (await deeds(cloud)).map(({ action, subjectId }) => `${action} ${subjectId}`),
      [
        'device.tagged a',
        'device.tagged b',
        'device.tagged b',
        'device.untagged b',
        'device.moved a',
        'device.moved b',
      ],
    );
    const found = await cloud.request('GET', '/api/v1/devices?search=new+place', { user: 'ann' });
    t.equal(found.body.total, 2, 'and are found at the new place');
  },
);

t.test('a device that is full of tags is told apart from the rest, which get theirs', async (t) => {
  const cloud = await start(t);
  await add(cloud, 'full');
  await add(cloud, 'free');
  const tags = Array.from({ length: 20 }, (_, i) => `t${i}`);
  await bulk(cloud, { action: { kind: 'tag', tags }, devices: { ids: ['full'] } });
  const answer = await bulk(cloud, {
    action: { kind: 'tag', tags: ['one more'] },
    devices: { ids: ['full', 'free'] },
  });
  t.match(answer.body.results, [{ outcome: 'device-has-enough-tags' }, { outcome: 'done' }]);
  await cloud.deps.db
    .insertInto('deviceTag')
    .values(
      Array.from({ length: 479 }, (_, i) => ({ deviceId: 'free', accountId, tag: `x${i}`, tagKey: `x${i}` })),
    )
    .execute();
  await add(cloud, 'late');
  const last = await bulk(cloud, { action: { kind: 'tag', tags: ['new'] }, devices: { ids: ['late'] } });
  t.match(last.body.results, [{ outcome: 'account-has-enough-tags' }]);
});

t.test('all that match means the number that was seen, less what was left out', async (t) => {
  const cloud = await start(t);
  for (const id of ['a', 'b', 'c']) await add(cloud, id, 'Hall');
  await add(cloud, 'd', 'Elsewhere');
  await add(cloud, 'x', 'Hall', 'a-bob');
  const action = { kind: 'tag', tags: ['hall'] };
  const filter = { location: ['Hall'] };
  t.match(await bulk(cloud, { action, devices: { filter, count: 2 } }), {
    status: 409,
    body: { code: 'count-changed', detail: 'There are 3 of them now. Look again, then do it.' },
  });
  t.same(await deeds(cloud), [], 'and nothing was done');
  const { body } = await bulk(cloud, { action, devices: { filter, except: ['b'], count: 2 } });
  t.same(body.results, [
    { id: 'a', outcome: 'done', tags: ['hall'] },
    { id: 'c', outcome: 'done', tags: ['hall'] },
  ]);
});

t.test('ten thousand devices are removed in one request, and each connected one hears of it', async (t) => {
  const cloud = await start(t);
  const count = 10_000;
  await seedDevices(cloud.deps.db, { accountId, count, now: cloud.deps.clock() });
  const device = await cloud.device();
  const { code } = await (await device.signOn()).next('pairing');
  await cloud.claim({ code });
  await device.next('bound');
  const { body } = await bulk(cloud, {
    action: { kind: 'remove' },
    devices: { filter: {}, count: count + 1 },
  });
  t.equal(body.results.length, count + 1);
  t.ok(body.results.every(({ outcome }: { outcome: string }) => outcome === 'done'));
  t.match(await device.next('unbound'), { reason: 'removed' });
  const list = await cloud.request('GET', '/api/v1/devices', { user: 'ann' });
  t.equal(list.body.total, 0);
  const lines = await cloud.deps.db
    .selectFrom('audit')
    .select((eb) => eb.fn.countAll().as('lines'))
    .where('action', '=', 'device.removed')
    .executeTakeFirstOrThrow();
  t.equal(lines.lines, count + 1);
  t.match(cloud.logged.at(-1), { code: 'devices-changed', action: 'remove', count: count + 1 });
});

t.test('a placed device is told, a tagged one is not', async (t) => {
  const cloud = await start(t);
  const device = await cloud.device();
  const { code } = await (await device.signOn()).next('pairing');
  await cloud.claim({ code });
  const before = await device.next('bound');
  const devices = { ids: [device.key.deviceId] };
  await bulk(cloud, { action: { kind: 'tag', tags: ['x'] }, devices });
  await bulk(cloud, { action: { kind: 'set-location', location: 'Hall' }, devices });
  const after = await device.next('bound');
  t.equal(after.desired.revision, before.desired.revision + 1);
});

t.test('what makes no sense is refused, and so is somebody else', async (t) => {
  const cloud = await start(t);
  await add(cloud, 'a');
  const tag = { kind: 'tag', tags: ['x'] };
  for (const body of [
    { action: tag },
    { action: tag, devices: { ids: [] } },
    { action: tag, devices: { ids: Array.from({ length: 1_001 }, (_, i) => `${i}`) } },
    { action: tag, devices: { filter: {} } },
    { action: tag, devices: { filter: { status: ['gone'] }, count: 1 } },
    { action: tag, devices: { ids: ['a'], filter: {}, count: 1 } },
    { action: { kind: 'tag', tags: [] }, devices: { ids: ['a'] } },
    { action: { kind: 'explode' }, devices: { ids: ['a'] } },
    { action: { kind: 'set-location' }, devices: { ids: ['a'] } },
  ]) {
    t.match(
      await bulk(cloud, body),
      { status: 400, body: { code: 'invalid-request' } },
      JSON.stringify(body).slice(0, 90),
    );
  }
  const remove = { action: { kind: 'remove' }, devices: { ids: ['a'] } };
  t.match((await bulk(cloud, remove, 'bob')).body.results, [{ outcome: 'unknown-device' }]);
  t.match(await cloud.request('POST', '/api/v1/devices/bulk', {}, remove), { status: 401 });
  t.equal((await read(cloud, 'a')).name, 'a');
});
