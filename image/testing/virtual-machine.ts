/**
 * A computer to test the image on: QEMU with firmware, a disk of its own, a panel, a network and two serial ports.
 *
 * What people do to a screen is what it offers: power on, cut the power, pull the cable, look. The image file is
 * never written: each machine works on an overlay, which stays when power is cut and goes when the machine does.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../../scripts/e2e/test-support/panel.ts';
import { type Credentials, credentialArguments } from './credentials.ts';
import { bootTimeoutMs, guestTime, hasKvm } from './guest-time.ts';
import { type MachineOptions, qemuArguments } from './machine-options.ts';
import { type MachineEvent, type MachineState, nextState } from './machine-state.ts';
import { type Picture, readPpm, readQr, toPng } from './picture.ts';
import { createProbe, type Probe, probeCredentials } from './probe.ts';
import { openQmp, type QmpClient } from './qmp-client.ts';
import { createSerialLine, type SerialLine } from './serial-line.ts';

export interface MachineSetup extends MachineOptions {
  /** A raw disk image to boot; null for an empty disk. */
  image: string | null;
  /** Size of the disk in GiB, at least the image's. */
  diskGiB?: number;
  credentials?: Credentials;
  /** A raw file of firmware variables to start from, such as one with keys; by default that of the firmware. */
  firmwareVariables?: string;
  /** Whether tests look inside. Costs a Node process in the guest. */
  probe?: boolean;
}

export interface VirtualMachine {
  readonly state: MachineState;
  readonly serial: SerialLine;
  readonly probe: Probe;
  /** QEMU's control of the machine that is on; throws when it is off. */
  readonly qmp: QmpClient;
  /** Its disk, a qcow2 overlay of the image; to be read while the machine is off. */
  readonly disk: string;
  /** Milliseconds since power-on, on the monotonic clock. */
  readonly onForMs: number;
  /** Turns it on; again, with the same disk, after power was cut or the guest shut down. */
  powerOn(): Promise<void>;
  /** Takes the power away at this instant. */
  cutPower(): Promise<void>;
  /** Presses the power button and waits until the guest is off. */
  shutDown(timeoutMs?: number): Promise<void>;
  /** Resolves when the guest resets itself. */
  untilReset(timeoutMs?: number): Promise<void>;
  /** Resolves when the machine is off, by whatever cause. */
  untilEnded(): Promise<unknown>;
  /** Plugs the network cable in or pulls it. */
  setLink(link: 'up' | 'down'): Promise<void>;
  screenshot(): Promise<Picture>;
  /** Looks until the picture is the one described by `what`, keeps it, and calls the screen by that name. */
  untilScreen(what: string, isIt: (picture: Picture) => boolean, timeoutMs?: number): Promise<Picture>;
  /** What the QR on the panel says, as soon as there is one other than `not`. */
  untilQr(not?: string, timeoutMs?: number): Promise<string>;
  /** Everything as it is now, with memory, under a name; `loadState` goes back to it. */
  saveState(name: string): Promise<void>;
  loadState(name: string): Promise<void>;
  /** Keeps a picture among those that stay when a test fails. */
  keepPicture(name: string, picture: Picture): void;
  /** Copies pictures, serial log and, with a probe, the journal to a folder. */
  keepEvidence(folder: string): Promise<void>;
  /** Cuts the power and forgets everything. */
  dispose(): Promise<void>;
}

const firmware = '/usr/share/OVMF';
const run = promisify(execFile);
const lookEveryMs = guestTime(100);

