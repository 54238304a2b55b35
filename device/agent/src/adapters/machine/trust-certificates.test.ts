/** A test CA by openssl, a TLS server with a certificate of it, and the two ways in which the agent connects. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { trustAlso } from './trust-certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'signet-ca-'));
const at = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });

function makeCa(name: string): string {
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ed25519',
    '-nodes',
    '-keyout',
    at(`${name}.key`),
    '-out',
    at(name),
    '-subj',
    `/CN=${name}`,
  );
  return readFileSync(at(name), 'utf8');
}

const ca = makeCa('ca');
const otherCa = makeCa('other-ca');
writeFileSync(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
openssl(
  'req',
  '-newkey',
  'ed25519',
  '-nodes',
  '-keyout',
  at('key'),
  '-out',
  at('request'),
  '-subj',
  '/CN=cloud',
);
openssl(
  'x509',
  '-req',
  '-in',
  at('request'),
  '-CA',
  at('ca'),
  '-CAkey',
  at('ca.key'),
  '-CAcreateserial',
  '-extfile',
  at('names'),
  '-out',
  at('certificate'),
);

const server = createServer({ key: readFileSync(at('key')), cert: readFileSync(at('certificate')) });
server.on('request', (_, response) => response.end('content'));
new WebSocketServer({ server }).on('connection', (socket) => socket.send('challenge'));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
t.teardown(() => {
  server.closeAllConnections();
  server.close();
});

/** What came, or the code of what went wrong. */
const fetched = () =>
  fetch(`https://127.0.0.1:${port}/media/x`).then(
    (response) => response.text(),
    (cause: Error) => (cause.cause as NodeJS.ErrnoException).code,
  );
const heard = () => {
  const socket = new WebSocket(`wss://127.0.0.1:${port}/device`);
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      resolve(String(data));
      socket.terminate();
    });
    socket.on('error', (cause: NodeJS.ErrnoException) => resolve(cause.code));
  });
};
const refused = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';

t.test('a certificate of an unknown authority is refused by fetch and WebSocket', async (t) => {
  t.same(await Promise.all([fetched(), heard()]), [refused, refused]);
});

t.test('trust in nobody, and in another authority, changes nothing', async (t) => {
  trustAlso([]);
  trustAlso([otherCa]);
  t.same(await Promise.all([fetched(), heard()]), [refused, refused]);
});

t.test('once its authority is trusted, both connect, and nothing that was trusted is lost', async (t) => {
  const { getCACertificates } = await import('node:tls');
  const before = getCACertificates('default').length;
  trustAlso([ca]);
  t.same(await Promise.all([fetched(), heard()]), ['content', 'challenge']);
  t.equal(getCACertificates('default').length, before + 1);
  t.ok(before > 100, `${before} roots`);
});
