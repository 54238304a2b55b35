/**
 * A network for one virtual machine that misbehaves on demand: a tap device with a private address on this machine,
 * with DHCP and DNS by dnsmasq and a time server of its own. It leads nowhere but to this machine.
 *
 * Needs root, /dev/net/tun and dnsmasq; `networkUnavailable` says what is missing. Who reaches what is decided here,
 * never by the network that this machine is in.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Test } from 'tap';
import { newFolder } from '../../scripts/e2e/test-support/programs.ts';
import { startTimeServer, type TimeServer } from './time-server.ts';

export interface NetworkSituation {
  /** `no-route`: an address, but no way out is told. */
  dhcp: 'works' | 'no-route' | 'silent';
  /** `refuses`: nothing listens at the resolver; `silent`: the resolver does not exist. */
  dns: 'works' | 'refuses' | 'silent';
  /** Milliseconds by which the time server is wrong, and whether DHCP names it; or no answer. */
  ntp: { offMs: number; told?: boolean } | 'silent';
}

export const healthy: NetworkSituation = { dhcp: 'works', dns: 'works', ntp: { offMs: 0 } };

export interface TestNetwork {
  /** For `MachineOptions.network`. */
  readonly tap: string;
  /** This machine as a server on the internet: reached through the router that DHCP names, and not without it. */
  readonly hostAddress: string;
  /** The router, which is also resolver and time server. */
  readonly routerAddress: string;
  /** Resolves to `hostAddress` while DNS works. */
  readonly hostName: string;
  /** Every name that was asked for since the start, whether it exists or not. */
  readonly askedNames: ReadonlySet<string>;
  /** From now on. Leases given before stand until they are renewed; a pulled cable renews them at once. */
  become(situation: Partial<NetworkSituation>): Promise<void>;
}

const hostName = 'cloud.signet.test';

/** What is missing for such a network, or null. A test skips with it. */
export function networkUnavailable(): string | null {
  if (process.getuid?.() !== 0) return 'a network with faults needs root';
  if (!existsSync('/dev/net/tun')) return 'a network with faults needs /dev/net/tun';
  if (spawnSync('dnsmasq', ['--version']).error !== undefined) return 'a network with faults needs dnsmasq';
  return null;
}

export async function startTestNetwork(t: Test): Promise<TestNetwork> {
  const { tap, number } = createTap();
  const address = (last: number) => `10.93.${number}.${last}`;
  const folder = newFolder('network');
  let dnsmasq: ChildProcess | null = null;
  let timeServer: TimeServer | null = null;
  let situation = healthy;
  const askedNames = new Set<string>();

  async function stop(): Promise<void> {
    if (dnsmasq !== null && dnsmasq.exitCode === null) {
      dnsmasq.kill('SIGKILL');
      await once(dnsmasq, 'exit');
    }
    dnsmasq = null;
    await timeServer?.close();
    timeServer = null;
  }

  async function start(): Promise<void> {
    if (situation.ntp !== 'silent') timeServer = await startTimeServer(address(1), situation.ntp.offMs);
    const file = join(folder, 'dnsmasq.conf');
    const host = beyondRouter(number);
    writeFileSync(file, dnsmasqConfiguration(situation, { tap, address, host, folder }));
    // Ends with the test that started it, however that ends; not after a change of user or group (prctl(2)).
    const command = ['--pdeathsig', 'KILL', 'dnsmasq', '--keep-in-foreground', '--log-facility=-'];
    const child = spawn('setpriv', [...command, `--conf-file=${file}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    dnsmasq = child;
    const started = new Promise<void>((resolve, reject) => {
      const said: string[] = [];
      createInterface({ input: child.stderr }).on('line', (line) => {
        said.push(line);
        if (/: started/.test(line)) resolve();
        const asked = /: query\[\w+\] (\S+) from /.exec(line)?.[1];
        if (asked !== undefined) askedNames.add(asked);
      });
      child.on('exit', (code) => reject(new Error(`dnsmasq ended (${code}): ${said.join('\n')}`)));
    });
    await started;
  }

  t.teardown(async () => {
    await stop();
    ip('link', 'delete', tap);
  });
  await start();
  return {
    tap,
    hostAddress: beyondRouter(number),
    routerAddress: address(1),
    hostName,
    askedNames,
    async become(change) {
      situation = { ...situation, ...change };
      await stop();
      await start();
    },
  };
}

function dnsmasqConfiguration(
  { dhcp, dns, ntp }: NetworkSituation,
  at: { tap: string; address: (last: number) => string; host: string; folder: string },
): string {
  const lines = [
    ...[`interface=${at.tap}`, 'bind-interfaces', 'except-interface=lo', 'no-resolv', 'no-hosts'],
    ...['user=root', 'group=root'],
    ...['leasefile-ro', `pid-file=${at.folder}/dnsmasq.pid`, 'dhcp-authoritative', 'log-dhcp', 'no-ping'],
    'log-queries',
    // Every other name does not exist, which is an answer.
    ...(dns === 'works' ? [`address=/${hostName}/${at.host}`, 'address=/#/'] : ['port=0']),
  ];
  if (dhcp !== 'silent') {
    lines.push(
      `dhcp-range=${at.address(10)},${at.address(60)},255.255.255.0,2m`,
      dhcp === 'works' ? `dhcp-option=option:router,${at.address(1)}` : 'dhcp-option=option:router',
      `dhcp-option=option:dns-server,${at.address(dns === 'silent' ? 250 : 1)}`,
      `dhcp-option=option:ntp-server,${at.address(ntp === 'silent' || ntp.told === false ? 250 : 1)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The first number that is free; tests run side by side. */
function createTap(): { tap: string; number: number } {
  for (let number = 1; number < 100; number += 1) {
    const tap = `signet-vm${number}`;
    if (spawnSync('ip', ['tuntap', 'add', 'dev', tap, 'mode', 'tap']).status !== 0) continue;
    ip('address', 'add', `10.93.${number}.1/24`, 'dev', tap);
    ip('address', 'add', `${beyondRouter(number)}/32`, 'dev', tap);
    ip('link', 'set', tap, 'up');
    // Whatever this machine does otherwise, it is no router for the guest.
    writeFileSync(`/proc/sys/net/ipv4/conf/${tap}/forwarding`, '0');
    return { tap, number };
  }
  throw new Error('No tap device could be made.');
}

function beyondRouter(number: number): string {
  return `10.94.${number}.1`;
}

function ip(...args: string[]): void {
  execFileSync('ip', args);
}