export async function createMachine(setup: MachineSetup): Promise<VirtualMachine> {
  const folder = mkdtempSync(join(tmpdir(), 'signet-vm-'));
  const pictures = join(folder, 'pictures');
  mkdirSync(pictures);
  const isSecure = setup.firmware === 'secureboot';
  const files = {
    firmwareCode: join(firmware, isSecure ? 'OVMF_CODE_4M.secboot.fd' : 'OVMF_CODE_4M.fd'),
    firmwareVariables: join(folder, 'firmware-variables.qcow2'),
    disk: join(folder, 'disk.qcow2'),
    qmpSocket: join(folder, 'qmp.sock'),
    probeSocket: join(folder, 'probe.sock'),
    serialLog: join(folder, 'serial.log'),
  };
  await createDisks();
  const credentials = { ...setup.credentials, ...(setup.probe === true ? probeCredentials() : {}) };
  const args = [...qemuArguments(setup, files, hasKvm), ...credentialArguments(credentials, folder)];
  const serial = createSerialLine();
  const probe = await createProbe(files.probeSocket);
  const qmpServer = createServer();
  await new Promise<void>((resolve) => qmpServer.listen(files.qmpSocket, resolve));

  let state: MachineState = { name: 'off' };
  let on: { qemu: ChildProcess; ended: Promise<unknown>; qmp: QmpClient; sinceMs: number } | null = null;
  let pictureCount = 0;

  async function createDisks(): Promise<void> {
    const { image, diskGiB = 8 } = setup;
    // An overlay takes a relative path for one from its own folder.
    const backing = image === null ? [] : ['-b', resolve(image), '-F', 'raw'];
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', ...backing, files.disk, `${diskGiB}G`]);
    // As qcow2, so that a state can be saved with them.
    const ordinary = join(firmware, isSecure ? 'OVMF_VARS_4M.ms.fd' : 'OVMF_VARS_4M.fd');
    const variables = setup.firmwareVariables ?? ordinary;
    await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', variables, files.firmwareVariables]);
  }

  function take(event: MachineEvent): void {
    state = nextState(state, event);
  }

  function running() {
    if (on === null) throw new Error('The machine is off.');
    return on;
  }

  async function powerOn(): Promise<void> {
    if (on !== null) throw new Error('The machine is on already.');
    // Dies with the test that started it, however that ends.
    const command = ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...args];
    const qemu = spawn('setpriv', command, { stdio: ['pipe', 'pipe', 'pipe'] });
    let complaint = '';
    qemu.stderr.on('data', (text) => {
      complaint = `${complaint}${text}`.slice(-4_000);
    });
    const ended = once(qemu, 'exit').then(() => {
      on = null;
      take({ name: 'ended' });
    });
    serial.attach(qemu.stdout, qemu.stdin);
    const connected = once(qmpServer, 'connection');
    const first = await Promise.race([connected, ended.then(() => null)]);
    if (first === null) throw new Error(`QEMU did not start: ${complaint}`);
    const qmp = await openQmp(first[0]);
    on = { qemu, ended, qmp, sinceMs: performance.now() };
    take({ name: 'powered-on' });
    watchResets(qmp);
  }

  function watchResets(qmp: QmpClient): void {
    qmp.untilEvent('RESET').then(
      () => {
        take({ name: 'reset' });
        watchResets(qmp);
      },
      () => undefined,
    );
  }

  async function cutPower(): Promise<void> {
    if (on === null) return;
    const { qemu, ended } = on;
    qemu.kill('SIGKILL');
    await ended;
  }

  async function screenshot(): Promise<Picture> {
    pictureCount += 1;
    const filename = join(folder, `screen-${pictureCount}.ppm`);
    await running().qmp.execute('screendump', { filename });
    const bytes = readFileSync(filename);
    rmSync(filename);
    return readPpm(bytes);
  }

  function keep(name: string, picture: Picture): void {
    const number = String(pictureCount).padStart(4, '0');
    writeFileSync(join(pictures, `${number}-${name.replaceAll(/[^\w-]+/g, '-')}.png`), toPng(picture));
  }

  async function untilLook<Seen>(
    what: string,
    screen: string,
    look: (picture: Picture) => Seen | null,
    timeoutMs: number,
  ): Promise<Seen> {
    const take1 = async () => {
      const picture = await screenshot();
      const seen = look(picture);
      return seen === null ? null : { seen, picture };
    };
    const { seen, picture } = await until(what, take1, timeoutMs, lookEveryMs);
    take({ name: 'screen-seen', screen });
    keep(screen, picture);
    return seen;
  }

  return {
    get state() {
      return state;
    },
    get qmp() {
      return running().qmp;
    },
    get onForMs() {
      return performance.now() - running().sinceMs;
    },
    disk: files.disk,
    serial,
    probe,
    powerOn,
    cutPower,
    screenshot,
    async shutDown(timeoutMs = guestTime(10_000)) {
      const { qmp, ended } = running();
      await qmp.execute('system_powerdown');
      await withTimeout(ended, timeoutMs, 'The machine did not shut down');
    },
    async untilReset(timeoutMs = bootTimeoutMs) {
      await withTimeout(running().qmp.untilEvent('RESET'), timeoutMs, 'The machine did not reset');
    },
    untilEnded: () => on?.ended ?? Promise.resolve(),
    async setLink(link) {
      await running().qmp.execute('set_link', { name: 'card', up: link === 'up' });
    },
    untilScreen: (what, isIt, timeoutMs = bootTimeoutMs) =>
      untilLook(`the screen "${what}"`, what, (picture) => (isIt(picture) ? picture : null), timeoutMs),
    untilQr: (not, timeoutMs = bootTimeoutMs) => {
      const look = (picture: Picture) => {
        const qr = readQr(picture);
        return qr === not ? null : qr;
      };
      return untilLook('a QR on the panel', 'pairing', look, timeoutMs);
    },
    saveState: (name) => monitor(`savevm ${name}`),
    loadState: (name) => monitor(`loadvm ${name}`),
    keepPicture: keep,
    async keepEvidence(target) {
      // It may be about to end; what is there already is kept all the same.
      const last = on === null ? null : await screenshot().catch(() => null);
      if (last !== null) keep('last', last);
      mkdirSync(target, { recursive: true });
      cpSync(pictures, target, { recursive: true });
      writeFileSync(join(target, 'serial.log'), serial.text());
      const words = on === null ? null : await journal().catch(() => null);
      if (words !== null) writeFileSync(join(target, 'journal.log'), words);
    },
    async dispose() {
      await cutPower();
      qmpServer.close();
      probe.server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  /** Its last lines, where the machine has a probe that answers. */
  async function journal(): Promise<string> {
    await probe.ready(1);
    const args = ['--boot', '--no-pager', '--output', 'short-monotonic', '--lines', '500'];
    return (await probe.run(({ run }, ...rest) => run('journalctl', ...rest), ...args)).stdout;
  }

  async function monitor(line: string): Promise<void> {
    // The human monitor prints nothing where all went well.
    const complaint = await running().qmp.humanMonitor(line);
    if (complaint !== '') throw new Error(`${line}: ${complaint}`);
  }
}

async function withTimeout<Value>(promise: Promise<Value>, timeoutMs: number, what: string): Promise<Value> {
  const timer = new AbortController();
  const late = new Promise<never>((_, reject) => {
    const handle = setTimeout(() => reject(new Error(`${what} within ${timeoutMs} ms.`)), timeoutMs);
    timer.signal.addEventListener('abort', () => clearTimeout(handle));
  });
  return Promise.race([promise, late]).finally(() => timer.abort());
}
