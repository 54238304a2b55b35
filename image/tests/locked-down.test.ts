/** What a device that is up lets nobody do: one boot to the pairing screen, looked at from inside and from outside. */
import t, { type Test } from 'tap';
import { pairingIdOf, until } from '../../scripts/e2e/test-support/panel.ts';
import { claim } from '../../scripts/e2e/test-support/person.ts';
import {
  type GuestProcess,
  type OpenSocket,
  readMemory,
  readOpenSockets,
  readProcesses,
} from '../testing/guest-facts.ts';
import { guestTime } from '../testing/guest-time.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import { scanPorts } from '../testing/scan-ports.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import { networkUnavailable, startTestNetwork } from '../testing/test-network.ts';
import type { VirtualMachine } from '../testing/virtual-machine.ts';

/** What needs to be root, and why. */
const rootUnits: Readonly<Record<string, string>> = {
  'init.scope': 'systemd itself, which starts everything',
  'systemd-journald.service': 'reads the kernel log and who it is that writes',
  'systemd-logind.service': 'hears the power button and switches off',
  'systemd-udevd.service': 'makes device nodes and loads modules',
  'iwd.service': 'keys and scans of radios; holds three capabilities of the network and no other',
  'signet-probe.service': 'what looks: not of the image',
};

/** What takes packets from the network, and why. */
const networkSockets: Readonly<Record<string, string>> = {
  'udp 68': 'DHCP: answers to this device (RFC 2131)',
  'udp6 546': 'DHCPv6: the same (RFC 8415)',
  'raw6 58': 'router advertisements (RFC 4861)',
};

/** Of the kernel's command line. */
const kernelSettings: Readonly<Record<string, string>> = {
  'kernel.dmesg_restrict': '1',
  'kernel.kptr_restrict': '2',
  'kernel.unprivileged_bpf_disabled': '1',
  'kernel.yama.ptrace_scope': '2',
  'kernel.sysrq': '0',
  'kernel.core_pattern': '|/bin/false',
  'kernel.panic_on_oops': '1',
  'net.core.bpf_jit_harden': '2',
};

const budgetMiB = 256;

t.test('a device that waits to be paired', async (t) => {
  const network = networkUnavailable() === null ? await startTestNetwork(t) : null;
  const cloud =
    network === null
      ? await startTestCloud(t)
      : await startTestCloud(t, { host: network.hostName, addresses: [network.hostAddress] });
  const machine = await machineForTest(t, {
    credentials: cloud.credentials,
    probe: true,
    ...(network === null ? {} : { network: { tap: network.tap } }),
  });
  await machine.powerOn();
  const url = await machine.untilQr();
  await untilCalm(machine);

  await t.test('has no unit that failed', async (t) => {
    const failed = await machine.probe.run(({ run }) =>
      run('systemctl', 'list-units', '--failed', '--no-legend', '--plain'),
    );
    t.equal(failed.stdout, '');
    const state = await machine.probe.run(({ run }) => run('systemctl', 'is-system-running'));
    t.equal(state.stdout.trim(), 'running');
  });

  await t.test('has a kernel that gives nothing away', async (t) => {
    t.same(
      await machine.probe.run(
        ({ fs }, names: string[]) =>
          Object.fromEntries(
            names.map((name) => [
              name,
              fs.readFileSync(`/proc/sys/${name.replaceAll('.', '/')}`, 'utf8').trim(),
            ]),
          ),
        Object.keys(kernelSettings),
      ),
      kernelSettings,
    );
  });

  await t.test('takes little memory', (t) => checkMemory(t, machine));

  await t.test('runs as root only what must, and all else without rights', async (t) => {
    const all = await machine.probe.run(readProcesses);
    const withoutReason = all.filter(({ userId, unit }) => userId === 0 && rootUnits[unit] === undefined);
    t.same(withoutReason.map(nameOf), []);
    const [agent] = all.filter(({ unit }) => unit === 'signet-agent.service');
    t.match(agent, { capabilities: /^0+$/, noNewPrivileges: true });
    t.ok((agent?.filters ?? 0) > 0, 'the agent has a system call filter');
    // Held by networkd, resolved and timesyncd; none of them makes a process do what its user may not.
    const owners = all.filter(({ userId, capabilities }) => userId !== 0 && !/^0+$/.test(capabilities));
    const known = /^(systemd-(networkd|resolved|timesyncd)|dbus-broker)\.service$/;
    t.same(owners.filter(({ unit }) => !known.test(unit)).map(nameOf), []);
  });

  await t.test('gives the agent hardly any exposure', async (t) => {
    const answer = await machine.probe.run(({ run }) =>
      run('systemd-analyze', 'security', '--no-pager', 'signet-agent.service'),
    );
    const level = Number(/exposure level for signet-agent.service: ([\d.]+)/.exec(answer.stdout)?.[1]);
    t.comment(`systemd-analyze security: ${level}`);
    t.ok(level <= 3, 'at most 3.0');
  });

  await t.test('listens to nothing but itself', async (t) => {
    const open = await machine.probe.run(readOpenSockets);
    const towardsNetwork = open.filter((one) => !one.loopback);
    t.same(
      towardsNetwork.filter((one) => networkSockets[portOf(one)] === undefined).map(portOf),
      [],
      'nothing but what an address needs',
    );
    t.ok(open.length > towardsNetwork.length, 'the agent’s own page was seen, so listeners are');
  });

  await t.test('has no open port', { skip: network === null && 'needs a tap device' }, async (t) => {
    const address = await machine.probe.run(
      ({ os }) =>
        Object.values(os.networkInterfaces())
          .flatMap((all) => all ?? [])
          .find((one) => one.family === 'IPv4' && !one.internal)?.address ?? '',
    );
    t.match(address, /^10\.93\./);
    t.same(await scanPorts(address, { first: 1, last: 10_000, timeoutMs: guestTime(500) }), []);
  });

  await t.test('lets nobody log in', (t) => checkAccounts(t, machine));

  await t.test('runs from a root that is verified and cannot be written', (t) => checkRoot(t, machine));

  await t.test('confines the browser, once it plays', async (t) => {
    const answer = await claim(await cloud.signUp(), { pairingId: pairingIdOf(url) });
    t.equal(answer.status, 200, JSON.stringify(answer.body));
    const all = await until(
      'renderers behind a filter of their own',
      () => browserOf(machine),
      guestTime(30_000),
      1_000,
    );
    checkBrowser(t, all);
  });
});

