/**
 * Looks inside a running image, which has no shell: a unit that the host of the virtual machine injects as systemd
 * credentials runs a script from another credential, and answers on the second serial port.
 *
 * Only who owns the (virtual) hardware can do this; nothing of it is in the image. `run` sends a function's source
 * text: it sees its arguments and the guest's world, never what surrounds it in the test.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { Credentials } from './credentials.ts';
import { followLines } from './follow-lines.ts';
import { guestTime } from './guest-time.ts';
import { type GuestWorld, probeMark, serveProbe } from './probe-guest.ts';

/** Where the image keeps Node. */
const nodeInImage = '/usr/lib/signet/node';
const port = '/dev/ttyS1';

/** What `run` can carry across: the body's JSON arguments and result. */
export interface Probe {
  /** Resolves when the probe of this boot answers. */
  ready(timeoutMs?: number): Promise<void>;
  /** Runs `body` as root inside, as soon as the probe answers; its result must survive JSON. */
  run<Args extends unknown[], Result>(
    body: (world: GuestWorld, ...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** What stands for it on the host. */
  readonly server: Server;
}

/** The units and the script, to be among a machine's credentials. */
export function probeCredentials(): Credentials {
  const script = `(${serveProbe})(${JSON.stringify(port)}, ${JSON.stringify(probeMark)})`;
  return {
    'signet.probe': script,
    'systemd.extra-unit.signet-probe.service': `[Unit]
Description=What tests look inside by
# Early, so that a boot that hangs can be looked at; not in the initrd, which has no Node.
DefaultDependencies=no
ConditionPathExists=!/etc/initrd-release
Conflicts=shutdown.target
Before=shutdown.target
[Service]
ImportCredential=signet.probe
ExecStart=${nodeInImage} --max-old-space-size=64 \${CREDENTIALS_DIRECTORY}/signet.probe
Restart=always
RestartSec=1
StandardOutput=journal+console
StandardError=journal+console
`,
    'systemd.unit-dropin.sysinit.target~probe': '[Unit]\nWants=signet-probe.service\n',
  };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Listens at `socketPath`, to which QEMU joins the second serial port each time it starts. */
export async function createProbe(socketPath: string): Promise<Probe> {
  const server = createServer();
  const waiting = new Map<number, Waiting>();
  let connection: Socket | null = null;
  let isReady = false;
  let onReady: (() => void)[] = [];
  let lastId = 0;

  server.on('connection', (socket) => {
    connection = socket;
    socket.on('close', () => lose('the machine lost its power'));
    followLines(socket, (line) => {
      const start = line.indexOf(probeMark);
      if (start >= 0) take(JSON.parse(line.slice(start + probeMark.length)));
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));

  function take(message: { ready?: true; id?: number; result?: unknown; error?: string }): void {
    if (message.ready) {
      lose('the machine started again');
      isReady = true;
      for (const call of onReady) call();
      onReady = [];
    }
    if (message.id === undefined) return;
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) one?.resolve(message.result);
    else one?.reject(new Error(`Inside the machine: ${message.error}`));
  }

  function lose(why: string): void {
    isReady = false;
    for (const one of waiting.values()) one.reject(new Error(`The probe got no answer: ${why}.`));
    waiting.clear();
  }

  function ready(timeoutMs = guestTime(30_000)): Promise<void> {
    if (isReady) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The probe did not answer within ${timeoutMs} ms.`)),
        timeoutMs,
      );
      onReady.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  return {
    server,
    ready,
    async run<Args extends unknown[], Result>(
      body: (world: GuestWorld, ...args: Args) => Result | Promise<Result>,
      ...args: Args
    ): Promise<Result> {
      await ready();
      lastId += 1;
      const id = lastId;
      const timeoutMs = guestTime(15_000);
      const answer = new Promise<unknown>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new Error(`The probe did not finish within ${timeoutMs} ms.`));
        }, timeoutMs);
        const settle =
          <Value>(end: (value: Value) => void) =>
          (value: Value) => {
            clearTimeout(timer);
            end(value);
          };
        waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      });
      connection?.write(`${probeMark}${JSON.stringify({ id, code: `${body}`, args })}\n`);
      // What comes out is what the body returned, as far as JSON carries it.
      return (await answer) as Result;
    },
  };
}
