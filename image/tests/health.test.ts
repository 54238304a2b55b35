/**
 * What goes wrong on a device is told to its owner by the right warning, and the warning closes when it is over.
 *
 * One boot, one fault after another, each seen through the cloud's API as Studio sees it. Terms of an hour are not
 * waited for: what only time closes is seen to be raised.
 */
import t from 'tap';
import { pairingIdOf, until } from '../../scripts/e2e/test-support/panel.ts';
import { claim, devicesOf, type Person } from '../../scripts/e2e/test-support/person.ts';
import { guestTime } from '../testing/guest-time.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import { firstPictureTimeoutMs, untilPlaying } from '../testing/playing.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import { networkUnavailable, startTestNetwork } from '../testing/test-network.ts';

/** Two looks of half a minute each, and what the way to the cloud takes. */
const tellsWithinMs = guestTime(10_000) + 75_000;

async function codesOf(person: Person): Promise<string[]> {
  const [device] = await devicesOf(person);
  const { body } = await person.call('GET', `/api/v1/devices/${device?.id}/health`);
  return (body['warnings'] as { code: string }[]).map(({ code }) => code);
}

t.test('faults of a device are told and end', async (t) => {
  const cloud = await startTestCloud(t);
  const person = await cloud.signUp();
  const machine = await machineForTest(t, { credentials: cloud.credentials, probe: true });
  await machine.powerOn();
  const claimed = await claim(person, { pairingId: pairingIdOf(await machine.untilQr()), name: 'Lobby' });
  t.equal(claimed.status, 200, JSON.stringify(claimed.body));
  await untilPlaying(machine);
  t.same(await codesOf(person), [], 'all is well');

  const raised = async (code: string, timeoutMs = tellsWithinMs) => {
    await until(`${code} to be raised`, async () => (await codesOf(person)).includes(code), timeoutMs, 500);
    t.pass(`${code} is raised`);
  };
  const closed = async (code: string, timeoutMs = tellsWithinMs) => {
    await until(`${code} to be closed`, async () => !(await codesOf(person)).includes(code), timeoutMs, 500);
    t.pass(`${code} is closed`);
  };

  await machine.probe.run(async ({ fs, run }) => {
    // Nothing is left but what is too little.
    const { bavail, bsize } = fs.statfsSync('/var');
    const fillBytes = bavail * bsize - 8 * 2 ** 20;
    await run('fallocate', '--length', String(fillBytes), '/var/lib/fill');
  });
  await raised('disk-full');
  await machine.probe.run(({ fs }) => fs.rmSync('/var/lib/fill'));
  await closed('disk-full');

  const frozen = await machine.probe.run(({ run }) =>
    run('/usr/bin/systemctl', 'kill', '--kill-whom=all', '--signal=STOP', 'signet-player.service'),
  );
  t.equal(frozen.code, 0, 'the browser was frozen');
  await raised('picture-frozen', guestTime(5_000) + 30_000);
  await closed('picture-frozen', firstPictureTimeoutMs + 30_000);
  t.ok((await codesOf(person)).includes('player-restarted'), 'and it is told that it was restarted');

  const killed = await machine.probe.run(({ run }) =>
    run('/usr/bin/systemctl', 'kill', '--kill-whom=main', '--signal=KILL', 'signet-agent.service'),
  );
  t.equal(killed.code, 0, 'the agent was killed');
  await raised('agent-restarted');
});

t.test('names that cannot be resolved', { skip: networkUnavailable() ?? false }, async (t) => {
  const network = await startTestNetwork(t);
  const cloud = await startTestCloud(t, { host: network.hostName, addresses: [network.hostAddress] });
  const person = await cloud.signUp();
  const machine = await machineForTest(t, { credentials: cloud.credentials, network: { tap: network.tap } });
  await machine.powerOn();
  const claimed = await claim(person, { pairingId: pairingIdOf(await machine.untilQr()), name: 'Lobby' });
  t.equal(claimed.status, 200, JSON.stringify(claimed.body));
  await until('it to be bound', async () => (await devicesOf(person)).length === 1);

  const isRaised = async () => (await codesOf(person)).includes('name-resolution-failing');
  // The connection stands, so the cloud hears of it.
  await network.become({ dns: 'refuses' });
  await until('the warning', isRaised, tellsWithinMs + 60_000, 500);
  await network.become({ dns: 'works' });
  await until('its end', async () => !(await isRaised()), tellsWithinMs, 500);
  t.pass('raised while the connection stood, and closed');
});
