import { provisioningTokenOf } from '@signet/protocol';
import t, { type Test } from 'tap';
import { dayMs, startTestCloud, type TestCloud } from '../devices/testing/test-cloud.ts';
import { makeTestKey } from '../devices/testing/test-device.ts';
import { unknownPerMinute } from './enrol-limiter.ts';
import { enrolBy, makeTestToken, tryToken } from './testing/stick.ts';

const accountId = 'a-ann';
const as = { user: 'ann' };

async function start(t: Test): Promise<TestCloud> {
  const cloud = await startTestCloud();
  t.teardown(() => cloud.close());
  return cloud;
}

const read = async (cloud: TestCloud, id: string) =>
  (await cloud.request('GET', `/api/v1/provisioning-tokens/${id}`, as)).body;
const refusalsOf = async (cloud: TestCloud, id: string) =>
  (await cloud.request('GET', `/api/v1/provisioning-tokens/${id}/refusals`, as)).body.refusals;
const audit = (cloud: TestCloud) =>
  cloud.deps.db.selectFrom('audit').selectAll().where('subjectKind', '=', 'device').execute();
const seen = async (cloud: TestCloud, deviceId: string) =>
  (await cloud.request('GET', `/api/v1/devices/${deviceId}`, as)).body;

t.test('a device with a token is bound at once, with all that the token gives it', async (t) => {
  const cloud = await start(t);
  const network = { dns: ['192.0.2.53'], wifi: { ssid: 'Shop', passphrase: 'open sesame' } };
  const { id, token } = await makeTestToken(cloud, {
    ...{ tags: ['window', 'Pilot'], location: 'Berlin', namePattern: 'Lobby {n}', network },
  });
  const { device, answer } = await enrolBy(cloud, token, { serial: 'NP-1' });
  t.match(answer, { type: 'bound', name: 'Lobby 1', account: { id: accountId }, desired: { network } });
  t.match(await seen(cloud, device.key.deviceId), {
    ...{ name: 'Lobby 1', location: 'Berlin', tags: ['Pilot', 'window'] },
  });
  const [line, ...rest] = await audit(cloud);
  t.same(rest, []);
  t.match(line, { action: 'device.enrolled', actorKind: 'token', actorId: id, actorName: 'Shops' });
  t.notMatch(JSON.stringify(line), /sesame|sgt_/, 'the log holds no secret');
  const second = await enrolBy(cloud, token, { serial: 'NP-2' });
  t.match(second.answer, { type: 'bound', name: 'Lobby 2' });
  t.match(await read(cloud, id), { uses: 2, refusals: 0, standing: 'active', hasPassphrase: true });
  cloud.advance(1_000 * dayMs);
  for (const each of [device, second.device]) await each.leave();
  await cloud.sweep();
  t.equal((await seen(cloud, device.key.deviceId)).name, 'Lobby 1', 'what was provisioned never lapses');
});

t.test('a token gives its devices a playlist of their own, which moves with the row', async (t) => {
  const cloud = await start(t);
  const { db } = cloud.deps;
  await db
    .insertInto('playlist')
    .values({ playlistId: 'p-shops', accountId, name: 'Shops', createdAt: 0, updatedAt: 0, version: 1 })
    .execute();
  const unknown = { name: 'Shops', playlistId: 'p-elsewhere' };
  t.match(await cloud.request('POST', '/api/v1/provisioning-tokens', as, unknown), {
    status: 404,
    body: { code: 'unknown-playlist', field: 'playlistId' },
  });
  const { id, token } = await makeTestToken(cloud, { playlistId: 'p-shops', allowReturn: true });
  t.match(await cloud.request('PATCH', `/api/v1/provisioning-tokens/${id}`, as, unknown), { status: 404 });
  const first = await enrolBy(cloud, token, { serial: 'NP-5' });
  t.match(first.answer, { type: 'bound', desired: { playlist: { id: 'p-shops' } } });
  await first.device.leave();
  const reset = await enrolBy(cloud, token, { serial: 'NP-5' });
  t.match(reset.answer, { type: 'bound', desired: { playlist: { id: 'p-shops' } } });
  const rows = await db.selectFrom('devicePlaylist').select('deviceId').execute();
  t.same(rows, [{ deviceId: reset.device.key.deviceId }]);
  await db.deleteFrom('playlist').where('playlistId', '=', 'p-shops').execute();
  const later = await enrolBy(cloud, token, { serial: 'NP-6' });
  t.equal(later.answer.type, 'bound', 'a playlist that is gone keeps nobody out');
  for (const { device } of [reset, later]) await device.leave();
});

