/** A private CA, a TLS server with a certificate of it, and the two ways in which the agent connects. */
import t from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { makePrivateCa } from './private-ca-rig.ts';
import { trustAlso } from './trust-certificates.ts';

const ca = makePrivateCa();
const { server, origin, close } = await ca.serve();
server.on('request', (_, response) => response.end('content'));
new WebSocketServer({ server }).on('connection', (socket) => socket.send('challenge'));
t.teardown(close);

/** What came, or the code of what went wrong. */
const fetched = () =>
  fetch(`${origin}/media/x`).then(
    (response) => response.text(),
    (cause: Error) => (cause.cause as NodeJS.ErrnoException).code,
  );
const heard = () => {
  const socket = new WebSocket(`${origin.replace('https', 'wss')}/device`);
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
  trustAlso([makePrivateCa().certificate]);
  t.same(await Promise.all([fetched(), heard()]), [refused, refused]);
});

t.test('once its authority is trusted, both connect, and nothing that was trusted is lost', async (t) => {
  const { getCACertificates } = await import('node:tls');
  const before = getCACertificates('default').length;
  trustAlso([ca.certificate]);
  t.same(await Promise.all([fetched(), heard()]), ['content', 'challenge']);
  t.equal(getCACertificates('default').length, before + 1);
  t.ok(before > 100, `${before} roots`);
});
