import { createServer, type ServerResponse } from 'node:http';
import t, { type Test } from 'tap';
import { readReachable } from './local-server-reach.ts';

const elsewhere = { isOwn: () => false };

async function site(t: Test, answer: (path: string, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => answer(request.url ?? '', response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${Object(server.address()).port}`;
}

t.test('a page that is there and may be framed is fit, also behind a redirection', async (t) => {
  const address = await site(t, (path, response) => {
    if (path === '/') response.writeHead(302, { Location: '/menu' }).end();
    else
      response
        .writeHead(200, { 'Content-Security-Policy': "default-src 'self'; frame-ancestors *" })
        .end('x');
  });
  t.same(await readReachable(`${address}/`, elsewhere), { ok: true, detail: '' });
});

t.test('what a frame could not show is told with its reason', async (t) => {
  const headers: Record<string, [number, Record<string, string>, RegExp]> = {
    '/gone': [404, {}, /status 404/],
    '/broken': [503, {}, /status 503/],
    '/denied': [200, { 'X-Frame-Options': 'DENY' }, /does not let itself/],
    '/same': [200, { 'X-Frame-Options': 'SAMEORIGIN' }, /does not let itself/],
    '/none': [200, { 'Content-Security-Policy': "frame-ancestors 'none'" }, /does not let itself/],
    '/friends': [
      200,
      { 'Content-Security-Policy': 'frame-ancestors https://friend.example' },
      /does not let itself/,
    ],
    '/loop': [302, { Location: '/loop' }, /without end/],
    '/mail': [302, { Location: 'mailto:somebody@example.com' }, /no web page/],
  };
  const address = await site(t, (path, response) => {
    const [status, given] = headers[path] ?? [500, {}];
    response.writeHead(status, given).end();
  });
  for (const [path, [, , detail]] of Object.entries(headers)) {
    t.match(await readReachable(address + path, elsewhere), { ok: false, detail }, path);
  }
});

t.test('nothing that listens on the device itself is asked for', async (t) => {
  let asked = 0;
  const address = await site(t, (_, response) => {
    asked += 1;
    response.end();
  });
  const port = new URL(address).port;
  for (const host of ['127.0.0.1', 'localhost', '127.1', '[::1]', '0.0.0.0', 'x.localhost', '2130706433']) {
    t.match(await readReachable(`http://${host}:${port}/`), { ok: false, detail: /the device itself/ }, host);
  }
  t.equal(asked, 0);
});

t.test('a page that nobody serves, or that never answers, is told apart', async (t) => {
  const silent = await site(t, () => undefined);
  const gone = new AbortController();
  const waiting = readReachable(silent, { ...elsewhere, signal: gone.signal });
  gone.abort();
  t.match(await waiting, { ok: false, detail: /in time/ });
  t.match(await readReachable('http://127.0.0.1:1/', elsewhere), { ok: false, detail: /not reachable/ });
});
