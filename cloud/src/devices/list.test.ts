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

type Key = NonNullable<Parameters<typeof keyRow>[1]>;
type Binding = NonNullable<Parameters<typeof bindingRow>[2]>;

async function add(cloud: TestCloud, id: string, binding: Binding, key: Key = {}, tags: string[] = []) {
  const { db } = cloud.deps;
  await db.insertInto('deviceKey').values(keyRow(id, key)).execute();
  await db
    .insertInto('binding')
    .values(bindingRow(id, accountId, { name: id, ...binding }))
    .execute();
  for (const tag of tags) {
    await db
      .insertInto('deviceTag')
      .values({ deviceId: id, accountId: binding.accountId ?? accountId, tag, tagKey: tag.toLowerCase() })
      .execute();
  }
}

const list = (cloud: TestCloud, query: string) =>
  cloud.request('GET', `/api/v1/devices?${query}`, { user: 'ann' });
const idsOf = async (cloud: TestCloud, query: string) =>
  (await list(cloud, query)).body.devices.map(({ id }: { id: string }) => id);

async function addFour(cloud: TestCloud): Promise<void> {
  const reported = JSON.stringify({ type: 'reported', showing: 'playing', notices: [] });
  await add(
    cloud,
    'ID_a',
    { name: 'Café 10', location: 'Zürich', boundAt: 4 },
    { model: 'Node Pro', serial: 'NP-7', lastSeenAt: 500, onlineSince: 100, showing: 'playing', reported },
    ['Window', 'pilot'],
  );
  await add(
    cloud,
    'ID_b',
    { name: 'Cafe 2', location: 'Bern 100%', boundAt: 3 },
    { model: 'OptiPlex', serial: 'NP-9', lastSeenAt: 900, onlineSince: 800, showing: 'loading' },
    ['window'],
  );
  await add(
    cloud,
    'ID_c',
    { name: 'Lobby', location: 'Bern 1000', boundAt: 2 },
    { lastSeenAt: 700, showing: 'playing' },
  );
  await add(cloud, 'ID_d', { name: 'attic', boundAt: 1 });
  await add(cloud, 'ID_x', { accountId: 'a-bob', name: 'Cafe of Bob' }, { onlineSince: 5 }, ['theirs']);
}

t.test('devices are found by every word, narrowed by status, tag and place, and counted', async (t) => {
  const cloud = await start(t);
  await addFour(cloud);
  for (const [query, expected] of [
    ['', ['ID_d', 'ID_b', 'ID_a', 'ID_c']],
    ['search=CAFE', ['ID_b', 'ID_a']],
    ['search=zurich+caf%C3%A9', ['ID_a']],
    ['search=np-9', ['ID_b']],
    ['search=optiplex', ['ID_b']],
    ['search=id_c', ['ID_c']],
    ['search=100%25', ['ID_b']],
    ['search=i%5C_d', []],
    ['search=bob', []],
    ['status=online', ['ID_b', 'ID_a']],
    ['status=playing', ['ID_a']],
    ['status=offline', ['ID_c']],
    ['status=never-seen', ['ID_d']],
    ['status=never-seen&status=playing', ['ID_d', 'ID_a']],
    ['tag=WINDOW', ['ID_b', 'ID_a']],
    ['tag=window&tag=pilot', ['ID_a']],
    ['tag=theirs', []],
    ['location=Bern+1000&location=Z%C3%BCrich', ['ID_a', 'ID_c']],
    ['status=online&tag=pilot&search=cafe&location=Z%C3%BCrich', ['ID_a']],
  ] as const) {
    const { body } = await list(cloud, query);
    t.same(
      body.devices.map(({ id }: { id: string }) => id),
      expected,
      query,
    );
    t.equal(body.total, expected.length, `${query}, counted`);
  }
  t.match((await list(cloud, 'search=lobby')).body.devices[0], {
    tags: [],
    onlineSince: null,
    status: 'offline',
  });
  t.same((await list(cloud, 'tag=pilot')).body.devices[0].tags, ['pilot', 'Window']);
});

t.test('a list sorts by every column, both ways, with names as the second key', async (t) => {
  const cloud = await start(t);
  await addFour(cloud);
  for (const [sort, expected] of [
    ['name', ['ID_d', 'ID_b', 'ID_a', 'ID_c']],
    ['location', ['ID_d', 'ID_b', 'ID_c', 'ID_a']],
    ['status', ['ID_c', 'ID_d', 'ID_b', 'ID_a']],
    ['model', ['ID_d', 'ID_c', 'ID_a', 'ID_b']],
    ['serial', ['ID_d', 'ID_c', 'ID_a', 'ID_b']],
    ['lastSeenAt', ['ID_d', 'ID_c', 'ID_b', 'ID_a']],
    ['boundAt', ['ID_d', 'ID_c', 'ID_b', 'ID_a']],
  ] as const) {
    t.same(await idsOf(cloud, `sort=${sort}`), expected, sort);
    t.same(await idsOf(cloud, `sort=${sort}&direction=desc`), expected.toReversed(), `${sort}, descending`);
  }
});

