/** For tests: authorities that nobody trusts yet, by openssl, and a TLS server on loopback with a certificate of one. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PrivateCa {
  /** PEM. */
  certificate: string;
  /** Starts a server at 127.0.0.1 that this authority vouches for; `origin` is its address. */
  serve(): Promise<{ server: Server; origin: string; close(): void }>;
}

export function makePrivateCa(): PrivateCa {
  const folder = mkdtempSync(join(tmpdir(), 'signet-ca-'));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const newKey = (name: string) => ['-newkey', 'ed25519', '-nodes', '-keyout', at(name)];
  openssl('req', '-x509', ...newKey('ca.key'), '-out', at('ca'), '-subj', '/CN=Private CA');

  return {
    certificate: readFileSync(at('ca'), 'utf8'),
    async serve() {
      writeFileSync(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
      openssl('req', ...newKey('key'), '-out', at('request'), '-subj', '/CN=cloud');
      const issuer = ['-CA', at('ca'), '-CAkey', at('ca.key'), '-CAcreateserial'];
      openssl('x509', '-req', '-in', at('request'), ...issuer, '-extfile', at('names'), '-out', at('leaf'));
      const server = createServer({ key: readFileSync(at('key')), cert: readFileSync(at('leaf')) });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return {
        server,
        origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close() {
          server.closeAllConnections();
          server.close();
        },
      };
    },
  };
}
