import { once } from 'node:events';
import { connect } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import t, { type Test } from 'tap';
import { seedDevices } from '../devices/testing/seed-devices.ts';
import { startTestCloud, type TestCloud } from '../devices/testing/test-cloud.ts';
import type { TestDevice } from '../devices/testing/test-device.ts';
import type { Environment } from '../http/environment.ts';
import { answerFailure } from '../http/failures.ts';
import { listen } from '../http/server.ts';
import { createFeeds, type Feeds } from './feeds.ts';
import { eventRoutes } from './routes.ts';
import { feedSettings, type StreamSettings, streamSettings } from './stream-settings.ts';
import { EventReader } from './testing/event-reader.ts';

interface World {
  cloud: TestCloud;
  feeds: Feeds;
  url: string;
  listen(user: string, given?: { after?: string; lastEventId?: string }): Promise<EventReader>;
}

async function start(
  t: Test,
  given: { settings?: Partial<StreamSettings>; breaksReading?: boolean } = {},
): Promise<World> {
  const cloud = await startTestCloud();
  const feeds = createFeeds({ ...cloud.deps, ...feedSettings, gatherMs: 5, remembered: 1_000 });
  const deps = { ...cloud.deps, feeds };
  if (given.breaksReading) {
    deps.presence = {
      isOnline() {
        throw new Error('broken');
      },
    };
  }
  const app = new OpenAPIHono<Environment>();
  app.onError(answerFailure(deps.log));
  app.route('/', eventRoutes(deps, { ...streamSettings, trustMs: 0, ...given.settings }));
  const server = await listen({ host: '127.0.0.1', port: 0, tls: null });
  server.serve({ request: getRequestListener(app.fetch), upgrade: () => false });
  const readers: EventReader[] = [];
  t.teardown(async () => {
    for (const reader of readers) reader.close();
    feeds.close();
    await server.close(0);
    await cloud.close();
  });
  const url = `${server.url}/api/v1/events`;
  return {
    cloud,
    feeds,
    url,
    async listen(user, { after, lastEventId } = {}) {
      const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
      const headers = {
        'X-User': user,
        ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
      };
      const reader = await EventReader.open(url + query, headers);
      readers.push(reader);
      return reader;
    },
  };
}

/** A stream whose first word was heard. */
async function listening(world: World, user: string): Promise<EventReader> {
  const reader = await world.listen(user);
  t.match(await reader.next(), { event: 'ready' });
  return reader;
}

async function pair(cloud: TestCloud, user: string, name: string): Promise<TestDevice> {
  const device = await cloud.device();
  const { code } = await (await device.signOn()).next('pairing');
  await cloud.claim({ code, name }, user);
  await device.next('bound');
  return device;
}

t.test('what happens to a device is told as it happens, with the device as it is then', async (t) => {
  const world = await start(t);
  const { cloud } = world;
  const stream = await listening(world, 'ann');
  const device = await pair(cloud, 'ann', 'Window');
  const id = device.key.deviceId;
  const path = `/api/v1/devices/${id}`;
  const expectNews = async (what: string[], shown: object | null) => {
    const heard = await stream.nextNews();
    t.match(heard, { event: 'devices', data: { changes: [{ id, what, device: shown }] } }, what.join());
  };
  await expectNews(['bound'], { name: 'Window' });
  await cloud.sweep();
  await expectNews(['online'], { status: 'online' });
  device.send({ type: 'reported', showing: 'playing' });
  await device.caughtUp();
  await cloud.sweep();
  await expectNews(['reported'], { showing: 'playing' });
  await cloud.request('PATCH', path, { user: 'ann' }, { name: 'Door' });
  await expectNews(['edited'], { name: 'Door' });
  await cloud.request('PATCH', path, { user: 'ann' }, { addTags: ['wall'] });
  await expectNews(['edited'], { tags: ['wall'] });
  const bulk = { action: { kind: 'untag', tags: ['wall'] }, devices: { ids: [id] } };
  await cloud.request('POST', '/api/v1/devices/bulk', { user: 'ann' }, bulk);
  await expectNews(['edited'], { tags: [] });
  await device.leave();
  await cloud.sweep();
  await expectNews(['offline'], { status: 'offline', onlineSince: null });
  await cloud.request('DELETE', path, { user: 'ann' });
  await expectNews(['removed'], null);

  const undone = await pair(cloud, 'ann', 'Wrong one');
  await stream.nextNews();
  await cloud.request('POST', '/api/v1/pairings/undo', { user: 'ann' }, { deviceId: undone.key.deviceId });
  t.match(await stream.nextNews(), { data: { changes: [{ what: ['removed'], device: null }] } });

  const lapsing = await pair(cloud, 'ann', 'Long away');
  await stream.nextNews();
  await lapsing.leave();
  await cloud.sweep();
  cloud.advance(91 * 24 * 3_600_000);
  const back = await cloud.device(lapsing.key);
  await (await back.signOn()).next('unbound');
  // That it went, and came back, may be told before or along with it.
  let lapsed: { id: string; what: string[]; device: unknown } | undefined;
  while (!lapsed?.what.includes('removed')) [lapsed] = (await stream.nextNews())?.data.changes ?? [];
  t.match(lapsed, { id: lapsing.key.deviceId, device: null });
});

