import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { closeCodes, silenceTimeoutMs, subprotocol } from '@signet/protocol';
import t, { type Test } from 'tap';
import { WebSocket } from 'ws';
import { signOnTimeoutMs } from './session-core.ts';
import { dayMs, hourMs, minuteMs, startTestCloud, type TestCloud } from './testing/test-cloud.ts';
import { makeTestKey, signClaims, type TestDevice, testClaims } from './testing/test-device.ts';

async function start(t: Test, given: Parameters<typeof startTestCloud>[0] = {}): Promise<TestCloud> {
  const cloud = await startTestCloud(given);
  t.teardown(() => cloud.close());
  return cloud;
}

t.test('an unknown device signs on and is given a pairing session', async (t) => {
  const cloud = await start(t);
  const device = await cloud.device();
  const pairing = await (await device.signOn()).next('pairing');
  t.match(pairing, { url: `HTTPS://SIGNET.EXAMPLE/P/${pairing.pairingId}`, shortUrl: 'signet.example/pair' });
  t.ok(cloud.sockets.presence.isOnline(device.key.deviceId));
  const row = await cloud.deps.db.selectFrom('deviceKey').selectAll().executeTakeFirstOrThrow();
  t.match(row, { deviceId: device.key.deviceId, model: 'Node Pro', serial: 'NP-00004F2A', bootId: 'boot-1' });
  t.same(JSON.parse(row.publicJwk), device.key.publicJwk);
  await device.leave();
  await cloud.sweep();
  t.notOk(cloud.sockets.presence.isOnline(device.key.deviceId));
});

t.test('a recorded sign-on cannot be replayed, nor one for another cloud used here', async (t) => {
  const cloud = await start(t);
  const device = await cloud.device();
  await (await device.signOn()).next('pairing');

  const thief = await cloud.device();
  await thief.next('challenge');
  thief.send({ type: 'hello', jws: device.sentJws });
  t.match(await thief.closed, { code: closeCodes.signOnRefused, reason: /^wrong-nonce/ });

  const stray = await cloud.device();
  await stray.signOn({ origin: 'https://other.example' });
  t.match(await stray.closed, {
    code: closeCodes.signOnRefused,
    reason: 'wrong-origin: This cloud is https://signet.example.',
  });
  t.ok(cloud.sockets.presence.isOnline(device.key.deviceId), 'the device itself notices nothing');
  await device.caughtUp();
  await device.leave();
});

t.test('within one boot the code stays the same, over reconnects; a new boot ends it', async (t) => {
  const cloud = await start(t);
  const key = await makeTestKey();
  const first = await cloud.device(key);
  const pairing = await (await first.signOn()).next('pairing');
  await first.leave();

  const again = await cloud.device(key);
  t.same(await (await again.signOn()).next('pairing'), pairing);
  await again.leave();

  const rebooted = await cloud.device(key);
  const fresh = await (await rebooted.signOn({ bootId: 'boot-2' })).next('pairing');
  t.not(fresh.code, pairing.code);
  t.not(fresh.pairingId, pairing.pairingId);
  t.match((await cloud.claim({ code: pairing.code })).body, { status: 410, code: 'no-longer-live' });
  t.match((await cloud.claim({ pairingId: pairing.pairingId })).body, {
    status: 410,
    code: 'no-longer-live',
  });
  t.equal((await cloud.claim({ code: fresh.code })).status, 200);
  await rebooted.leave();
});

t.test('a device away for longer than the grace gets a fresh code; within it the same', async (t) => {
  const cloud = await start(t);
  const key = await makeTestKey();
  const first = await cloud.device(key);
  const pairing = await (await first.signOn()).next('pairing');
  await first.leave();
  await cloud.sweep();

  cloud.advance(dayMs);
  const back = await cloud.device(key);
  t.same(await (await back.signOn()).next('pairing'), pairing, 'just in time');
  await back.leave();
  await cloud.sweep();

  cloud.advance(dayMs + 1);
  t.match((await cloud.claim({ code: pairing.code })).body, { code: 'no-longer-live' }, 'before any sweep');
  const late = await cloud.device(key);
  const fresh = await (await late.signOn()).next('pairing');
  t.not(fresh.code, pairing.code);
  const ended = await cloud.deps.db
    .selectFrom('pairingSession')
    .select(['endReason'])
    .where('pairingId', '=', pairing.pairingId)
    .executeTakeFirst();
  t.same(ended, { endReason: 'expired' });
  await late.leave();
});