t.test('what a list cannot be asked for is refused by the name of the field', async (t) => {
  const cloud = await start(t);
  await addFour(cloud);
  const { nextCursor } = (await list(cloud, 'limit=1')).body;
  const forged = Buffer.from('["name",false,{},"",""]').toString('base64url');
  for (const [query, field] of [
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['limit=x', 'limit'],
    ['sort=secret', 'sort'],
    ['direction=up', 'direction'],
    ['status=gone', 'status'],
    ['tag=', 'tag'],
    [`search=${'x'.repeat(201)}`, 'search'],
    ['cursor=nonsense', 'cursor'],
    [`cursor=${forged}`, 'cursor'],
    [`cursor=${nextCursor}&direction=desc`, 'cursor'],
    [`cursor=${nextCursor}&sort=model`, 'cursor'],
  ] as const) {
    t.match(await list(cloud, query), { status: 400, body: { code: 'invalid-request', field } }, query);
  }
});

t.test('ten thousand devices: every page once and in order, and each within 200 ms', async (t) => {
  const cloud = await start(t);
  const count = 10_000;
  await seedDevices(cloud.deps.db, { accountId, count, now: cloud.deps.clock() });
  await seedDevices(cloud.deps.db, { accountId: 'a-bob', count: 100, now: cloud.deps.clock() });
  for (const [sort, direction] of [
    ['name', 'asc'],
    ['lastSeenAt', 'desc'],
  ] as const) {
    const seen = new Set<string>();
    const names: string[] = [];
    let cursor = '';
    do {
      const { body } = await list(cloud, `sort=${sort}&direction=${direction}&limit=500${cursor}`);
      for (const { id, name } of body.devices) {
        seen.add(id);
        names.push(name);
      }
      t.equal(body.total, count);
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    t.equal(seen.size, count, `by ${sort} each of them`);
    t.equal(names.length, count, 'and none twice');
    if (sort === 'name') t.same(names.slice(0, 3), ['Canteen 1', 'Canteen 2', 'Canteen 3']);
  }
  const deep = (await list(cloud, 'sort=serial&limit=500')).body.nextCursor;
  for (const query of [
    '',
    'limit=500',
    'sort=status',
    'sort=location&direction=desc',
    `sort=serial&limit=500&cursor=${deep}`,
    'search=munchen+entrance+12',
    'search=nothing+like+it',
    'status=offline&status=playing&tag=window&sort=lastSeenAt',
  ]) {
    t.ok((await best(() => list(cloud, query))) < 200, `"${query}" within 200 ms`);
  }
  const survey = () => cloud.request('GET', '/api/v1/devices/survey', { user: 'ann' });
  t.ok((await best(survey)) < 200, 'and the survey');
});

/** The quickest of five, so that a machine that has other things to do does not decide. */
async function best(ask: () => Promise<{ status: number }>): Promise<number> {
  const times: number[] = [];
  for (let tries = 0; tries < 5; tries += 1) {
    const startedMs = performance.now();
    if ((await ask()).status !== 200) throw new Error('refused');
    times.push(performance.now() - startedMs);
  }
  return Math.min(...times);
}

t.test('a page goes on where the last one ended, whatever came and went meanwhile', async (t) => {
  const cloud = await start(t);
  for (const name of ['a', 'b', 'c', 'd', 'e']) await add(cloud, `id-${name}`, { name });
  const first = (await list(cloud, 'limit=2')).body;
  t.same(
    first.devices.map(({ name }: { name: string }) => name),
    ['a', 'b'],
  );
  await cloud.request('DELETE', '/api/v1/devices/id-b', { user: 'ann' });
  await add(cloud, 'id-0', { name: '0 first' });
  await add(cloud, 'id-bb', { name: 'bb' });
  const second = (await list(cloud, `limit=4&cursor=${first.nextCursor}`)).body;
  t.same(
    second.devices.map(({ name }: { name: string }) => name),
    ['bb', 'c', 'd', 'e'],
  );
  t.equal(second.nextCursor, null);
});

t.test('an account is surveyed in numbers, and only its own', async (t) => {
  const cloud = await start(t);
  const survey = async (user: string) =>
    (await cloud.request('GET', '/api/v1/devices/survey', { user })).body;
  t.same(await survey('ann'), {
    total: 0,
    statuses: { online: 0, playing: 0, offline: 0, 'never-seen': 0 },
    tags: [],
    locations: [],
    withWarnings: 0,
    warnings: [],
  });
  await addFour(cloud);
  t.same(await survey('ann'), {
    total: 4,
    statuses: { online: 2, playing: 1, offline: 1, 'never-seen': 1 },
    tags: [
      { tag: 'pilot', devices: 1 },
      { tag: 'Window', devices: 2 },
    ],
    locations: [
      { location: 'Bern 100%', devices: 1 },
      { location: 'Bern 1000', devices: 1 },
      { location: 'Zürich', devices: 1 },
    ],
    withWarnings: 0,
    warnings: [],
  });
  t.match(await survey('bob'), { total: 1, tags: [{ tag: 'theirs', devices: 1 }] });
});

t.test('what a device does is what the filters find, a moment later', async (t) => {
  const cloud = await start(t);
  const device = await cloud.device();
  const { code } = await (await device.signOn()).next('pairing');
  await cloud.claim({ code, name: 'Window' });
  await device.next('bound');
  await cloud.sweep();
  const found = async (query: string) => (await idsOf(cloud, query)).length;
  t.same([await found('status=online'), await found('status=offline')], [1, 0]);
  const since = (await list(cloud, '')).body.devices[0].onlineSince;
  t.equal(since, new Date(cloud.deps.clock()).toISOString());

  device.send({ type: 'reported', showing: 'playing' });
  await device.caughtUp();
  await cloud.sweep();
  t.equal(await found('status=playing'), 1);
  cloud.advance(1_000);
  device.send({ type: 'reported', showing: 'no-network' });
  await device.caughtUp();
  await cloud.sweep();
  t.equal(await found('status=playing'), 0);
  t.equal((await list(cloud, '')).body.devices[0].onlineSince, since, 'and it is online since it came');

  const again = await cloud.device(device.key);
  await (await again.signOn()).next('bound');
  await device.closed;
  await cloud.sweep();
  t.equal(await found('status=online'), 1, 'a newer connection of the same key is no going away');
  await again.leave();
  await cloud.sweep();
  t.same([await found('status=online'), await found('status=offline')], [0, 1]);
  t.equal((await list(cloud, '')).body.devices[0].onlineSince, null);

  const { forgetConnections } = await import('./contact-writer.ts');
  await cloud.deps.db.updateTable('deviceKey').set({ onlineSince: 1 }).execute();
  await forgetConnections(cloud.deps.db, 0);
  t.equal(await found('status=online'), 0, 'a cloud that was killed leaves nobody online for the next');
});

t.test('tags are added and removed, in the spelling that was there first, up to their limits', async (t) => {
  const cloud = await start(t);
  await add(cloud, 'one', {}, {}, ['Window']);
  await add(cloud, 'two', {});
  await add(cloud, 'theirs', { accountId: 'a-bob' }, {}, ['WALL']);
  const edit = (id: string, body: unknown) =>
    cloud.request('PATCH', `/api/v1/devices/${id}`, { user: 'ann' }, body);
  t.same((await edit('two', { addTags: [' window ', 'wall', 'Wall'] })).body.tags, ['Wall', 'Window']);
  t.same((await edit('two', { addTags: ['lift'], removeTags: ['WINDOW', 'unknown'] })).body.tags, [
    'lift',
    'Wall',
  ]);
  t.same((await edit('two', { removeTags: ['lift'] })).body.tags, ['Wall']);
  t.same((await edit('two', { addTags: ['wall'] })).body.tags, ['Wall'], 'which changes nothing');
  const deeds = await cloud.deps.db.selectFrom('audit').select(['action', 'before', 'after']).execute();
  t.same(deeds, [
    { action: 'device.tagged', before: '{"tags":[]}', after: '{"tags":["Window","Wall"]}' },
    { action: 'device.tagged', before: '{"tags":["Wall","Window"]}', after: '{"tags":["Wall","lift"]}' },
    { action: 'device.untagged', before: '{"tags":["lift","Wall"]}', after: '{"tags":["Wall"]}' },
  ]);
  const { revision } = await cloud.deps.db
    .selectFrom('binding')
    .select('revision')
    .where('deviceId', '=', 'two')
    .executeTakeFirstOrThrow();
  t.equal(revision, 1, 'and is no news to the device');

  for (const body of [
    { addTags: ['a,b'] },
    { addTags: [''] },
    { addTags: ['x'.repeat(41)] },
    { addTags: 'x' },
  ]) {
    t.match(await edit('two', body), { status: 400, body: { code: 'invalid-request' } });
  }
  const twenty = Array.from({ length: 20 }, (_, i) => `t${i}`);
  t.match(await edit('two', { name: 'Not this either', addTags: twenty }), {
    status: 409,
    body: { code: 'tag-limit-reached', detail: 'A device may have 20 tags.' },
  });
  t.match(
    (await list(cloud, 'search=two')).body.devices[0],
    { name: 'two', tags: ['Wall'] },
    'all or nothing',
  );
  t.match(await edit('theirs', { addTags: ['mine'] }), { status: 404 });

  await cloud.deps.db
    .insertInto('deviceTag')
    .values(
      Array.from({ length: 498 }, (_, i) => ({ deviceId: 'one', accountId, tag: `x${i}`, tagKey: `x${i}` })),
    )
    .execute();
  t.match(await edit('two', { addTags: ['one too many'] }), {
    status: 409,
    body: { detail: 'An account may have 500 different tags.' },
  });
  t.equal((await edit('two', { addTags: ['x7'] })).status, 200, 'one that is there already is no new one');
  await cloud.request('DELETE', '/api/v1/devices/two', { user: 'ann' });
  t.same(
    await cloud.deps.db.selectFrom('deviceTag').select('tag').where('deviceId', '=', 'two').execute(),
    [],
    'tags go with the binding',
  );
});
