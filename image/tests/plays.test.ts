/**
 * A device plays what its account plays: from the claim, after a reboot, without a network, until it is removed.
 *
 * One machine lives through it all, because a boot is what costs time. Pictures are taken all through both
 * hand-overs: a passer-by sees the agent's screen, then the playlist, then the agent's screen again.
 */
import t from 'tap';
import type { Screen } from '../../device/agent/src/screens/screen.ts';
import { pairingIdOf, until } from '../../scripts/e2e/test-support/panel.ts';
import { claim, devicesOf, type Person } from '../../scripts/e2e/test-support/person.ts';
import { bootTimeoutMs, guestTime } from '../testing/guest-time.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import { isAgentScreen, type Picture } from '../testing/picture.ts';
import { longestWrongMs, samplePictures } from '../testing/picture-sampler.ts';
import { firstPictureTimeoutMs, untilOnlyPictures, untilPlaying } from '../testing/playing.ts';
import { isOfSamples } from '../testing/samples-on-panel.ts';
import { showsScreen } from '../testing/screen-reading.ts';
import { startTestCloud } from '../testing/test-cloud.ts';

/**
 * While the panel changes hands the kernel sets its mode once, and for that long a panel may show nothing. A mode is
 * set in a tenth of a second on a PC; QEMU's card is given a quarter, because its copy of the frame is made by the
 * processor.
 */
const modeSwitchMs = guestTime(250);
const lookEveryMs = guestTime(20);
const isOurs = (picture: Picture) => isAgentScreen(picture) || isOfSamples(picture);

t.test(
  'it plays from the claim on, through a reboot and without a network, until it is removed',
  async (t) => {
    const cloud = await startTestCloud(t, { args: ['--removal-grace-ms', '0'] });
    const person = await cloud.signUp();
    const machine = await machineForTest(t, { credentials: cloud.credentials, probe: true });
    await machine.powerOn();
    const url = await machine.untilQr();

    const claimed = await claim(person, { pairingId: pairingIdOf(url), name: 'Lobby' });
    t.equal(claimed.status, 200, JSON.stringify(claimed.body));
    const playing = untilPlaying(machine);
    const there = await samplePictures(machine, playing, { everyMs: lookEveryMs, isOurs });
    t.comment(`claim to the second picture: ${there.at(-1)?.atMs} ms, ${there.length} looks`);
    t.ok(
      longestWrongMs(there) <= modeSwitchMs,
      `at most one mode switch to playing: ${longestWrongMs(there)} ms`,
    );
    t.comment(`playing: ${(await playing).join(', then ')}`);
    await untilShowing(person, 'playing');
    const [device] = await devicesOf(person);
    t.equal(device?.name, 'Lobby');
    t.same(device?.notices, []);

    await machine.shutDown();
    await machine.powerOn();
    t.comment(
      `after a reboot: ${(await untilPlaying(machine, bootTimeoutMs + firstPictureTimeoutMs)).join(', then ')}`,
    );
    await untilShowing(person, 'playing');

    await machine.shutDown();
    await machine.powerOn();
    // The firmware has not found its first device yet.
    await machine.setLink('down');
    const connections = cloud.proxy.connectionCount;
    t.comment(
      `without a network: ${(await untilPlaying(machine, bootTimeoutMs + firstPictureTimeoutMs)).join(', then ')}`,
    );
    t.equal(cloud.proxy.connectionCount, connections, 'nothing reached the cloud');

    await machine.setLink('up');
    await until(
      'the device to be back',
      async () => (await devicesOf(person)).some(({ status }) => status === 'online'),
      guestTime(10_000),
    );
    await untilOnlyPictures(machine);
    const removed = await person.call('DELETE', `/api/v1/devices/${device?.id}`);
    t.equal(removed.status, 204, JSON.stringify(removed.body));
    const pairing = machine.untilQr(url);
    const back = await samplePictures(machine, pairing, { everyMs: lookEveryMs, isOurs });
    t.comment(`removal to the new code: ${back.at(-1)?.atMs} ms, ${back.length} looks`);
    t.ok(longestWrongMs(back) <= modeSwitchMs, `at most one mode switch back: ${longestWrongMs(back)} ms`);
    const newUrl = await pairing;
    t.not(pairingIdOf(newUrl), pairingIdOf(url));
    t.same(await devicesOf(person), []);
    const why: Screen = {
      ...{ kind: 'pairing', device: { model: 'Node Pro', serial: 'VM-0001', version: '0.1.0' } },
      ...{ url: newUrl, code: 'AAAA-AAAA', shortUrl: 'signet.example/p', link: { state: 'online' } },
      banner: { kind: 'unbound', reason: 'removed' },
    };
    t.ok(showsScreen(await machine.screenshot(), why), 'the screen says why');
  },
);

function untilShowing(person: Person, showing: string): Promise<unknown> {
  const isShowing = async () => (await devicesOf(person)).some((device) => device.showing === showing);
  return until(`the device to be listed as ${showing}`, isShowing, guestTime(10_000));
}
