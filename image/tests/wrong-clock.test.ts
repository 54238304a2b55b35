/**
 * A clock at 1970 or ten years ahead keeps no device from being paired, and is soon right: by NTP, or where that is
 * blocked by the cloud's own word.
 */
import t from 'tap';
import { pairingIdOf, until } from '../../scripts/e2e/test-support/panel.ts';
import { claim, devicesOf } from '../../scripts/e2e/test-support/person.ts';
import { guestTime } from '../testing/guest-time.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import { networkUnavailable, startTestNetwork, type TestNetwork } from '../testing/test-network.ts';

const tenYearsAhead = new Date(Date.now() + 10 * 365.25 * 24 * 3_600_000).toISOString().slice(0, 19);

for (const { clock, ntp, how } of [
  { clock: '1970-01-01T00:00:00', ntp: 'silent', how: 'the cloud' },
  { clock: tenYearsAhead, ntp: 'silent', how: 'the cloud' },
  { clock: '1970-01-01T00:00:00', ntp: { offMs: 0 }, how: 'NTP' },
  { clock: tenYearsAhead, ntp: { offMs: 0 }, how: 'NTP' },
  { clock: '1970-01-01T00:00:00', ntp: { offMs: 0, told: false }, how: 'a configured time server' },
] as const) {
  t.test(
    `a clock at ${clock.slice(0, 4)} is set by ${how}`,
    { skip: networkUnavailable() ?? false },
    async (t) => {
      const network = await startTestNetwork(t);
      await network.become({ ntp });
      const cloud = await startTestCloud(t, { host: network.hostName, addresses: [network.hostAddress] });
      // Without NTP the clock is doubted because the cloud's certificate is of another time.
      if (ntp === 'silent') await cloud.proxy.behave('certificate-of-today');
      const machine = await machineForTest(t, {
        ...{ clock, probe: true },
        credentials:
          how === 'a configured time server' ? withTimeServer(cloud.credentials, network) : cloud.credentials,
        network: { tap: network.tap },
      });
      await machine.powerOn();
      const url = await machine.untilQr();
      const person = await cloud.signUp();
      const answer = await claim(person, { pairingId: pairingIdOf(url) });
      t.equal(answer.status, 200, JSON.stringify(answer.body));
      await until(
        'the device to be online',
        async () => (await devicesOf(person)).some((device) => device.status === 'online'),
        guestTime(10_000),
      );
      const offMs = async () => (await machine.probe.run(() => Date.now())) - Date.now();
      t.comment(`at the code the clock was off by ${Math.round((await offMs()) / 1000)} s`);
      await until('the clock to be right', async () => Math.abs(await offMs()) < 60_000, 60_000, 1_000);
      t.pass('the clock is right within a minute');
      if (ntp === 'silent') {
        const words = await machine.probe.run(({ run }) =>
          run('journalctl', '--boot', '--unit', 'signet-clock', '--no-pager', '--output', 'cat'),
        );
        t.match(words.stdout, /clock-set/, 'the cloud was believed, and it is in the log');
      }
    },
  );
}

/** The router is where this network's time server is. */
function withTimeServer(credentials: Record<string, string>, { routerAddress }: TestNetwork) {
  const config = JSON.parse(credentials['signet.config'] ?? '');
  return { ...credentials, 'signet.config': JSON.stringify({ ...config, timeServers: [routerAddress] }) };
}
