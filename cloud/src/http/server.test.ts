import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { get as getTls } from 'node:https';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { listen, type RequestHandlers } from './server.ts';

const answering: RequestHandlers = {
  request: (_request, response) => void response.end('hello'),
  upgrade: () => false,
};

t.test('port 0 takes a free port and says which', async (t) => {
  const server = await listen({ host: '127.0.0.1', port: 0, tls: null });
  server.serve(answering);
  t.match(server.url, /^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
  t.equal(await (await fetch(server.url)).text(), 'hello');
  await server.close(0);
  await t.rejects(fetch(server.url), 'closed is closed');
});

t.test('a request that comes before the answerer waits for it', async (t) => {
  const server = await listen({ host: '127.0.0.1', port: 0, tls: null });
  t.teardown(() => server.close(0));
  const early = fetch(server.url);
  const connected = connect(Number(new URL(server.url).port), '127.0.0.1');
  await new Promise((resolve) => connected.once('connect', resolve));
  connected.destroy();
  server.serve(answering);
  t.equal(await (await early).text(), 'hello');
});

t.test('a port in use is refused with a stable code', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  t.teardown(() => other.close());
  const { port } = other.address() as AddressInfo;
  await t.rejects(listen({ host: '127.0.0.1', port, tls: null }), {
    code: 'listen-failed',
    cause: { code: 'EADDRINUSE' },
  });
});

t.test('closing lets a running request finish and ends it at the deadline', async (t) => {
  for (const finishes of [true, false]) {
    const server = await listen({ host: '127.0.0.1', port: 0, tls: null });
    const { promise: asked, resolve: ask } = Promise.withResolvers<() => void>();
    server.serve({ ...answering, request: (_request, response) => ask(() => response.end('late')) });
    const answer = new Promise<string>((resolve) => {
      get(server.url, { agent: false }, (response) =>
        response.on('data', (text) => resolve(String(text))),
      ).on('error', () => resolve('cut off'));
    });
    const finish = await asked;
    const closed = server.close(finishes ? 10_000 : 1);
    if (finishes) finish();
    await closed;
    t.equal(await answer, finishes ? 'late' : 'cut off');
  }
});

t.test('an upgrade that nobody takes is answered and closed', async (t) => {
  const server = await listen({ host: '127.0.0.1', port: 0, tls: null });
  t.teardown(() => server.close(0));
  server.serve(answering);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write('GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  let text = '';
  for await (const chunk of socket) text += chunk;
  t.match(text, /^HTTP\/1\.1 404 /);
});

t.test('with a certificate it speaks https, and without a usable one it says so', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'signet-tls-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1 -keyout ${key} -out ${cert}`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
  const tls = { keyFile: key, certFile: cert };
  const server = await listen({ host: '127.0.0.1', port: 0, tls });
  t.teardown(() => server.close(0));
  server.serve(answering);
  t.match(server.url, /^https:/);
  const body = await new Promise((resolve, reject) => {
    getTls(
      server.url,
      { ca: readFileSync(cert), checkServerIdentity: () => undefined, agent: false },
      (response) => response.on('data', (text) => resolve(String(text))),
    ).on('error', reject);
  });
  t.equal(body, 'hello');
  for (const certFile of [key, join(directory, 'missing.pem')]) {
    await t.rejects(listen({ host: '127.0.0.1', port: 0, tls: { keyFile: key, certFile } }), {
      code: 'listen-failed',
    });
  }
});
