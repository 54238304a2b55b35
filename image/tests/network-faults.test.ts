/**
 * What a network lacks is told on the panel in words that a technician can act upon, and ends without a restart when
 * the fault does. One boot, one fault after another.
 */
import t from 'tap';
import type { Link, Screen, Trouble } from '../../device/agent/src/screens/screen.ts';
import { guestTime } from '../testing/guest-time.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import type { Picture } from '../testing/picture.ts';
import { showsScreen } from '../testing/screen-reading.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import {
  healthy,
  type NetworkSituation,
  networkUnavailable,
  startTestNetwork,
} from '../testing/test-network.ts';

const device = { model: 'Node Pro', serial: 'VM-0001', version: '0.1.0' };

/** Before there is a code: the whole screen is about the trouble. */
const withoutCode = (trouble: Trouble) => (picture: Picture) => {
  const screen: Screen =
    trouble === 'no-link' || trouble === 'no-address'
      ? {
          ...{ kind: 'no-network', device, trouble },
          interfaces: [{ name: 'enp0s3', carrier: trouble === 'no-address', addresses: [] }],
        }
      : {
          ...{ kind: 'connecting', device, trouble, cloud: 'cloud.signet.test:40000' },
          addresses: ['10.93.1.30'],
          nextTry: { state: 'waiting', inSeconds: 10 },
        };
  return showsScreen(picture, screen);
};

/** With a code on the panel. */
const withCode = (link: Link) => (picture: Picture) =>
  showsScreen(picture, {
    ...{ kind: 'pairing', device, url: 'HTTPS://CLOUD.SIGNET.TEST:40000/P/ABCDEFGHIJKLMNOPQRSTUVWXYZ' },
    ...{ code: 'ABCD-EFGH', shortUrl: 'cloud.signet.test:40000/pair', banner: null },
    link,
  });

const besideCode = (trouble: Trouble) => withCode({ state: 'offline', trouble });

/** In the order in which they are tried, so that each changes the screen of a device that never reached its cloud. */
const faults: readonly { name: string; situation: Partial<NetworkSituation>; trouble: Trouble }[] = [
  { name: 'nobody gives an address', situation: { dhcp: 'silent' }, trouble: 'no-address' },
  { name: 'the DNS server refuses', situation: { dns: 'refuses' }, trouble: 'dns' },
  { name: 'an address without a way out', situation: { dhcp: 'no-route' }, trouble: 'unreachable' },
  { name: 'no DNS server answers', situation: { dns: 'silent' }, trouble: 'dns' },
];

const tellsWithinMs = guestTime(20_000);

t.test('a network that lacks something', { skip: networkUnavailable() ?? false }, async (t) => {
  const network = await startTestNetwork(t);
  const cloud = await startTestCloud(t, { host: network.hostName, addresses: [network.hostAddress] });
  const machine = await machineForTest(t, {
    credentials: cloud.credentials,
    network: { tap: network.tap },
  });
  /** A cable that was out makes the device ask for everything anew. */
  const become = async (situation: Partial<NetworkSituation>) => {
    await machine.setLink('down');
    await network.become({ ...healthy, ...situation });
    await machine.setLink('up');
  };

  const [first, ...others] = faults;
  await network.become(first?.situation ?? {});
  await machine.powerOn();
  await machine.untilScreen('no address', withoutCode('no-address'));
  t.pass('without an address the panel says so');

  for (const { name, situation, trouble } of others) {
    await become(situation);
    await machine.untilScreen(name, withoutCode(trouble), tellsWithinMs);
    t.pass(`${name}: the panel says so`);
  }
  t.equal(cloud.proxy.connectionCount, 0, 'none of this was tried at the cloud');

  await machine.setLink('down');
  await machine.untilScreen('no cable', withoutCode('no-link'), tellsWithinMs);

  await cloud.proxy.behave('refuse');
  await become({});
  await machine.untilScreen('cloud refuses', withoutCode('refused'), tellsWithinMs);
  await cloud.proxy.behave('expired-certificate');
  await machine.untilScreen('certificate of another time', withoutCode('clock'), tellsWithinMs);

  await cloud.proxy.behave('serve');
  const url = await machine.untilQr(undefined, tellsWithinMs);
  t.match(url, /^HTTPS:\/\/CLOUD\.SIGNET\.TEST:/, 'a code, without a restart');

  await cloud.proxy.behave('refuse');
  await machine.untilScreen('a code that cannot be used', besideCode('refused'), tellsWithinMs);
  await machine.setLink('down');
  await machine.untilScreen('a code without a cable', besideCode('no-link'), tellsWithinMs);
  await machine.setLink('up');
  await cloud.proxy.behave('serve');
  await machine.untilScreen('pairing', withCode({ state: 'online' }), tellsWithinMs);
  t.equal(await machine.untilQr(undefined, tellsWithinMs), url, 'the same code again');
  t.same(machine.state, { name: 'running', screen: 'pairing' }, 'it never started anew');
});