t.test('the session of a connected device never expires, and the sweep ends the others', async (t) => {
  const cloud = await start(t, { settings: { pairingGraceMs: 4 * minuteMs } });
  const [here, away] = [await cloud.device(), await cloud.device()];
  const pairing = await (await here.signOn()).next('pairing');
  const lost = await (await away.signOn()).next('pairing');
  await away.leave();
  for (let minutes = 0; minutes < 10; minutes += 1) {
    cloud.advance(minuteMs);
    await here.caughtUp();
    await cloud.sweep();
  }
  const sessions = await cloud.deps.db.selectFrom('pairingSession').select(['code', 'endReason']).execute();
  t.same(
    new Map(sessions.map((session) => [session.code, session.endReason])),
    new Map([
      [pairing.code, null],
      [lost.code, 'expired'],
    ]),
  );
  await here.leave();
});

t.test('a hundred devices behind one address register at once, and none is refused', async (t) => {
  const cloud = await start(t);
  const devices = await Promise.all(Array.from({ length: 100 }, () => cloud.device()));
  const pairings = await Promise.all(devices.map(async (device) => (await device.signOn()).next('pairing')));
  t.equal(new Set(pairings.map(({ code }) => code)).size, 100);
});

t.test('a newer connection of the same key takes over', async (t) => {
  const cloud = await start(t);
  const key = await makeTestKey();
  const older = await cloud.device(key);
  const pairing = await (await older.signOn()).next('pairing');
  const newer = await cloud.device(key);
  t.same(await (await newer.signOn()).next('pairing'), pairing);
  t.match(await older.closed, { code: closeCodes.superseded, reason: /signed on again/ });
  t.ok(cloud.sockets.presence.isOnline(key.deviceId), 'and the old one going does not take it offline');
  await cloud.claim({ code: pairing.code });
  await newer.next('bound');
  await newer.leave();
});

t.test('a claim reaches the device at once, and its acknowledgement is kept', async (t) => {
  const cloud = await start(t);
  cloud.accountNames.set('a-ann', 'Ann’s Bakery');
  const device = await cloud.device();
  const { code } = await (await device.signOn()).next('pairing');
  const claimed = await cloud.claim({ code, name: 'Window', location: 'Front' });
  t.match(claimed.body, {
    device: { name: 'Window', location: 'Front', status: 'online' },
    account: { id: 'a-ann' },
  });
  const bound = await device.next('bound');
  t.match(bound, {
    account: { id: 'a-ann', name: 'Ann’s Bakery' },
    name: 'Window',
    desired: { revision: 1, playlist: null },
    mediaToken: /^ey/,
  });
  device.send({ type: 'bound-ack', revision: 1 });
  await device.caughtUp();
  const row = await cloud.deps.db.selectFrom('binding').select(['ackedRevision']).executeTakeFirst();
  t.same(row, { ackedRevision: 1 });
  await device.leave();
});

t.test(
  'changes of name and of account name are heard at once, with a higher revision or without',
  async (t) => {
    const cloud = await start(t);
    const device = await cloud.device();
    const { code } = await (await device.signOn()).next('pairing');
    await cloud.claim({ code, name: 'Window' });
    await device.next('bound');
    const path = `/api/v1/devices/${device.key.deviceId}`;
    t.match((await cloud.request('PATCH', path, { user: 'ann' }, { name: 'Door' })).body, { name: 'Door' });
    t.match(await device.next('bound'), { name: 'Door', desired: { revision: 2 } });
    cloud.accountNames.set('a-ann', 'New name');
    cloud.deps.deviceBus.publish(device.key.deviceId);
    t.match(await device.next('bound'), { account: { name: 'New name' }, desired: { revision: 2 } });
    for (let i = 0; i < 50; i += 1) cloud.deps.deviceBus.publish(device.key.deviceId);
    await device.caughtUp();
    t.equal(
      device.received.filter((message) => message.type === 'bound').length,
      3,
      'and no news is not sent',
    );
    await device.leave();
  },
);

