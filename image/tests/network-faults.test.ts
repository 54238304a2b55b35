/** A network that gives no address, told on the panel, and mended without a restart. */
import t from 'tap';
import { machineForTest } from '../testing/machine-for-test.ts';
import { isAgentScreen } from '../testing/picture.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import { networkUnavailable, startTestNetwork } from '../testing/test-network.ts';

t.test(
  'without an address there is no code; with one, it comes without a restart',
  { skip: networkUnavailable() ?? false },
  async (t) => {
    const network = await startTestNetwork(t);
    await network.become({ dhcp: 'silent' });
    const cloud = await startTestCloud(t, { host: network.hostName, addresses: [network.hostAddress] });
    const machine = await machineForTest(t, {
      credentials: cloud.credentials,
      network: { tap: network.tap },
    });
    await machine.powerOn();
    await machine.untilScreen('no network', isAgentScreen);
    t.equal(cloud.proxy.connectionCount, 0);
    await network.become({ dhcp: 'works' });
    t.match(await machine.untilQr(), /^HTTPS:\/\/CLOUD\.SIGNET\.TEST:/);
  },
);
