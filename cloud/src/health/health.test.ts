/** How devices are: what they say of it, what is kept, who may read it, and how the list is narrowed by it. */
import t, { type Test } from 'tap';
import { forgetConnections } from '../devices/contact-writer.ts';
import { seedDevices } from '../devices/testing/seed-devices.ts';
import { dayMs, hourMs, startTestCloud, type TestCloud } from '../devices/testing/test-cloud.ts';
import type { TestDevice } from '../devices/testing/test-device.ts';
import type { DeviceNews } from '../events/device-news.ts';
import { healthRoutes } from './routes.ts';

async function start(t: Test): Promise<TestCloud> {
  const cloud = await startTestCloud();
  t.teardown(() => cloud.close());
  return cloud;
}

async function boundDevice(cloud: TestCloud): Promise<TestDevice> {
  const device = await (await cloud.device()).signOn();
  const { code } = await device.next('pairing');
  t.equal((await cloud.claim({ code })).status, 200);
  await device.next('bound');
  await cloud.sweep();
  return device;
}

async function says(cloud: TestCloud, device: TestDevice, ...warnings: { code: string; detail?: string }[]) {
  device.send({ type: 'health', warnings, readings: { temperatureCelsius: 61.5, playerRestarts: 1 } });
  await device.caughtUp();
  await cloud.sweep();
}

const get = async (cloud: TestCloud, path: string, user = 'ann') => {
  const app = healthRoutes(cloud.deps);
  if (!path.includes('/health')) return cloud.request('GET', path, { user });
  const response = await app.request(path, { headers: { 'X-User': user } });
  return { status: response.status, body: await response.json() };
};
const healthOf = (cloud: TestCloud, { key }: TestDevice, query = '') =>
  get(cloud, `/api/v1/devices/${key.deviceId}/health${query}`);
const told = ({ body }: { body: { changes: { what: string; code: string | null }[] } }) =>
  body.changes.map(({ what, code }) => (code === null ? what : `${code} ${what}`));

t.test('a warning stands from the word that names it to the first that does not', async (t) => {
  const cloud = await start(t);
  const news: DeviceNews[] = [];
  cloud.deps.newsBus.subscribe((some) => {
    news.push(...some.filter((each) => 'deviceId' in each));
  });
  const device = await boundDevice(cloud);
  await says(cloud, device, { code: 'disk-low', detail: '3 MiB are free' }, { code: 'picture-frozen' });
  const raised = await healthOf(cloud, device);
  t.match(raised.body, {
    warnings: [
      { code: 'picture-frozen', severity: 'critical', title: /picture/, advice: /player/, detail: null },
      { code: 'disk-low', severity: 'warning', detail: '3 MiB are free' },
    ],
    readings: { temperatureCelsius: 61.5, playerRestarts: 1 },
  });
  const { since } = raised.body.warnings[1];
  cloud.advance(1_000);
  await says(cloud, device, { code: 'disk-low', detail: '2 MiB are free' }, { code: 'of-a-later-device' });
  t.match((await healthOf(cloud, device)).body.warnings, [
    { code: 'disk-low', detail: '2 MiB are free', since },
    { code: 'of-a-later-device', title: 'of-a-later-device' },
  ]);
  cloud.advance(1_000);
  await says(cloud, device);
  const healed = await healthOf(cloud, device);
  t.same(healed.body.warnings, []);
  t.same(told(healed).slice(0, 2).sort(), ['disk-low closed', 'of-a-later-device closed']);
  t.same(told(healed).slice(2, 4).sort(), ['of-a-later-device raised', 'picture-frozen closed']);
  t.equal(news.filter(({ what }) => what === 'health').length, 3);
  await says(cloud, device);
  t.equal(news.filter(({ what }) => what === 'health').length, 3, 'nothing new is no news');
});

t.test('who comes and goes stands in the history, for the day that is asked for', async (t) => {
  const cloud = await start(t);
  const device = await boundDevice(cloud);
  cloud.advance(hourMs);
  await device.caughtUp().catch(() => {});
  await device.leave();
  await cloud.sweep();
  t.same(told(await healthOf(cloud, device))[0], 'offline');
  const until = new Date(cloud.deps.clock() - hourMs / 2).toISOString();
  t.notOk(told(await healthOf(cloud, device, `?until=${until}`)).includes('offline'));
  cloud.advance(2 * dayMs);
  t.same(told(await healthOf(cloud, device)), [], 'another day');
  cloud.advance(7 * dayMs);
  await cloud.sweep();
  t.same(
    await cloud.deps.db.selectFrom('healthChange').selectAll().execute(),
    [],
    'after its term it is gone',
  );
  t.equal((await healthOf(cloud, device, '?until=never')).status, 400);
});