t.test('undo and remove unbind the device, which acknowledges and pairs anew', async (t) => {
  const cloud = await start(t);
  const device = await cloud.device();
  let { code } = await (await device.signOn()).next('pairing');
  const removals = [
    () => cloud.request('POST', '/api/v1/pairings/undo', { user: 'ann' }, { deviceId: device.key.deviceId }),
    () => cloud.request('DELETE', `/api/v1/devices/${device.key.deviceId}`, { user: 'ann' }),
  ];
  for (const remove of removals) {
    t.equal((await cloud.claim({ code })).status, 200);
    await device.next('bound');
    t.equal((await remove()).status, 204);
    t.same(await device.next('unbound'), { type: 'unbound', reason: 'removed' });
    cloud.deps.deviceBus.publish(device.key.deviceId);
    device.send({ type: 'unbound-ack' });
    const fresh = await device.next('pairing');
    t.not(fresh.code, code);
    t.match((await cloud.claim({ code })).body, { code: 'no-longer-live' }, 'the old code is dead');
    code = fresh.code;
  }
  await device.leave();
});

t.test('a device that was removed while away is told at each sign-on until it acknowledges', async (t) => {
  const cloud = await start(t);
  const key = await makeTestKey();
  const first = await cloud.device(key);
  const { code } = await (await first.signOn()).next('pairing');
  await cloud.claim({ code });
  await first.next('bound');
  await first.leave();
  await cloud.request('DELETE', `/api/v1/devices/${key.deviceId}`, { user: 'ann' });

  const second = await cloud.device(key);
  await (await second.signOn()).next('unbound');
  await second.leave();
  const third = await cloud.device(key);
  await (await third.signOn({ bootId: 'boot-2' })).next('unbound');
  third.send({ type: 'unbound-ack' });
  await third.next('pairing');
  await third.leave();
  const fourth = await cloud.device(key);
  await (await fourth.signOn({ bootId: 'boot-2' })).next('pairing');
  await fourth.leave();
});

t.test('a paired device that stayed away for too long is unbound when it returns', async (t) => {
  const cloud = await start(t);
  const key = await makeTestKey();
  const first = await cloud.device(key);
  const { code } = await (await first.signOn()).next('pairing');
  await cloud.claim({ code });
  await first.next('bound');
  await first.leave();
  await cloud.sweep();

  cloud.advance(90 * dayMs);
  const inTime = await cloud.device(key);
  await (await inTime.signOn()).next('bound');
  await inTime.leave();
  await cloud.sweep();

  cloud.advance(90 * dayMs + 1);
  const late = await cloud.device(key);
  t.same(await (await late.signOn()).next('unbound'), { type: 'unbound', reason: 'offline-expired' });
  const deed = await cloud.deps.db
    .selectFrom('audit')
    .select(['action', 'actorKind'])
    .where('action', '=', 'device.lapsed')
    .executeTakeFirst();
  t.same(deed, { action: 'device.lapsed', actorKind: 'system' });
  await late.leave();
});

t.test('where bindings never lapse, none does; and new labels are taken over', async (t) => {
  const cloud = await start(t, { settings: { lapseAfterMs: null } });
  const key = await makeTestKey();
  const first = await cloud.device(key);
  const { code } = await (await first.signOn()).next('pairing');
  await cloud.claim({ code });
  await first.next('bound');
  await first.leave();
  cloud.advance(1_000 * dayMs);
  const late = await cloud.device(key);
  await (await late.signOn({ versions: { agent: '0.2.0' }, serial: 'NEW' })).next('bound');
  const path = `/api/v1/devices/${key.deviceId}`;
  t.match((await cloud.request('GET', path, { user: 'ann' })).body, {
    versions: { agent: '0.2.0' },
    serial: 'NEW',
  });
  await late.leave();
});

