/**
 * What tests of the whole system read inside it, as the kernel tells it: processes, sockets, memory.
 *
 * The functions run inside through the probe, so each must stand alone. Programs of the image such as `ss` and `ps`
 * are not there to ask.
 */
import type { GuestWorld } from './probe-guest.ts';

/** One process that is not the kernel's (proc_pid_status(5)). */
export interface GuestProcess {
  pid: number;
  name: string;
  arguments: string[];
  userId: number;
  /** Unit or scope, such as `signet-agent.service`. */
  unit: string;
  /** Effective capabilities, in hexadecimal. */
  capabilities: string;
  noNewPrivileges: boolean;
  /** System call filters that it has, its unit's and its own. */
  filters: number;
  anonymousKiB: number;
  /** Identities of its name spaces, such as `user:[4026531837]`. */
  namespaces: Readonly<Record<'user' | 'pid' | 'net', string>>;
}

export function readProcesses({ fs }: GuestWorld): GuestProcess[] {
  const read = (pid: string): GuestProcess[] => {
    // Chromium joins its own by spaces.
    const words = fs
      .readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .split('\0')
      .filter((word) => word !== '');
    const lines = fs.readFileSync(`/proc/${pid}/status`, 'utf8').split('\n');
    const fields = Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2)));
    // The kernel's own have neither arguments nor memory.
    if (fields.VmRSS === undefined) return [];
    const path = fs.readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('/');
    const namespace = (kind: string) => fs.readlinkSync(`/proc/${pid}/ns/${kind}`);
    return [
      {
        pid: Number(pid),
        name: fields.Name ?? '',
        arguments: words,
        userId: Number.parseInt(fields.Uid ?? '', 10),
        unit: path.find((part) => /\.(service|scope)$/.test(part)) ?? path.join('/'),
        capabilities: fields.CapEff ?? '',
        noNewPrivileges: fields.NoNewPrivs === '1',
        filters: Number(fields.Seccomp_filters),
        anonymousKiB: Number.parseInt(fields.RssAnon ?? '', 10),
        namespaces: { user: namespace('user'), pid: namespace('pid'), net: namespace('net') },
      },
    ];
  };
  return fs.readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return read(name);
    } catch {
      // It ended while it was read.
      return [];
    }
  });
}

/** A socket that takes what nobody here asked for: a listener, or one of UDP that is bound and joined to nobody. */
export interface OpenSocket {
  protocol: string;
  /** The kernel's own notation: address and port in hexadecimal (proc_net(5)). */
  local: string;
  port: number;
  loopback: boolean;
  userId: number;
}

export function readOpenSockets({ fs }: GuestWorld): OpenSocket[] {
  // Of the kernel's states: LISTEN for TCP, CLOSE for those that have no other end.
  const listening = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07', raw: '07', raw6: '07' };
  return Object.entries(listening).flatMap(([protocol, state]) =>
    fs
      .readFileSync(`/proc/net/${protocol}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === state)
      .map((fields) => {
        const local = fields[1] ?? '';
        const [address = '', port = ''] = local.split(':');
        // IPv4 stands in the processor's byte order, so 127 comes last.
        const loopback = address.length === 8 ? address.endsWith('7F') : /^0{24}01000000$/.test(address);
        return { protocol, local, port: Number.parseInt(port, 16), loopback, userId: Number(fields[7]) };
      }),
  );
}

/** KiB, as /proc/meminfo names them. */
export function readMemory({ fs }: GuestWorld): Record<string, number> {
  const lines = fs.readFileSync('/proc/meminfo', 'utf8').trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', value = ''] = line.split(/:\s*/);
      return [name, Number.parseInt(value, 10)];
    }),
  );
}
