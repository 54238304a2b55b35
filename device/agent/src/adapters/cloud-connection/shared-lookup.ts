/**
 * Looks names up so that those who ask for the same name share one question.
 *
 * getaddrinfo cannot be called off and holds one of the few threads of libuv (two on a device) for as long as a dead
 * DNS server keeps it waiting. Whoever asks again meanwhile waits for the answer that is on its way already, so that
 * many tries never hold more than one thread.
 */
import { ADDRCONFIG, type LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';

/** The addresses of a host, at least one, best first; rejects with a `code` of getaddrinfo. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

/** What the system says, for the address families that it has. */
export const systemResolve: Resolve = (host) => lookup(host, { all: true, hints: ADDRCONFIG });

export function shareLookups(resolve: Resolve): Resolve {
  const pending = new Map<string, Promise<LookupAddress[]>>();
  return (host) => {
    const asked = pending.get(host);
    if (asked !== undefined) return asked;
    const asking = resolve(host).finally(() => pending.delete(host));
    pending.set(host, asking);
    return asking;
  };
}