t.test('what a device reports is in the list; notices stay, and are on disk before the pong', async (t) => {
  const cloud = await start(t);
  const device = await cloud.device();
  const { code } = await (await device.signOn()).next('pairing');
  await cloud.claim({ code });
  await device.next('bound');
  const path = `/api/v1/devices/${device.key.deviceId}`;
  const notices = [{ code: 'database-rebuilt', detail: 'It was damaged.' }];
  device.send({ type: 'reported', showing: 'loading', notices });
  await device.caughtUp();
  t.match((await cloud.request('GET', path, { user: 'ann' })).body, { showing: 'loading', notices });
  device.send({ type: 'reported', showing: 'playing', playlistId: 'p', itemId: 'i' });
  await device.caughtUp();
  await cloud.sweep();
  t.match((await cloud.request('GET', path, { user: 'ann' })).body, { showing: 'playing', notices });

  await cloud.request('DELETE', path, { user: 'ann' });
  await device.next('unbound');
  device.send({ type: 'unbound-ack' });
  const fresh = await device.next('pairing');
  const claimed = await cloud.claim({ code: fresh.code }, 'bob');
  t.match(claimed.body, { device: { showing: null, notices: [] } }, 'the next account sees none of it');
  await device.leave();
});

t.test('last seen is told when a device has gone', async (t) => {
  const cloud = await start(t);
  const device = await cloud.device();
  const { code } = await (await device.signOn()).next('pairing');
  await cloud.claim({ code });
  const path = `/api/v1/devices/${device.key.deviceId}`;
  t.match((await cloud.request('GET', path, { user: 'ann' })).body, { status: 'online' });
  cloud.advance(30_000);
  await device.caughtUp();
  await device.leave();
  await cloud.sweep();
  const seenAt = new Date(cloud.deps.clock()).toISOString();
  cloud.advance(hourMs);
  t.match((await cloud.request('GET', path, { user: 'ann' })).body, {
    status: 'offline',
    lastSeenAt: seenAt,
  });
});

t.test('whoever misbehaves is cut off with a reason, and others notice nothing', async (t) => {
  const cloud = await start(t);
  const bystander = await cloud.device();
  const { code } = await (await bystander.signOn()).next('pairing');
  const table: [string, (device: TestDevice) => void, number, RegExp][] = [
    [
      'more than 64 KiB',
      (d) => d.send({ type: 'later', text: 'x'.repeat(65_536) }),
      closeCodes.tooLarge,
      /^$/,
    ],
    ['broken JSON', (d) => d.send('{"type":'), closeCodes.malformed, /not JSON/],
    ['wrong types', (d) => d.send({ type: 'bound-ack', revision: 'one' }), closeCodes.malformed, /revision/],
    ['deep nesting', (d) => d.send('['.repeat(30_000)), closeCodes.malformed, /not JSON/],
    ['binary', (d) => d.socket.send(Buffer.from('{}')), closeCodes.malformed, /text/],
    ['no UTF-8', (d) => d.socket.send(Buffer.from([0xff, 0xfe]), { binary: false }), 1007, /^$/],
    [
      'a flood',
      (d) => {
        for (let i = 0; i < 500; i += 1) d.send({ type: 'reported', showing: `s${i}` });
      },
      closeCodes.flood,
      /too many/,
    ],
  ];
  for (const [name, misbehave, code, reason] of table) {
    for (const isSignedOn of [true, false]) {
      const device = await cloud.device();
      if (isSignedOn) await (await device.signOn()).next('pairing');
      else await device.next('challenge');
      misbehave(device);
      const closed = await device.closed;
      // Before sign-on anything else than a sign-on is out of turn already.
      const early = !isSignedOn && code === closeCodes.flood;
      t.match(closed, early ? { code: closeCodes.malformed } : { code, reason }, name);
    }
  }
  await bystander.caughtUp();
  t.equal((await cloud.claim({ code })).status, 200);
  await bystander.next('bound');
  t.match(
    bystander.received.map((message) => message.type),
    ['challenge', 'pairing', 'bound'],
  );
  await bystander.leave();
});

t.test('a connection that does not sign on, or falls silent, is closed', async (t) => {
  const cloud = await start(t);
  const mute = await cloud.device();
  await mute.next('challenge');
  const quiet = await cloud.device();
  await (await quiet.signOn()).next('pairing');
  cloud.advance(signOnTimeoutMs);
  await cloud.sweep();
  t.match(await mute.closed, { code: closeCodes.signOnTimeout });
  cloud.advance(silenceTimeoutMs - signOnTimeoutMs);
  await cloud.sweep();
  t.match(await quiet.closed, { code: closeCodes.goingAway, reason: /nothing was heard/ });
  t.notOk(cloud.sockets.presence.isOnline(quiet.key.deviceId));
});