t.test('who comes back hears what was missed, each device once, or is told to look again', async (t) => {
  const world = await start(t);
  const { cloud } = world;
  const first = await listening(world, 'ann');
  const device = await pair(cloud, 'ann', 'Window');
  await first.nextNews();
  first.close();
  const path = `/api/v1/devices/${device.key.deviceId}`;
  await cloud.request('PATCH', path, { user: 'ann' }, { name: 'Door' });
  await cloud.request('PATCH', path, { user: 'ann' }, { name: 'Gate' });
  const missed = [{ id: device.key.deviceId, what: ['edited'], device: { name: 'Gate' } }];
  for (const place of [{ lastEventId: first.lastEventId }, { after: first.lastEventId }]) {
    const again = await world.listen('ann', place);
    t.match(await again.next(), { event: 'ready', id: first.lastEventId });
    t.match(await again.nextNews(), { event: 'devices', data: { changes: missed } });
    const uptodate = await world.listen('ann', { lastEventId: again.lastEventId });
    t.match(await uptodate.next(), { event: 'ready', id: again.lastEventId });
    again.close();
    uptodate.close();
  }
  for (const after of ['of-another-process.17', 'nonsense', 'x\nevent: devices']) {
    const lost = await world.listen('ann', { after });
    t.match(await lost.next(), { event: 'ready' });
    t.match(await lost.next(), { event: 'look-again', data: {} }, encodeURIComponent(after));
    lost.close();
  }
});

t.test('a stranger hears nothing of it, and nobody hears anything', async (t) => {
  const world = await start(t);
  const { cloud } = world;
  const strangers = await listening(world, 'bob');
  const own = await listening(world, 'ann');
  await pair(cloud, 'ann', 'Secret of Ann');
  t.match(await own.nextNews(), { data: { changes: [{ device: { name: 'Secret of Ann' } }] } });
  const theirs = await pair(cloud, 'bob', 'Of Bob');
  const heard = await strangers.nextNews();
  t.equal(heard?.data.changes.length, 1);
  t.match(heard, { data: { changes: [{ id: theirs.key.deviceId, device: { name: 'Of Bob' } }] } });
  const resumed = await world.listen('bob', { lastEventId: own.lastEventId });
  await resumed.next();
  t.match(await resumed.next(), { event: 'look-again' }, 'a position in the feed of another account is none');

  const answer = await fetch(world.url);
  t.equal(answer.status, 401);
  t.match(await answer.json(), { code: 'sign-in-required' });
});

t.test('a stream ends when its person may not listen any more, before the next word', async (t) => {
  for (const heartbeatMs of [60_000, 10]) {
    const world = await start(t, { settings: { heartbeatMs } });
    const { cloud } = world;
    cloud.members.set('ann', ['a-shop']);
    const stream = await listening(world, 'ann');
    cloud.members.set('ann', ['a-elsewhere']);
    cloud.members.set('ben', ['a-shop']);
    if (heartbeatMs === 60_000) await pair(cloud, 'ben', 'After she has left');
    t.match(await stream.nextNews(), { event: 'end', data: { reason: 'not-allowed' } });
    t.equal(await stream.next(), null);
  }
});