t.test('silence makes a device offline within a minute', async (t) => {
  const cloud = await start(t);
  const device = await boundDevice(cloud);
  const status = async () => (await get(cloud, `/api/v1/devices/${device.key.deviceId}`)).body.status;
  cloud.advance(54_000);
  await cloud.sweep();
  t.equal(await status(), 'online');
  cloud.advance(2_000);
  await cloud.sweep();
  t.equal(await status(), 'offline');
});

t.test('a cloud that was killed shows nobody online, and its history says since when', async (t) => {
  const cloud = await start(t);
  const device = await boundDevice(cloud);
  await forgetConnections(cloud.deps.db, cloud.deps.clock());
  t.equal(told(await healthOf(cloud, device))[0], 'offline');
});

t.test('the list is narrowed by warnings, and the survey counts them', async (t) => {
  const cloud = await start(t);
  const [one, other] = [await boundDevice(cloud), await boundDevice(cloud)];
  await boundDevice(cloud);
  await says(cloud, one, { code: 'disk-low' }, { code: 'disk-full' });
  await says(cloud, other, { code: 'disk-low' });
  const ids = async (query: string) =>
    (await get(cloud, `/api/v1/devices?${query}`)).body.devices.map(({ id }: { id: string }) => id).sort();
  t.same(await ids('warning=disk-full'), [one.key.deviceId]);
  t.same(await ids('warning=disk-full&warning=disk-low'), [one.key.deviceId, other.key.deviceId].sort());
  t.same(await ids('warning=any'), [one.key.deviceId, other.key.deviceId].sort());
  t.same(await ids('warning=temperature-high'), []);
  t.match((await get(cloud, '/api/v1/devices/survey')).body, {
    withWarnings: 2,
    warnings: [
      { code: 'disk-full', severity: 'critical', devices: 1 },
      { code: 'disk-low', title: /nearly full/, devices: 2 },
    ],
  });
  t.match((await get(cloud, '/api/v1/devices/survey', 'bob')).body, { withWarnings: 0, warnings: [] });
});

t.test('a device of another account has no health here, and leaves none behind', async (t) => {
  const cloud = await start(t);
  const device = await boundDevice(cloud);
  await says(cloud, device, { code: 'disk-low' });
  const { deviceId } = device.key;
  t.match(await get(cloud, `/api/v1/devices/${deviceId}/health`, 'bob'), {
    status: 404,
    body: { code: 'unknown-device' },
  });
  t.equal((await cloud.request('DELETE', `/api/v1/devices/${deviceId}`, { user: 'ann' })).status, 204);
  await device.next('unbound');
  device.send({ type: 'unbound-ack' });
  const { code } = await device.next('pairing');
  t.equal((await cloud.claim({ code }, 'bob')).status, 200);
  await device.next('bound');
  await cloud.sweep();
  const theirs = await get(cloud, `/api/v1/devices/${deviceId}/health`, 'bob');
  t.match(theirs.body, { warnings: [], readings: null, changes: [] });
});

t.test('with ten thousand devices, of which each third has a warning, answers come at once', async (t) => {
  const cloud = await start(t);
  const { db } = cloud.deps;
  const deviceIds = await seedDevices(db, { accountId: 'a-ann', count: 10_000, now: cloud.deps.clock() });
  const rows = deviceIds
    .filter((_, i) => i % 3 === 0)
    .map((deviceId, i) => ({
      deviceId,
      code: i % 2 ? 'disk-low' : 'player-restarted',
      detail: null,
      since: i,
    }));
  for (let first = 0; first < rows.length; first += 500)
    await db
      .insertInto('deviceWarning')
      .values(rows.slice(first, first + 500))
      .execute();
  for (const path of [
    'devices?warning=any&sort=status',
    'devices?warning=disk-low&search=berlin',
    'devices/survey',
  ]) {
    await get(cloud, `/api/v1/${path}`);
    const times: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const began = performance.now();
      t.equal((await get(cloud, `/api/v1/${path}`)).status, 200);
      times.push(performance.now() - began);
    }
    t.ok(Math.min(...times) < 200, `${path}: ${Math.round(Math.min(...times))} ms`);
  }
});