t.test('a peer that ignores our close is cut off', async (t) => {
  const cloud = await start(t);
  const { port } = new URL(cloud.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    'GET /device HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${subprotocol}\r\n\r\n`,
  );
  await once(socket, 'data');
  const gone = once(socket, 'close');
  socket.resume();
  cloud.advance(signOnTimeoutMs);
  await cloud.sweep();
  cloud.advance(2_000);
  await cloud.sweep();
  await gone;
  t.pass('without its consent');
});

t.test('only the one path, only with the subprotocol', async (t) => {
  const cloud = await start(t);
  const status = async (path: string, headers: Record<string, string>) => {
    const http = request(new URL(path, cloud.url.replace('ws:', 'http:')), {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        ...headers,
      },
    }).end();
    return Promise.race([
      new Promise((resolve) => http.once('response', (response) => resolve(response.statusCode))),
      new Promise((resolve) => {
        http.once('upgrade', (response, socket) => {
          socket.destroy();
          resolve(response.statusCode);
        });
      }),
      new Promise((resolve) => http.once('error', () => resolve('hung up'))),
    ]);
  };
  t.equal(await status('/device', { 'Sec-WebSocket-Protocol': `other, ${subprotocol}` }), 101);
  t.equal(await status('/device?x=1', { 'Sec-WebSocket-Protocol': subprotocol }), 101);
  t.equal(await status('/device', {}), 400);
  t.equal(await status('/device', { 'Sec-WebSocket-Protocol': 'signet.v9' }), 400);
  t.equal(
    await status('/device', { 'Sec-WebSocket-Protocol': subprotocol, 'Sec-WebSocket-Version': '7' }),
    400,
  );
  t.equal(await status('/devices', { 'Sec-WebSocket-Protocol': subprotocol }), 'hung up', 'by the server');
});

t.test('an orderly stop tells every device to come back, and writes what was gathered', async (t) => {
  const cloud = await startTestCloud();
  const devices = await Promise.all(Array.from({ length: 20 }, () => cloud.device()));
  for (const device of devices) await (await device.signOn()).next('pairing');
  const [first] = devices;
  first?.send({ type: 'reported', showing: 'pairing' });
  await first?.caughtUp();
  const closing = cloud.sockets.close();
  for (const device of devices) {
    t.match(await device.next('closing'), { retryAfterMs: 2_000 });
    t.match(await device.closed, { code: closeCodes.restarting });
  }
  await closing;
  const reported = await cloud.deps.db
    .selectFrom('deviceKey')
    .select('reported')
    .where('deviceId', '=', first?.key.deviceId ?? '')
    .executeTakeFirst();
  t.match(JSON.parse(reported?.reported ?? '{}'), { showing: 'pairing' });

  const late = new WebSocket(cloud.url, subprotocol);
  const [, response] = await once(late, 'unexpected-response');
  t.equal(response.statusCode, 503);
  t.equal(response.headers['retry-after'], '2');
  late.on('error', () => {});
  late.terminate();
  await cloud.close();
});

t.test('when the database fails, the device is asked to come back and the failure is logged', async (t) => {
  const cloud = await startTestCloud();
  const device = await cloud.device();
  const { nonce } = await device.next('challenge');
  await cloud.deps.db.schema.alterTable('device_key').renameTo('lost').execute();
  device.send({ type: 'hello', jws: await signClaims(device.key, testClaims(nonce)) });
  t.match(await device.next('closing'), { retryAfterMs: 10_000 });
  t.match(await device.closed, { code: closeCodes.restarting, reason: 'The cloud has trouble.' });
  t.ok(
    cloud.logged.some((line) => line.code === 'device-effect-failed' && line['effect'] === 'record-sign-on'),
  );
  await cloud.sweep();
  t.ok(
    cloud.logged.some((line) => line.code === 'sweep-failed'),
    'and the sweep survives it',
  );
  await cloud.deps.db.schema.alterTable('lost').renameTo('device_key').execute();
  const again = await cloud.device(device.key);
  await (await again.signOn()).next('pairing');
  await cloud.sweep();
  await again.leave();
  await cloud.close();
});

t.test('a public address that cannot stand in a QR is refused at the start', async (t) => {
  await t.rejects(startTestCloud({ publicUrl: 'https://[::1]:8080' }), { code: 'public-url-unfit' });
});
