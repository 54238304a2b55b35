/**
 * Email domains and which of them belong together. Pure.
 */

/** The domain of an address in lower case; null where it has none that could be one. */
export function domainOf(email: string): string | null {
  const at = email.lastIndexOf('@');
  return at < 1 ? null : readDomain(email.slice(at + 1));
}

/** A domain as it is written everywhere here; null where it is none that mail could go to. */
export function readDomain(text: string): string | null {
  const domain = text.trim().toLowerCase().replace(/\.$/, '');
  if (
    domain.length > 253 ||
    !/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domain)
  ) {
    return null;
  }
  return domain;
}

/** Whether `domain` is `owned` or lies below it: who holds the one decides about the other. */
export function belongsTo(domain: string, owned: string): boolean {
  return domain === owned || domain.endsWith(`.${owned}`);
}