/** Boot is over: nothing is being started, and the agent has given back what drawing took. */
async function untilCalm(machine: VirtualMachine): Promise<void> {
  await until(
    'all units to be started',
    async () => {
      const jobs = await machine.probe.run(({ run }) => run('systemctl', 'list-jobs', '--no-legend'));
      return jobs.stdout.trim() === '';
    },
    guestTime(20_000),
    2_000,
  );
}

/** Looks until it is little enough, because memory that was needed to start is given back over time. */
async function checkMemory(t: Test, machine: VirtualMachine): Promise<void> {
  let report = '';
  const look = async () => {
    const memory = await machine.probe.run(readMemory);
    const processes = await machine.probe.run(readProcesses);
    const probe = processes.find(({ unit }) => unit === 'signet-probe.service');
    const of = (...names: string[]) => names.reduce((sum, name) => sum + (memory[name] ?? 0) / 1024, 0);
    // Neither free nor a copy of what is on the disk, except the program text and data that are mapped. Not
    // MemAvailable, which takes off what the kernel keeps back of free memory for itself. The probe's program text
    // is the agent's as well.
    const reclaimable = of('MemFree', 'Buffers', 'Cached', 'SReclaimable') - of('Shmem');
    const usedMiB = of('MemTotal') - reclaimable + of('Mapped') - (probe?.anonymousKiB ?? 0) / 1024;
    const parts = ['MemTotal', 'MemFree', 'MemAvailable', 'AnonPages', 'Mapped', 'Shmem', 'Slab', 'Cached'];
    const detail = parts.map((name) => `${name} ${Math.round(of(name))}`).join(', ');
    report = `${Math.round(usedMiB)} MiB in use without the probe (${detail})`;
    return usedMiB < budgetMiB;
  };
  const enough = await until('memory to be given back', look, guestTime(8_000), 5_000).catch(() => false);
  t.comment(report);
  t.ok(enough, `under ${budgetMiB} MiB: ${report}`);
}

async function checkAccounts(t: Test, machine: VirtualMachine): Promise<void> {
  const files = await machine.probe.run(({ fs }) => ({
    passwd: fs.readFileSync('/etc/passwd', 'utf8'),
    shadow: fs.readFileSync('/etc/shadow', 'utf8'),
  }));
  for (const line of files.passwd.trim().split('\n')) {
    const [name, password = '', , , , , shell = ''] = line.split(':');
    if (!/^[x*!]+$/.test(password)) t.fail(`${name} has a password`);
    if (!/\/(nologin|false)$/.test(shell)) t.fail(`${name} has the login shell ${shell}`);
  }
  for (const line of files.shadow.trim().split('\n')) {
    const [name, password = ''] = line.split(':');
    if (!/^[*!]/.test(password)) t.fail(`${name} has a password`);
  }
  const programs = await machine.probe.run(({ fs }) =>
    ['/usr/bin', '/usr/sbin', '/usr/lib/systemd', '/usr/libexec', '/usr/lib/openssh'].flatMap((folder) =>
      fs.existsSync(folder) ? fs.readdirSync(folder) : [],
    ),
  );
  const doors =
    /^(sh|[bdkz]?a?sh|rbash|busybox|sshd?(-.*)?|a?getty|login|su|sudo|sulogin|runuser|systemd-sulogin-shell)$/;
  t.same(
    programs.filter((name) => doors.test(name)),
    [],
    'no shell, and nothing that starts one for a person',
  );
  const privileged = await machine.probe.run(({ fs }) =>
    ['/usr/bin', '/usr/sbin', '/usr/lib/chromium', '/usr/lib/dbus-1.0', '/usr/libexec'].flatMap((folder) =>
      fs.existsSync(folder)
        ? fs
            .readdirSync(folder)
            .map((name) => `${folder}/${name}`)
            .filter((path) => (fs.lstatSync(path).mode & 0o4000) !== 0 && fs.lstatSync(path).uid === 0)
        : [],
    ),
  );
  t.same(privileged, [], 'no program that makes whoever starts it root');
  const units = [
    'rescue.target',
    'emergency.target',
    'debug-shell.service',
    'getty.target',
    'ctrl-alt-del.target',
  ];
  const enabled = await machine.probe.run(
    ({ run }, ...names: string[]) => run('systemctl', 'is-enabled', ...names),
    ...units,
  );
  t.same(
    enabled.stdout.trim().split('\n'),
    units.map(() => 'masked'),
  );
  const loader = await machine.probe.run(({ fs }) => fs.readFileSync('/efi/loader/loader.conf', 'utf8'));
  t.match(loader, /^editor\s+(no|off|false|0)$/m, 'nobody edits the kernel command line');
}

