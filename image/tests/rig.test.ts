/** The rig itself, on firmware alone: a machine with an empty disk shows the firmware's own screen. */
import { Resolver } from 'node:dns/promises';
import t from 'tap';
import { guestTime } from '../testing/guest-time.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import { measureLight } from '../testing/picture.ts';
import { isBlack, samplePictures } from '../testing/picture-sampler.ts';
import { networkUnavailable, startTestNetwork } from '../testing/test-network.ts';

const firmwareMs = guestTime(10_000);

t.test('a machine is powered on, looked at, saved, cut off and powered on again', async (t) => {
  const machine = await machineForTest(t, {
    image: null,
    network: 'none',
    panel: { widthPx: 1024, heightPx: 768 },
  });
  t.same(machine.state, { name: 'off' });
  await machine.powerOn();
  t.same(machine.state, { name: 'booting' });
  const lit = await machine.untilScreen('firmware', (picture) => !isBlack(measureLight(picture)), firmwareMs);
  t.same(machine.state, { name: 'running', screen: 'firmware' });
  t.ok(lit.widthPx >= 640 && lit.heightPx >= 480, `${lit.widthPx}x${lit.heightPx}`);

  await machine.saveState('lit');
  await machine.loadState('lit');

  await machine.cutPower();
  t.same(machine.state, { name: 'off' });
  await t.rejects(machine.screenshot(), { message: /off/ });
  await machine.powerOn();
  await machine.untilScreen('firmware again', (picture) => !isBlack(measureLight(picture)), firmwareMs);
});

t.test('a reset is noticed, and pictures over a time are judged', async (t) => {
  const machine = await machineForTest(t, { image: null, display: 'std' });
  await machine.powerOn();
  await machine.untilScreen('firmware', (picture) => !isBlack(measureLight(picture)), firmwareMs);
  const reset = machine.untilReset();
  await machine.qmp.execute('system_reset');
  await reset;
  t.same(machine.state, { name: 'booting' });
  const again = machine.untilScreen('firmware', (picture) => !isBlack(measureLight(picture)), firmwareMs);
  const samples = await samplePictures(machine, again, { everyMs: 50, isOurs: () => false });
  t.ok(samples.length > 0);
  t.ok(samples.some(({ verdict }) => verdict !== 'ours'));
  await machine.setLink('down');
  await machine.setLink('up');
});

t.test('an unknown command, a QEMU that does not start and one that dies are told', async (t) => {
  const machine = await machineForTest(t, { image: null });
  await machine.powerOn();
  await t.rejects(machine.qmp.execute('no-such-command'), { code: 'CommandNotFound' });
  const qmp = machine.qmp;
  const event = t.rejects(qmp.untilEvent('SHUTDOWN'), { code: 'ended' });
  await t.rejects(machine.probe.ready(1), { message: /did not answer/ });
  await machine.cutPower();
  await event;
  await t.rejects(qmp.execute('query-status'), { code: 'ended' });

  const broken = await machineForTest(t, { image: null, extraArguments: ['-no-such-option'] });
  await t.rejects(broken.powerOn(), { message: /no-such-option/ });
});

t.test(
  'a network answers for its name alone, refuses, and comes back',
  { skip: networkUnavailable() ?? false },
  async (t) => {
    const network = await startTestNetwork(t);
    const resolver = new Resolver({ timeout: 2_000, tries: 1 });
    resolver.setServers([network.hostAddress]);
    t.same(await resolver.resolve4(network.hostName), [network.hostAddress]);
    await t.rejects(resolver.resolve4('elsewhere.example'), { code: 'ENOTFOUND' });
    for (const dhcp of ['no-route', 'silent', 'works'] as const) await network.become({ dhcp });
    await network.become({ dns: 'refuses', ntp: 'silent' });
    await t.rejects(resolver.resolve4(network.hostName), { code: 'ECONNREFUSED' });
    await network.become({ dns: 'works', ntp: { offMs: -3_600_000 } });
    t.same(await resolver.resolve4(network.hostName), [network.hostAddress]);
  },
);
