/**
 * `make vm`: boots the built image against a cloud on this computer, in a window where there is a desktop, over VNC
 * on loopback where there is none. A serial port of the machine is this terminal.
 *
 * Everything is fresh at each start and gone at the end; Ctrl-C ends it.
 */
import { parseArgs } from 'node:util';
import { hasKvm } from '../image/testing/guest-time.ts';
import { builtImage } from '../image/testing/machine-for-test.ts';
import { startTestCloud } from '../image/testing/test-cloud.ts';
import { createMachine, type VirtualMachine } from '../image/testing/virtual-machine.ts';
import { buildWeb } from './build-web.ts';
import { pairingIdOf } from './e2e/test-support/panel.ts';

const { values } = parseArgs({
  options: {
    image: { type: 'string', default: builtImage },
    portrait: { type: 'boolean', default: false },
    rotation: { type: 'string', default: '0' },
    shell: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(`make vm [VM="--image FILE --portrait --rotation 90 --shell"]

Boots the built image in a virtual machine against a cloud on this computer.

  --image FILE     another image than the one built last
  --portrait       a panel of 1080x1920 instead of 1280x720
  --rotation DEG   how the panel is mounted: 0, 90, 180 or 270 degrees clockwise
  --shell          this terminal is the shell of an image built with PROFILE=dev, instead of the first serial port`);
} else await boot();

async function boot(): Promise<void> {
  await buildWeb();
  const ends: (() => unknown)[] = [];
  const cloud = await startTestCloud({ teardown: (end) => ends.unshift(end) });
  const studio = cloud.publicUrl.replace('10.0.2.2', '127.0.0.1');
  const hasDesktop = process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  const machine = await createMachine({
    image: values.image,
    credentials: mounted(cloud.credentials, Number(values.rotation)),
    shell: values.shell,
    panel: values.portrait ? { widthPx: 1080, heightPx: 1920 } : { widthPx: 1280, heightPx: 720 },
    view: hasDesktop ? 'window' : 'vnc',
  });
  ends.unshift(() => machine.dispose());

  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    for (const one of ends) await one();
    process.exit();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);

  machine.serial.followBytes((bytes) => process.stdout.write(bytes));
  process.stdin.on('data', (bytes) => machine.serial.write(bytes.toString()));
  await machine.powerOn();
  console.log(`
  A Node Pro is booting${hasKvm ? '' : ' (without KVM: it takes about a minute)'}.

    Panel    ${hasDesktop ? 'the window' : await vncAddress(machine)}
    Studio   ${studio}     its certificate is of a test's own CA
    ${values.shell ? 'Shell ' : 'Serial'}   this terminal

  Ctrl-C ends everything.
`);
  machine.untilEnded().then(end, end);
  void tellCodes(machine, studio);
}

/** The same configuration for a panel that is mounted otherwise; the device itself refuses what is no rotation. */
function mounted(credentials: Record<string, string>, rotation: number): Record<string, string> {
  const config = JSON.parse(credentials['signet.config'] ?? '{}');
  return { ...credentials, 'signet.config': JSON.stringify({ ...config, rotation }) };
}

/** Says where each new code leads, for whoever has no phone to scan a window with. */
async function tellCodes(machine: VirtualMachine, studio: string): Promise<void> {
  for (let last: string | undefined; machine.state.name !== 'off'; ) {
    const url = await machine.untilQr(last, 3_600_000).catch(() => last);
    if (url !== undefined && url !== last)
      console.log(`\nThe code on the panel leads to ${studio}/p/${pairingIdOf(url)}\n`);
    last = url;
  }
}

async function vncAddress(machine: VirtualMachine): Promise<string> {
  const answer = await machine.qmp.execute('query-vnc');
  const service = answer !== null && typeof answer === 'object' && 'service' in answer ? answer.service : '?';
  return `vnc://127.0.0.1:${service}`;
}