async function checkRoot(t: Test, machine: VirtualMachine): Promise<void> {
  const facts = await machine.probe.run(({ fs }) => {
    const attempt = (write: () => void) => {
      try {
        write();
        return 'written';
      } catch (error) {
        return error instanceof Error && 'code' in error ? String(error.code) : String(error);
      }
    };
    const device = fs.readdirSync('/sys/block').find((name) => name.startsWith('dm-')) ?? '';
    return {
      mount: fs.readFileSync('/proc/mounts', 'utf8').split('\n')[0],
      uuid: fs.readFileSync(`/sys/block/${device}/dm/uuid`, 'utf8').trim(),
      readOnly: fs.readFileSync(`/sys/block/${device}/ro`, 'utf8').trim(),
      commandLine: fs.readFileSync('/proc/cmdline', 'utf8'),
      file: attempt(() => fs.writeFileSync('/usr/lib/signet/written', '')),
      etc: attempt(() => fs.writeFileSync('/etc/written', '')),
      block: attempt(() => {
        const disk = fs.openSync(`/dev/${device}`, 'r+');
        const same = Buffer.alloc(512);
        fs.readSync(disk, same, 0, same.length, 0);
        fs.writeSync(disk, same, 0, same.length, 0);
      }),
      rename: attempt(() => fs.renameSync('/usr/lib/signet/node', '/usr/lib/signet/node2')),
    };
  });
  t.match(facts, {
    mount: /^\/dev\/mapper\/root \/ erofs ro,/,
    uuid: /^CRYPT-VERITY-/,
    readOnly: '1',
    commandLine: /\broothash=[0-9a-f]{64}\b.*systemd\.verity_root_options=panic-on-corruption/,
    ...{ file: 'EROFS', etc: 'EROFS', rename: 'EROFS' },
    block: /^E(ROFS|ACCES|PERM)$/,
  });
}

async function browserOf(machine: VirtualMachine): Promise<GuestProcess[] | null> {
  const all = await machine.probe.run(readProcesses);
  const browser = all.filter(({ unit }) => unit === 'signet-player.service');
  const renderers = browser.filter((one) => typeOf(one) === 'renderer');
  // One that has just been forked locks itself in a moment later, before it is given a page.
  const isLockedIn = (one: GuestProcess) => one.filters > filtersOfUnit(browser);
  return renderers.length > 0 && renderers.every(isLockedIn) ? browser : null;
}

/** System call filters of the browser's first process: what the unit gave it. */
function filtersOfUnit(browser: readonly GuestProcess[]): number {
  return browser.find((one) => one.name === 'chromium' && typeOf(one) === undefined)?.filters ?? 0;
}

function checkBrowser(t: Test, all: readonly GuestProcess[]): void {
  const main = all.find((one) => one.name === 'chromium' && typeOf(one) === undefined);
  t.match(main, { capabilities: /^0+$/, noNewPrivileges: true });
  t.notOk(
    all.some((one) =>
      one.arguments.some((word) => /no-sandbox|disable-setuid-sandbox|disable-seccomp/.test(word)),
    ),
    'the sandbox was not switched off',
  );
  for (const renderer of all.filter((one) => typeOf(one) === 'renderer')) {
    for (const kind of ['user', 'pid', 'net'] as const) {
      t.not(renderer.namespaces[kind], main?.namespaces[kind], `${kind} name space of a renderer`);
    }
    t.ok(renderer.filters > filtersOfUnit(all), 'a system call filter besides the unit’s');
    t.match(renderer.capabilities, /^0+$/);
  }
  t.same(all.filter(({ userId }) => userId === 0).map(nameOf), []);
}

function typeOf({ arguments: words }: GuestProcess): string | undefined {
  return words.join(' ').match(/--type=([\w-]+)/)?.[1];
}

function nameOf({ name, unit, userId }: GuestProcess): string {
  return `${name} (${unit}, user ${userId})`;
}

function portOf({ protocol, port }: OpenSocket): string {
  return `${protocol} ${port}`;
}
