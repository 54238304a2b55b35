/**
 * What happens to browsers happens to this one: it dies, it freezes, it cannot start at all. The panel never shows
 * what is not true meanwhile, and after five failures in a row it says so instead of trying without end.
 */
import t from 'tap';
import { pairingIdOf, until } from '../../scripts/e2e/test-support/panel.ts';
import { claim, devicesOf } from '../../scripts/e2e/test-support/person.ts';
import { guestTime } from '../testing/guest-time.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import { isAgentScreen } from '../testing/picture.ts';
import { firstPictureTimeoutMs, untilPlaying } from '../testing/playing.ts';
import { showsScreen } from '../testing/screen-reading.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import type { VirtualMachine } from '../testing/virtual-machine.ts';

const device = { model: 'Node Pro', serial: 'VM-0001', version: '0.1.0' };

t.test(
  'a player that dies or freezes comes back; one that cannot start leads to a screen that says so',
  async (t) => {
    const cloud = await startTestCloud(t);
    const person = await cloud.signUp();
    const machine = await machineForTest(t, { credentials: cloud.credentials, probe: true });
    await machine.powerOn();
    const claimed = await claim(person, { pairingId: pairingIdOf(await machine.untilQr()), name: 'Lobby' });
    t.equal(claimed.status, 200, JSON.stringify(claimed.body));
    t.comment(`playing: ${(await untilPlaying(machine)).join(', then ')}`);

    t.ok(await signalBrowser(machine, 'KILL'), 'the browser was killed');
    await machine.untilScreen('loading after a crash', isAgentScreen, guestTime(5_000));
    t.comment(`after a crash: ${(await untilPlaying(machine)).join(', then ')}`);

    t.ok(await signalBrowser(machine, 'STOP'), 'the browser was frozen');
    await machine.untilScreen('loading after a freeze', isAgentScreen, guestTime(5_000) + 30_000);
    t.comment(
      `after a freeze: ${(await untilPlaying(machine, firstPictureTimeoutMs + 30_000)).join(', then ')}`,
    );

    await machine.probe.run(({ run }) =>
      run('/usr/bin/mount', '--bind', '/usr/bin/false', '/usr/lib/chromium/chromium'),
    );
    t.ok(await signalBrowser(machine, 'KILL'), 'it was killed, and will not start again');
    const failing = {
      kind: 'error',
      device,
      code: 'player-failing',
      title: 'The player keeps stopping',
      detail: '',
      action: '',
    } as const;
    await machine.untilScreen(
      'the player keeps stopping',
      (picture) => showsScreen(picture, failing),
      guestTime(10_000) + 60_000,
    );
    await until(
      'the owner to be told',
      async () =>
        (await devicesOf(person)).some(({ notices }) =>
          notices.some(({ code }) => code === 'player-failing'),
        ),
      guestTime(5_000),
    );
    const starts = await machine.probe.run(({ run }) =>
      run(
        '/usr/bin/journalctl',
        '-b',
        '--no-pager',
        '-q',
        '-o',
        'cat',
        '-u',
        'signet-agent',
        '-g',
        'player-failed',
      ),
    );
    t.ok(starts.stdout.trim().split('\n').length < 10, 'it was not tried in a loop');
  },
);

/** Whether there was one. The first process of the browser is the one that all others belong to. */
async function signalBrowser(machine: VirtualMachine, signal: string): Promise<boolean> {
  const sent = await machine.probe.run(
    ({ run }, kind) =>
      run('/usr/bin/systemctl', 'kill', '--kill-whom=all', `--signal=${kind}`, 'signet-player.service'),
    signal,
  );
  return sent.code === 0;
}
