/**
 * Which address a request really comes from, and through whom it may be told.
 *
 * Only a peer on the explicit list of trusted proxies is believed, and `X-Forwarded-For` is read from its right
 * end, where our own proxies write: everything left of the first address that is not ours was written by
 * whoever wanted to. Limits are counted by this address, so believing too much would let anyone evade them.
 */
import { BlockList, isIP } from 'node:net';
import { createMiddleware } from 'hono/factory';
import type { Environment } from './environment.ts';

/** Peer address and `X-Forwarded-For` to the client's address; `unknown` where the peer has none. */
export type AddressReader = (peerAddress: string | undefined, forwardedFor: string | undefined) => string;

/** One entry of the list of trusted proxies: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`. */
export interface TrustedProxy {
  address: string;
  prefixBits: number;
  family: 'ipv4' | 'ipv6';
}

/** Reads an address or a CIDR block; null where it is neither. */
export function readTrustedProxy(text: string): TrustedProxy | null {
  const [address = '', prefix, ...rest] = text.trim().split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return null;
  const widthBits = version === 4 ? 32 : 128;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return null;
  const prefixBits = prefix === undefined ? widthBits : Number(prefix);
  if (prefixBits > widthBits) return null;
  return { address, prefixBits, family: version === 4 ? 'ipv4' : 'ipv6' };
}

export function createAddressReader(trustedProxies: readonly TrustedProxy[]): AddressReader {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) trusted.addSubnet(proxy.address, proxy.prefixBits, proxy.family);
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return (peerAddress, forwardedFor) => {
    const peer = readAddress(peerAddress ?? '');
    if (peer === null) return 'unknown';
    let client = peer;
    const hops = (forwardedFor ?? '').split(',').reverse();
    for (const hop of hops) {
      if (!isTrusted(client)) return client;
      const next = readAddress(hop);
      // A hop that is no address was not written by a proxy that we can rely on: stop at the last one that was.
      if (next === null) return client;
      client = next;
    }
    return client;
  };
}

/** Sets what {@link clientAddress} answers. Goes before everything that counts or logs by address. */
export function readClientAddress(read: AddressReader) {
  return createMiddleware<Environment>(async (c, next) => {
    // Without Node's objects (an app called directly, in tests) there is no peer to know of.
    const peer = c.env?.incoming?.socket.remoteAddress;
    c.set('address', read(peer, c.req.header('X-Forwarded-For')));
    await next();
  });
}

/** The true client address of this request. */
export function clientAddress(c: { readonly var: { readonly address?: string } }): string {
  return c.var.address ?? 'unknown';
}

function readAddress(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  const [address = ''] = bare.split('%');
  if (isIP(address) === 0) return null;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return (mapped?.[1] ?? address).toLowerCase();
}
