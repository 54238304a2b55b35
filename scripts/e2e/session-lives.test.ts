/** A pairing session in the face of killed agents, reboots, resets and wrong clocks. */
import { randomInt } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { pairingIdOf, readQr, until, untilQr } from './test-support/panel.ts';
import { claim, devicesOf, signUp } from './test-support/person.ts';
import { newFolder, startAgent, startCloud } from './test-support/programs.ts';

const year = 365 * 24 * 3_600_000;

t.test(
  'an agent killed at any moment comes back with the same code; a reboot and a reset change it',
  async (t) => {
    const cloud = await startCloud(t);
    const person = await signUp(cloud.url);
    const data = newFolder('device');

    let agent = await startAgent(t, { cloud: cloud.url, data });
    const { deviceId } = agent;
    const first = await untilQr(agent);
    for (let round = 0; round < 8; round += 1) {
      await agent.program.kill();
      agent = await startAgent(t, { cloud: cloud.url, data });
      t.equal(agent.deviceId, deviceId);
      await wait(randomInt(400));
      t.ok([first, null].includes(readQr(agent)), 'at no moment is there another code');
    }
    t.equal(await untilQr(agent), first);

    await agent.program.kill();
    agent = await startAgent(t, { cloud: cloud.url, data, bootId: 'boot-2' });
    const second = await untilQr(agent, first);
    t.equal(agent.deviceId, deviceId);
    const dead = await claim(person, { pairingId: pairingIdOf(first) });
    t.match(dead, { status: 410, body: { code: 'no-longer-live' } });

    await agent.program.kill();
    rmSync(data, { recursive: true });
    agent = await startAgent(t, { cloud: cloud.url, data, bootId: 'boot-2' });
    const third = await untilQr(agent);
    t.not(third, second);
    t.not(third, first);
    t.not(agent.deviceId, deviceId, 'a factory reset makes a new key');
  },
);

t.test('a damaged database costs neither identity nor binding, and the owner is told', async (t) => {
  const cloud = await startCloud(t);
  const person = await signUp(cloud.url);
  const data = newFolder('device');
  const damage = () => {
    writeFileSync(join(data, 'agent.db'), 'no database '.repeat(999));
    // With its log still whole, SQLite would mend the file by itself.
    rmSync(join(data, 'agent.db-wal'), { force: true });
  };

  let agent = await startAgent(t, { cloud: cloud.url, data });
  const { deviceId } = agent;
  const url = await untilQr(agent);
  await agent.program.kill();
  damage();
  agent = await startAgent(t, { cloud: cloud.url, data });
  t.equal(agent.deviceId, deviceId, 'the key is no row of it');
  t.equal(await untilQr(agent), url, 'the same boot has the same code');

  t.equal((await claim(person, { pairingId: pairingIdOf(url) })).status, 200);
  await until('the code to go', () => readQr(agent) === null);
  await agent.program.kill();
  damage();
  agent = await startAgent(t, { cloud: cloud.url, data });
  const listed = await until('the device to be back, with what happened to it', async () =>
    (await devicesOf(person)).find(({ status, notices }) => status === 'online' && notices.length > 0),
  );
  t.match(listed, { id: deviceId, notices: [{ code: 'database-rebuilt' }] });
  t.ok(existsSync(join(data, 'agent.db.damaged-2')), 'both damaged ones are kept');
});

for (const [when, clockOffMs] of [
  ['at 1970', -Date.now()],
  ['ten years ahead', 10 * year],
] as const) {
  t.test(`a device whose clock is ${when} signs on, pairs and plays`, async (t) => {
    const cloud = await startCloud(t);
    const agent = await startAgent(t, { cloud: cloud.url, clockOffMs });
    const person = await signUp(cloud.url);
    const { status } = await claim(person, {
      pairingId: pairingIdOf(await untilQr(agent)),
      name: 'Odd clock',
    });
    t.equal(status, 200);
    await until('the device to say that it has the binding', async () =>
      (await devicesOf(person)).some((device) => device.status === 'online' && device.showing === 'loading'),
    );
    await until('the code to go', () => readQr(agent) === null);
  });
}

t.test('a removed device says so and shows a fresh code, which pairs again', async (t) => {
  const cloud = await startCloud(t, { args: ['--removal-grace-ms', '1000'] });
  const agent = await startAgent(t, { cloud: cloud.url });
  const person = await signUp(cloud.url);
  const first = await untilQr(agent);
  t.equal((await claim(person, { pairingId: pairingIdOf(first) })).status, 200);
  await until('the code to go', () => readQr(agent) === null);

  t.equal((await person.call('DELETE', `/api/v1/devices/${agent.deviceId}`)).status, 204);
  const second = await untilQr(agent, first);
  t.not(second, first);
  t.same(await devicesOf(person), []);
  const other = await signUp(cloud.url, 'Grace');
  t.equal((await claim(other, { pairingId: pairingIdOf(second) })).status, 200);
  t.match(await devicesOf(other), [{ id: agent.deviceId }]);
});
