/**
 * The state of the machine's network interfaces, looked at every few seconds.
 *
 * Node has no event for it; a look costs well under a millisecond. Loopback and links without an address of their
 * own (link-local IPv6) do not count as a network. It tells facts and judges nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { NetworkPort } from '../../ports.ts';
import type { NetworkInterface } from '../../screens/screen.ts';

const intervalMs = 3_000;

/** `sysfs` is `/sys/class/net` of Linux; elsewhere it is missing and only addresses are known. */
export function createSystemNetwork(sysfs = '/sys/class/net', lookEveryMs = intervalMs): NetworkPort {
  let timer: NodeJS.Timeout | undefined;
  return {
    watch(changed) {
      let last = '';
      const look = () => {
        const interfaces = readInterfaces(sysfs);
        const text = JSON.stringify(interfaces);
        if (text === last) return;
        last = text;
        changed(interfaces);
      };
      look();
      timer = setInterval(look, lookEveryMs);
    },
    close: () => clearInterval(timer),
  };
}

export function readInterfaces(sysfs: string): NetworkInterface[] {
  const known = networkInterfaces();
  const names = new Set([...Object.keys(known), ...hardwareNames(sysfs)]);
  return [...names]
    .filter((name) => name !== 'lo' && !(known[name] ?? []).some((one) => one.internal))
    .sort()
    .map((name) => ({
      name,
      carrier: readCarrier(sysfs, name),
      addresses: (known[name] ?? [])
        .filter((one) => !one.address.startsWith('fe80:'))
        .map((one) => one.address),
    }));
}

/** Interfaces that are there but down do not appear in `os.networkInterfaces`. Virtual ones have no `device`. */
function hardwareNames(sysfs: string): string[] {
  try {
    return readdirSync(sysfs).filter((name) => readdirSync(join(sysfs, name)).includes('device'));
  } catch {
    return [];
  }
}

/** `carrier` reads 1 or 0, and fails with EINVAL while the interface is down (Documentation/ABI/testing/sysfs-class-net). */
function readCarrier(sysfs: string, name: string): boolean | null {
  try {
    return readFileSync(join(sysfs, name, 'carrier'), 'utf8').trim() === '1';
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EINVAL' ? false : null;
  }
}
