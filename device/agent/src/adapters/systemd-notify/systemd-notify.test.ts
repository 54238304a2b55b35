/**
 * Held to a stand-in for the native module everywhere; and, where the image's compiled module is there, to a real
 * socket: socat receives what sd_notify(3) sends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createSystemdNotify, type SdNotify } from './systemd-notify.ts';

function setUp(options: { socket?: string; load?: () => Promise<SdNotify> } = {}) {
  const told: unknown[] = [];
  const logged: unknown[] = [];
  const stand = {
    ready: () => told.push('ready'),
    watchdog: () => told.push('watchdog'),
    sendStatus: (text: string) => told.push(['status', text]),
    stopping: (pid: number) => told.push(['stopping', pid]),
  };
  const notify = createSystemdNotify({
    socket: '/run/systemd/notify',
    load: async () => stand,
    log: { log: (level, code) => logged.push([level, code]) },
    ...options,
  });
  return { notify, told, logged };
}

t.test('each word is passed on, the end with the process it is about', async (t) => {
  const { notify, told, logged } = setUp();
  const systemd = await notify;
  systemd.status('pairing; cloud: online');
  systemd.ready();
  systemd.watchdog();
  systemd.stopping();
  t.same(told, [['status', 'pairing; cloud: online'], 'ready', 'watchdog', ['stopping', process.pid]]);
  t.same(logged, []);
});

for (const socket of [undefined, '']) {
  t.test(`without a socket (${JSON.stringify(socket)}) the module is not even looked for`, async (t) => {
    const notify = await createSystemdNotify({
      socket,
      log: { log: () => t.fail('nothing is wrong') },
      load: async () => t.fail('loaded') as never,
    });
    notify.status('x');
    notify.ready();
    notify.watchdog();
    notify.stopping();
  });
}

t.test('a module that cannot be loaded is logged once, and the agent lives', async (t) => {
  const { notify, told, logged } = setUp({ load: async () => Promise.reject(new Error('no native part')) });
  const systemd = await notify;
  systemd.ready();
  systemd.watchdog();
  t.same(told, []);
  t.same(logged, [['error', 'sd-notify-missing']]);
});

const compiled = await import('sd-notify').then(
  () => true,
  () => false,
);

t.test(
  'systemd hears ready, status, watchdog and the end',
  {
    skip:
      compiled && existsSync('/usr/bin/socat') ? false : 'sd-notify is not compiled or socat not installed',
  },
  async (t) => {
    // A socket's path may have 107 characters (unix(7)), which a test folder's own has already.
    const folder = mkdtempSync(join(tmpdir(), 'signet-notify-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const socket = join(folder, 'notify');
    const { receiver, heard } = await receive(t, socket);
    const script = `
      import { createSystemdNotify } from ${JSON.stringify(new URL('systemd-notify.ts', import.meta.url))};
      const notify = await createSystemdNotify({ socket: process.env.NOTIFY_SOCKET, log: { log: console.error } });
      notify.status('starting; cloud: connecting');
      notify.ready();
      notify.watchdog();
      notify.stopping();
    `;
    const program = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      env: { ...process.env, NOTIFY_SOCKET: socket, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    t.same(await once(program, 'exit'), [0, null]);
    t.equal(await heard('STOPPING=1'), 'STATUS=starting; cloud: connecting\nREADY=1WATCHDOG=1STOPPING=1');
    receiver.kill();
  },
);

/** A socket as systemd's, by socat; resolves when it is there. */
async function receive(t: Test, socket: string) {
  const receiver: ChildProcess = spawn('socat', ['-d', '-d', '-u', `UNIX-RECV:${socket}`, 'STDOUT']);
  t.teardown(() => receiver.kill());
  let text = '';
  let look: () => void = () => undefined;
  receiver.stdout?.on('data', (data) => {
    text += String(data);
    look();
  });
  await new Promise<void>((resolve, reject) => {
    receiver.once('error', reject);
    receiver.stderr?.on('data', (data) => /starting data transfer/.test(String(data)) && resolve());
  });
  const heard = (end: string) =>
    new Promise<string>((resolve) => {
      look = () => text.endsWith(end) && resolve(text);
      look();
    });
  return { receiver, heard };
}
