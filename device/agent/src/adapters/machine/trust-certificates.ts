/**
 * Trusts certificates besides those that Node brings, in every TLS connection of this process: `fetch` and `ws` alike.
 *
 * Called before the first connection. It never takes trust away, and an empty list costs nothing: Node's own hundred
 * and more roots are parsed anew only where there is something to add.
 */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** PEM, one certificate in each. */
export function trustAlso(certificates: readonly string[]): void {
  if (certificates.length === 0) return;
  setDefaultCACertificates([...getCACertificates('default'), ...certificates]);
}