t.test('silence is told too, so that a page knows that it still hears', async (t) => {
  const stream = await listening(await start(t, { settings: { heartbeatMs: 10 } }), 'ann');
  t.same(await stream.next(), { event: 'heartbeat', id: null, data: {} });
  t.same(await stream.next(), { event: 'heartbeat', id: null, data: {} });
});

t.test('ten thousand devices that come back at once are one word to many tabs', async (t) => {
  const world = await start(t);
  const { cloud } = world;
  const deviceIds = await seedDevices(cloud.deps.db, {
    accountId: 'a-ann',
    count: 10_000,
    now: cloud.deps.clock(),
  });
  const tabs = await Promise.all(Array.from({ length: 10 }, () => listening(world, 'ann')));
  const publish = (count: number) =>
    cloud.deps.newsBus.publish(
      deviceIds.slice(0, count).map((deviceId) => ({ accountId: 'a-ann', deviceId, what: 'online' })),
    );
  publish(10_000);
  for (const tab of tabs) t.match(await tab.nextNews(), { event: 'look-again' });
  publish(200);
  for (const tab of tabs) {
    const heard = await tab.nextNews();
    t.equal(heard?.event, 'devices', 'what is little is told');
    t.equal(heard?.data.changes.length, 200);
  }
  publish(201);
  publish(201);
  for (const tab of tabs)
    t.match(await tab.nextNews(), { event: 'look-again' }, 'and what is told twice, once');
});

t.test('a reader that takes nothing is let go, and costs no memory until then', async (t) => {
  const world = await start(t, { settings: { writeMs: 100 } });
  const { cloud } = world;
  const deviceIds = await seedDevices(cloud.deps.db, {
    accountId: 'a-ann',
    count: 200,
    now: cloud.deps.clock(),
  });
  const quick = await listening(world, 'ann');
  const { port } = new URL(world.url);
  const slow = connect({ port: Number(port), host: '127.0.0.1' });
  slow.pause();
  const closed = once(slow, 'close');
  slow.on('error', () => {});
  slow.write('GET /api/v1/events HTTP/1.1\r\nHost: x\r\nX-User: ann\r\n\r\n');
  const news = deviceIds.map((deviceId) => ({ accountId: 'a-ann', deviceId, what: 'edited' as const }));
  const isOver = () => cloud.logged.some(({ code, end }) => code === 'event-stream-ended' && end === 'gone');
  let told = 0;
  while (!isOver()) {
    cloud.deps.newsBus.publish(news);
    const heard = await quick.nextNews();
    t.equal(heard?.event, 'devices', 'while the other reader goes on hearing');
    told += 1;
  }
  t.ok(told > 1, `${told} events of 200 devices`);
  slow.resume();
  await closed;
});

t.test('one person has so many streams and no more', async (t) => {
  const world = await start(t, { settings: { streamsOfPerson: 2 } });
  const first = await listening(world, 'ann');
  await listening(world, 'ann');
  const refused = await fetch(world.url, { headers: { 'X-User': 'ann' } });
  t.match(await refused.json(), { status: 429, code: 'too-many-streams', retryAfterSeconds: 30 });
  await listening(world, 'bob');
  first.close();
  let third = await world.listen('ann');
  while (third.status === 429) third = await world.listen('ann');
  t.match(await third.next(), { event: 'ready' }, 'one that has gone makes room');
});

t.test('when the cloud stops, streams end at once and new ones are sent away for a moment', async (t) => {
  const world = await start(t);
  const stream = await listening(world, 'ann');
  world.feeds.close();
  t.match(await stream.next(), { event: 'end', data: { reason: 'closing' } });
  t.equal(await stream.next(), null);
  const refused = await fetch(world.url, { headers: { 'X-User': 'ann' } });
  t.match(await refused.json(), { status: 503, code: 'unavailable', retryAfterSeconds: 2 });
});

t.test('a stream that cannot be served ends without a word of the cause', async (t) => {
  const world = await start(t, { breaksReading: true });
  const stream = await listening(world, 'ann');
  await pair(world.cloud, 'ann', 'Window');
  t.equal(await stream.nextNews(), null);
  t.match(
    world.cloud.logged.find(({ code }) => code === 'event-stream-failed'),
    { err: { message: 'broken' } },
  );
});
