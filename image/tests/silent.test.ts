/**
 * A device speaks to its cloud and to nobody else: not its browser to the browser's maker, not a service to the
 * distribution's. Judged by every name that it asks for, from power-on to a playlist that has gone round.
 */
import t from 'tap';
import { pairingIdOf } from '../../scripts/e2e/test-support/panel.ts';
import { claim } from '../../scripts/e2e/test-support/person.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import { untilPlaying } from '../testing/playing.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import { networkUnavailable, startTestNetwork } from '../testing/test-network.ts';

t.test(
  'a device that plays asks for no name but its cloud',
  { skip: networkUnavailable() ?? false },
  async (t) => {
    const network = await startTestNetwork(t);
    const cloud = await startTestCloud(t, { host: network.hostName, addresses: [network.hostAddress] });
    const person = await cloud.signUp();
    const machine = await machineForTest(t, {
      credentials: cloud.credentials,
      network: { tap: network.tap },
    });
    await machine.powerOn();
    const url = await machine.untilQr();
    t.same([...network.askedNames], [network.hostName], 'while it pairs');

    const answer = await claim(person, { pairingId: pairingIdOf(url) });
    t.equal(answer.status, 200, JSON.stringify(answer.body));
    await untilPlaying(machine);
    // Browsers look around when they have been up for a minute or two.
    for (let advances = 0; advances < 10; advances += 1) await untilPlaying(machine);
    t.same([...network.askedNames], [network.hostName], 'while it plays');
  },
);
