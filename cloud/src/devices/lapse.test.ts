import t, { type Test } from 'tap';
import type { BindingTable, DeviceKeyTable } from '../database/schema.ts';
import { countLapsed, lapseLimitMs } from './lapse.ts';
import { bindingRow, keyRow } from './testing/rows.ts';
import { dayMs, startTestCloud, type TestCloud } from './testing/test-cloud.ts';
import { makeTestKey } from './testing/test-device.ts';

const accountId = 'a-ann';

async function start(t: Test, lapseAfterMs: number | null = 90 * dayMs): Promise<TestCloud> {
  const cloud = await startTestCloud({ settings: { lapseAfterMs } });
  t.teardown(() => cloud.close());
  return cloud;
}

async function allow(cloud: TestCloud, lapseDays: number | null, ofAccount = accountId): Promise<void> {
  await cloud.deps.db
    .insertInto('accountSettings')
    .values({ accountId: ofAccount, deviceLimit: null, defaultPlaylistId: null, createdAt: 0, lapseDays })
    .onConflict((oc) => oc.column('accountId').doUpdateSet({ lapseDays }))
    .execute();
}

/** A device that was last here so many days ago. */
async function away(
  cloud: TestCloud,
  id: string,
  days: number,
  given: Partial<BindingTable> & Pick<Partial<DeviceKeyTable>, 'onlineSince'> = {},
): Promise<void> {
  const { onlineSince = null, ...binding } = given;
  const lastSeenAt = cloud.deps.clock() - days * dayMs;
  await cloud.deps.db.insertInto('deviceKey').values(keyRow(id, { lastSeenAt, onlineSince })).execute();
  await cloud.deps.db
    .insertInto('binding')
    .values(bindingRow(id, accountId, binding))
    .execute();
}

const bound = async (cloud: TestCloud) =>
  (await cloud.deps.db.selectFrom('binding').select('deviceId').orderBy('deviceId').execute()).map(
    ({ deviceId }) => deviceId,
  );

t.test('the account’s limit comes before the cloud’s', (t) => {
  const table: [number | null, number | null, number | null][] = [
    [null, 90 * dayMs, 90 * dayMs],
    [null, null, null],
    [0, 90 * dayMs, null],
    [7, 90 * dayMs, 7 * dayMs],
    [7, null, 7 * dayMs],
  ];
  for (const [own, cloud, limit] of table) t.equal(lapseLimitMs(own, cloud), limit, `${own}, ${cloud}`);
  t.end();
});

t.test('the sweep lets go of what is away for too long, and of nothing else', async (t) => {
  const cloud = await start(t);
  await allow(cloud, 7);
  await allow(cloud, 0, 'a-bob');
  const told: string[] = [];
  cloud.deps.newsBus.subscribe((news) => {
    told.push(...news.map((each) => ('what' in each ? `${each.what} ${each.deviceId}` : each.content)));
  });
  const looked: string[] = [];
  cloud.deps.deviceBus.subscribe((deviceId) => void looked.push(deviceId));
  await away(cloud, 'long', 8, { name: 'Lobby' });
  await away(cloud, 'short', 6);
  await away(cloud, 'provisioned', 800, { kind: 'provisioned' });
  await away(cloud, 'bound-just-now', 8, { boundAt: cloud.deps.clock() - dayMs });
  await away(cloud, 'here', 8, { onlineSince: 1 });
  await away(cloud, 'for-ever', 800, { accountId: 'a-bob' });
  await away(cloud, 'by-the-cloud', 91, { accountId: 'a-eve' });
  await away(cloud, 'not-yet-by-the-cloud', 89, { accountId: 'a-eve' });
  await cloud.sweep();
  t.same(await bound(cloud), [
    'bound-just-now',
    'for-ever',
    'here',
    'not-yet-by-the-cloud',
    'provisioned',
    'short',
  ]);
  t.same(told.sort(), ['removed by-the-cloud', 'removed long']);
  t.same(looked.sort(), ['by-the-cloud', 'long']);
  const deeds = await cloud.deps.db
    .selectFrom('audit')
    .selectAll()
    .where('accountId', '=', accountId)
    .execute();
  t.match(deeds, [
    {
      action: 'device.lapsed',
      actorKind: 'system',
      subjectId: 'long',
      subjectName: 'Lobby',
      before: /Lobby/,
    },
  ]);
  t.same(JSON.parse(deeds[0]?.after ?? ''), { reason: 'offline-expired' });
});

t.test('where the cloud has no limit, only accounts with one of their own have', async (t) => {
  const cloud = await start(t, null);
  await allow(cloud, 7);
  await away(cloud, 'long', 8);
  await away(cloud, 'elsewhere', 8_000, { accountId: 'a-eve' });
  await cloud.sweep();
  t.same(await bound(cloud), ['elsewhere']);
});

t.test('a whole fleet that is away lapses in one sweep', async (t) => {
  const cloud = await start(t);
  for (let count = 0; count < 510; count += 1) await away(cloud, `d${count}`, 91);
  await cloud.sweep();
  t.same(await bound(cloud), []);
});

t.test('a device that lapsed while it was away hears why when it is back, and pairs anew', async (t) => {
  const cloud = await start(t);
  await allow(cloud, 7);
  const key = await makeTestKey();
  const first = await cloud.device(key);
  const { code } = await (await first.signOn()).next('pairing');
  await cloud.claim({ code });
  await first.next('bound');
  await first.leave();
  await cloud.sweep();
  cloud.advance(7 * dayMs + 1);
  await cloud.sweep();
  t.same(await bound(cloud), []);
  const late = await cloud.device(key);
  t.same(await (await late.signOn()).next('unbound'), { type: 'unbound', reason: 'offline-expired' });
  late.send({ type: 'unbound-ack' });
  t.match(await late.next('pairing'), { type: 'pairing' });
  await late.leave();
});

t.test('one that is back before the sweep comes by is judged by its account’s limit too', async (t) => {
  const cloud = await start(t);
  await allow(cloud, 7);
  const key = await makeTestKey();
  const first = await cloud.device(key);
  const { code } = await (await first.signOn()).next('pairing');
  await cloud.claim({ code });
  await first.next('bound');
  await first.leave();
  await cloud.sweep();
  cloud.advance(7 * dayMs + 1);
  const late = await cloud.device(key);
  t.same(await (await late.signOn()).next('unbound'), { type: 'unbound', reason: 'offline-expired' });
  await late.leave();
});

t.test('it can be said beforehand how many a limit would let go', async (t) => {
  const cloud = await start(t);
  await away(cloud, 'long', 8);
  await away(cloud, 'short', 6);
  const count = (limitMs: number | null) =>
    countLapsed(cloud.deps.db, { accountId, limitMs, now: cloud.deps.clock() });
  t.equal(await count(7 * dayMs), 1);
  t.equal(await count(5 * dayMs), 2);
  t.equal(await count(null), 0);
});