t.test('a lost reply is repeated and counts once, whatever has become of the token', async (t) => {
  const cloud = await start(t);
  const { id, token } = await makeTestToken(cloud, { maxUses: 1 });
  const { device } = await enrolBy(cloud, token);
  t.match(await tryToken(device, token), { type: 'bound' }, 'asked again on the same connection');
  await cloud.request('DELETE', `/api/v1/provisioning-tokens/${id}`, as);
  t.match(await tryToken(device, token), { type: 'bound' }, 'and when the token is gone');
  await device.leave();
  const back = await cloud.device(device.key);
  await back.signOn();
  t.equal((await back.next('bound')).account.id, accountId, 'and is told so at its next sign-on');
  t.match(await read(cloud, id), { uses: 1, standing: 'revoked' });
  t.equal((await audit(cloud)).length, 1);
  await back.leave();
});

t.test('each refusal says why, and is written down once for a device', async (t) => {
  const cloud = await start(t);
  const cases: [string, object, (id: string) => Promise<unknown>][] = [
    ['expired', { expiresAt: cloud.deps.clock() + 1_000 }, async () => cloud.advance(2_000)],
    ['paused', {}, (id) => cloud.request('PATCH', `/api/v1/provisioning-tokens/${id}`, as, { paused: true })],
    ['revoked', {}, (id) => cloud.request('DELETE', `/api/v1/provisioning-tokens/${id}`, as)],
    ['serial-not-allowed', { serials: ['NP-*', '4711'] }, async () => {}],
  ];
  for (const [reason, fields, then] of cases) {
    const { id, token } = await makeTestToken(cloud, fields);
    await then(id);
    const { device, answer } = await enrolBy(cloud, token, { serial: 'OTHER-1' });
    t.same(answer, { type: 'enrol-refused', reason });
    t.same(await tryToken(device, token), { type: 'enrol-refused', reason });
    t.match(await refusalsOf(cloud, id), [
      { reason, times: 2, serial: 'OTHER-1', deviceId: device.key.deviceId },
    ]);
    t.match(await read(cloud, id), { uses: 0, refusals: 1 });
    await device.leave();
  }
  const { token } = await makeTestToken(cloud, { serials: ['NP-*', '4711'] });
  for (const serial of ['np-7', '4711'])
    t.equal((await enrolBy(cloud, token, { serial })).answer.type, 'bound', serial);
});

t.test('a token enrols as many as it says, and the account as many as it may have', async (t) => {
  const cloud = await start(t);
  const { id, token } = await makeTestToken(cloud, { maxUses: 2 });
  const answers = await Promise.all(Array.from({ length: 6 }, () => enrolBy(cloud, token)));
  t.equal(answers.filter(({ answer }) => answer.type === 'bound').length, 2, 'six ask at once');
  t.equal(answers.filter(({ answer }) => 'reason' in answer && answer.reason === 'used-up').length, 4);
  t.match(await read(cloud, id), { uses: 2, standing: 'used-up', refusals: 4 });
  await cloud.deps.db
    .insertInto('accountSettings')
    .values({ accountId, deviceLimit: 3, defaultPlaylistId: null, createdAt: 0 })
    .execute();
  const wide = await makeTestToken(cloud);
  t.equal((await enrolBy(cloud, wide.token)).answer.type, 'bound');
  t.match((await enrolBy(cloud, wide.token)).answer, { reason: 'device-limit' });
  t.match(await read(cloud, wide.id), { uses: 1 }, 'what is refused is not counted');
  await cloud.deps.db.updateTable('accountSettings').set({ deviceLimit: null, closedAt: 1 }).execute();
  t.match((await enrolBy(cloud, wide.token)).answer, { reason: 'revoked' }, 'a closed account takes nobody');
});

t.test('tokens that nobody made are limited by address, and nobody else is', async (t) => {
  const cloud = await start(t);
  const { token } = await makeTestToken(cloud);
  const device = await cloud.device();
  await device.signOn();
  await device.next('pairing');
  const made = (n: number) => provisioningTokenOf(new Uint8Array(26).fill(n));
  for (let n = 0; n < unknownPerMinute.address; n += 1) {
    t.same(await tryToken(device, made(n % 32)), { type: 'enrol-refused', reason: 'unknown-token' });
    cloud.advance(1_000);
  }
  const limited = await tryToken(device, token);
  t.match(limited, { type: 'enrol-refused', reason: 'too-many-tries', retryAfterMs: Number });
  t.equal((await cloud.deps.db.selectFrom('provisioningRefusal').selectAll().execute()).length, 0);
});

