/**
 * Which addresses the cloud may call because an account says that its identity provider is there.
 *
 * The cloud stands where accounts do not: what it can reach (its own machine, its neighbours, the metadata service of
 * a hoster) is not theirs to reach through it. So: https, and only hosts whose every address is public; or what the
 * operator of the cloud has listed.
 */
import { lookup } from 'node:dns/promises';
import { isPublicRoutableHost } from '@better-auth/core/utils/host';

export interface AddressRule {
  /** Origins inside the building that the operator allows. */
  internalOrigins: readonly string[];
  resolve?(host: string): Promise<readonly string[]>;
}

/** Null: may be called. Otherwise why not, for whoever typed it. */
export async function whyNotCall(address: string, rule: AddressRule): Promise<string | null> {
  if (!URL.canParse(address)) return 'It is no address.';
  const url = new URL(address);
  if (rule.internalOrigins.includes(url.origin)) return null;
  if (url.protocol !== 'https:') return 'It must begin with https://.';
  if (!isPublicRoutableHost(url.hostname))
    return 'It is not a public address; the operator of this cloud can allow it.';
  const resolve = rule.resolve ?? resolveAll;
  try {
    const found = await resolve(url.hostname);
    if (found.length > 0 && found.every((each) => isPublicRoutableHost(each))) return null;
    return 'Its name leads to an address that is not public; the operator of this cloud can allow it.';
  } catch {
    return 'There is no such host.';
  }
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