t.test('a device that was removed stays so, unless the token says that it may return', async (t) => {
  const cloud = await start(t);
  const { token } = await makeTestToken(cloud, { tags: ['a'], namePattern: 'Lobby {n}' });
  const kind = await makeTestToken(cloud, { allowReturn: true, maxUses: 2 });
  const { device } = await enrolBy(cloud, token, { serial: 'NP-9' });
  const { deviceId } = device.key;
  await cloud.request('PATCH', `/api/v1/devices/${deviceId}`, as, { name: 'Door', location: 'Bonn' });
  await device.next('bound');
  t.equal((await cloud.request('DELETE', `/api/v1/devices/${deviceId}`, as)).status, 204);
  await device.next('unbound');
  device.send({ type: 'enrol', token });
  await device.caughtUp();
  device.send({ type: 'unbound-ack' });
  await device.next('pairing');
  t.same(await tryToken(device, token), { type: 'enrol-refused', reason: 'removed-before' });
  const reset = await enrolBy(cloud, token, { serial: 'NP-9' });
  t.match(reset.answer, { reason: 'removed-before' }, 'a new key in the same hardware is no way around it');
  t.match(await tryToken(device, kind.token), { type: 'bound', name: 'Door' });
  t.match(await seen(cloud, deviceId), { name: 'Door', location: 'Bonn', tags: ['a'] }, 'into its own row');
  t.match(await read(cloud, kind.id), { uses: 1 });
  t.equal((await audit(cloud)).at(-1)?.action, 'device.returned');
});

t.test('a person who pairs a removed device has decided otherwise', async (t) => {
  const cloud = await start(t);
  const { token } = await makeTestToken(cloud);
  const device = await cloud.device();
  await device.signOn({ serial: 'NP-3' });
  const { deviceId } = device.key;
  for (let round = 0; round < 2; round += 1) {
    const { pairingId } = await device.next('pairing');
    await cloud.claim({ pairingId });
    await device.next('bound');
    if (round === 1) break;
    await cloud.request('DELETE', `/api/v1/devices/${deviceId}`, as);
    await device.next('unbound');
    device.send({ type: 'unbound-ack' });
  }
  t.same(await cloud.deps.db.selectFrom('removedDevice').selectAll().execute(), []);
  t.match(await tryToken(device, token), { type: 'bound' }, 'whoever is bound is told so');
  t.match(
    await read(cloud, (await cloud.request('GET', '/api/v1/provisioning-tokens', as)).body.tokens[0].id),
    { uses: 0 },
  );
});

t.test(
  'a device that was reset comes back into its row by its serial, and takes no further use',
  async (t) => {
    const cloud = await start(t);
    const { id, token } = await makeTestToken(cloud, { allowReturn: true, maxUses: 1, tags: ['x'] });
    const { device } = await enrolBy(cloud, token, { serial: 'NP-5' });
    const imposter = await enrolBy(cloud, token, { serial: 'NP-5' });
    t.match(imposter.answer, { reason: 'used-up' }, 'while the device is here, another one is another one');
    await imposter.device.leave();
    await device.leave();
    await cloud.sweep();
    const reset = await enrolBy(cloud, token, { serial: 'NP-5' });
    t.match(reset.answer, { type: 'bound' });
    t.match(await seen(cloud, reset.device.key.deviceId), { tags: ['x'] });
    t.match(await read(cloud, id), { uses: 1 });
    const old = await cloud.device(device.key);
    await old.signOn({ serial: 'NP-5' });
    t.same(await old.next('unbound'), { type: 'unbound', reason: 'replaced' });
    const stranger = await enrolBy(cloud, token, { serial: 'Default string' });
    t.match(stranger.answer, { reason: 'used-up' }, 'a serial that says nothing brings nobody back');
  },
);

t.test('a screen whose code is scanned after it enrolled is paired already', async (t) => {
  const cloud = await start(t);
  const { token } = await makeTestToken(cloud);
  const key = await makeTestKey();
  const device = await cloud.device(key);
  await device.signOn();
  const { pairingId, code } = await device.next('pairing');
  t.match(await tryToken(device, token), { type: 'bound' });
  t.match(await cloud.claim({ pairingId }), { body: { code: 'already-paired' } });
  t.match(await cloud.claim({ code }), { body: { code: 'already-paired' } });
  const undo = await cloud.request('POST', '/api/v1/pairings/undo', as, { deviceId: key.deviceId });
  t.not(undo.status, 204, 'nobody paired it, so nobody undoes that');
});
