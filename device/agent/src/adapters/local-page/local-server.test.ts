import { unlinkSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ensurePlayerBuilt } from '@signet/player/ensure-built';
import t from 'tap';
import { WebSocket } from 'ws';
import { createLocalServer } from './local-server.ts';
import { isLoopback, isOwnHost, isOwnOrigin, ownHosts } from './local-server-guard.ts';
import { readRange } from './local-server-range.ts';
import { keepMedia, pageItem, pictureItem, playlistOf, startServer, testDevice } from './local-server-rig.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One request as a program of ill will could make it: with any header. */
function ask(
  origin: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(origin, { path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** What becomes of a socket that tries to open: `open`, or the status that it was refused with. */
function tryToOpen(origin: string, headers: Record<string, string>, path = '/live'): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_, response) => resolve(String(response.statusCode)));
    socket.on('error', () => undefined);
  });
}

/** An open page as the server sees it, with everything it was told. */
async function openPage(
  origin: string,
): Promise<{ socket: WebSocket; told: unknown[]; next(count: number): Promise<unknown[]> }> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/live`, { origin });
  const told: unknown[] = [];
  socket.on('message', (data) => told.push(JSON.parse(data.toString())));
  await new Promise((resolve) => socket.on('open', resolve));
  const next = async (count: number): Promise<unknown[]> => {
    while (told.length < count) await new Promise((resolve) => socket.once('message', resolve));
    return told;
  };
  return { socket, told, next };
}

const closeCode = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => socket.on('close', resolve));

t.test('which hosts and origins are its own', async (t) => {
  const hosts = ownHosts('127.0.0.1', 8090);
  for (const [header, own] of [
    ['127.0.0.1:8090', true],
    ['localhost:8090', true],
    ['LOCALHOST:8090', true],
    ['127.0.0.1', false],
    ['127.0.0.1:80', false],
    ['rebound.example:8090', false],
    ['[::1]:8090', false],
    [undefined, false],
  ] as const) {
    t.equal(isOwnHost(header, hosts), own, String(header));
  }
  t.ok(isOwnHost('[::1]:8090', ownHosts('::1', 8090)));
  t.ok(isOwnHost('localhost', ownHosts('127.0.0.1', 80)));
  t.ok(isOwnOrigin('http://localhost:8090', 'localhost:8090'));
  t.notOk(isOwnOrigin('http://127.0.0.1:8090', 'localhost:8090'));
  t.notOk(isOwnOrigin('https://localhost:8090', 'localhost:8090'));
  t.notOk(isOwnOrigin('null', 'localhost:8090'));
  t.notOk(isOwnOrigin(undefined, 'localhost:8090'));
  t.notOk(isOwnOrigin('http://localhost', undefined));
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) t.ok(isLoopback(host), host);
  for (const host of ['0.0.0.0', '::', '192.168.1.2', '127.evil.example']) t.notOk(isLoopback(host), host);
});

t.test('how a Range is read', async (t) => {
  for (const [header, expected] of [
    [undefined, { kind: 'whole' }],
    ['bytes=0-', { kind: 'part', first: 0, last: 99 }],
    ['bytes=10-19', { kind: 'part', first: 10, last: 19 }],
    ['bytes=90-500', { kind: 'part', first: 90, last: 99 }],
    ['bytes=-10', { kind: 'part', first: 90, last: 99 }],
    ['bytes=-500', { kind: 'part', first: 0, last: 99 }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=100-', { kind: 'unsatisfiable' }],
    ['bytes=20-10', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['bytes=0-1,5-6', { kind: 'whole' }],
    ['lines=1-2', { kind: 'whole' }],
  ] as const) {
    t.same(readRange(header, 100), expected, String(header));
  }
});

t.test('the page is served under a policy that allows its own files and no others', async (t) => {
  const { server } = await startServer(t);
  const page = await ask(server.origin, '/');
  t.equal(page.status, 200);
  t.match(page.headers['content-security-policy'], /default-src 'none'; script-src 'self'/);
  t.notMatch(page.headers['content-security-policy'], /unsafe/);
  t.equal(page.headers['cache-control'], 'no-cache');
  const [script = ''] = /\/assets\/[^"]+\.js/.exec(page.body) ?? [];
  const asset = await ask(server.origin, script);
  t.equal(asset.headers['content-type'], 'text/javascript; charset=utf-8');
  t.match(asset.headers['cache-control'], /immutable/);
  t.equal((await ask(server.origin, '/', {}, 'HEAD')).body, '');
});

t.test('whoever calls it by another name is not answered', async (t) => {
  const { server } = await startServer(t);
  const { port } = new URL(server.origin);
  for (const path of ['/', '/screen.svg?w=10&h=10', '/live']) {
    t.equal((await ask(server.origin, path, { Host: `rebound.example:${port}` })).status, 421, path);
  }
  t.equal((await ask(server.origin, '/', { Host: `localhost:${port}` })).status, 200);
});

t.test('a socket must come from its own page', async (t) => {
  const { server } = await startServer(t);
  const { host, port } = new URL(server.origin);
  t.equal(await tryToOpen(server.origin, { Origin: server.origin }), 'open');
  t.equal(await tryToOpen(server.origin, { Origin: 'https://elsewhere.example' }), '403');
  t.equal(await tryToOpen(server.origin, { Origin: 'null' }), '403', 'a sandboxed page of the account');
  t.equal(await tryToOpen(server.origin, {}), '403');
  t.equal(await tryToOpen(server.origin, { Origin: server.origin, Host: `rebound.example:${port}` }), '421');
  t.equal(await tryToOpen(server.origin, { Origin: `http://${host}` }, '/other'), '404');
});

t.test('nothing but the listed paths exists, and nothing can be written', async (t) => {
  const { server, mediaDirectory } = await startServer(t);
  const sha256 = keepMedia(mediaDirectory, 'not in any playlist');
  writeFileSync(join(mediaDirectory, 'secret'), 'x');
  for (const path of [
    '/package.json',
    '/assets/',
    '/assets/../index.html',
    '/media/secret',
    '/media/../secret',
    `/media/${sha256}`,
    '/%2e%2e/x',
    '//',
    '*',
  ]) {
    t.equal((await ask(server.origin, path)).status, 404, path);
  }
  const refused = await ask(server.origin, '/', {}, 'POST');
  t.equal(refused.status, 405);
  t.equal(refused.headers['allow'], 'GET, HEAD');
});

t.test(
  'the screen is drawn for the size that is asked for, once, and never cached by the browser',
  async (t) => {
    let drawings = 0;
    const { server } = await startServer(t, {
      drawScreen: (screen, geometry) => {
        drawings += 1;
        return `<svg>${screen.kind} ${geometry.widthPx}x${geometry.heightPx} ${drawings}</svg>`;
      },
    });
    t.equal((await ask(server.origin, '/screen.svg?w=640&h=480')).status, 404, 'before the first screen');
    server.setScreen({ kind: 'starting', device: testDevice });
    const first = await ask(server.origin, '/screen.svg?w=640&h=480');
    t.equal(first.body, '<svg>starting 640x480 1</svg>');
    t.equal(first.headers['content-type'], 'image/svg+xml; charset=utf-8');
    t.equal(first.headers['cache-control'], 'no-store');
    t.match(first.headers['content-security-policy'], /sandbox/);
    t.equal((await ask(server.origin, '/screen.svg?w=640&h=480')).body, first.body);
    for (const size of ['w=0&h=10', 'w=10', 'w=1e9&h=10', 'w=abc&h=10', 'w=1.5&h=10', '']) {
      t.equal((await ask(server.origin, `/screen.svg?${size}`)).status, 404, size);
    }
    for (let width = 1; width <= 9; width += 1) await ask(server.origin, `/screen.svg?w=${width}&h=9`);
    t.match(
      (await ask(server.origin, '/screen.svg?w=640&h=480')).body,
      '640x480 11',
      'few drawings are kept',
    );
  },
);

t.test('a drawing that fails is told to the log, and the server lives on', async (t) => {
  const { server, logged } = await startServer(t, {
    drawScreen: () => {
      throw new Error('no such font');
    },
  });
  server.setScreen({ kind: 'starting', device: testDevice });
  t.equal((await ask(server.origin, '/screen.svg?w=640&h=480')).status, 500);
  t.same(logged, ['local-answer-failed']);
  t.equal((await ask(server.origin, '/')).status, 200);
});

t.test('media of the playlist is served as what the playlist says it is, fenced in', async (t) => {
  const { server, mediaDirectory } = await startServer(t);
  const picture = pictureItem(mediaDirectory, 'red');
  const page = pageItem(mediaDirectory, 'blue');
  const posing = { ...pictureItem(mediaDirectory, 'green'), id: 'posing' };
  posing.media = { ...posing.media, type: 'text/html' };
  server.setPlaylist(playlistOf(picture, page, posing));
  const path = `/media/${picture.media.sha256}`;

  const whole = await ask(server.origin, path);
  t.equal(whole.status, 200);
  t.equal(whole.headers['content-type'], 'image/svg+xml');
  t.equal(whole.headers['cache-control'], 'public, max-age=31536000, immutable');
  t.equal(whole.headers['x-content-type-options'], 'nosniff');
  t.match(
    whole.headers['content-security-policy'],
    /default-src 'none'.*sandbox$/,
    'no script of an SVG runs',
  );

  const part = await ask(server.origin, path, { Range: 'bytes=5-9' });
  t.equal(part.status, 206);
  t.equal(part.headers['content-range'], `bytes 5-9/${whole.body.length}`);
  t.equal(part.body, whole.body.slice(5, 10));
  t.equal((await ask(server.origin, path, { Range: 'bytes=99999-' })).status, 416);
  const etag = String(whole.headers['etag']);
  t.equal((await ask(server.origin, path, { 'If-None-Match': etag })).status, 304);
  t.equal((await ask(server.origin, path, { Range: 'bytes=5-9', 'If-Range': etag })).status, 206);
  t.equal((await ask(server.origin, path, { Range: 'bytes=5-9', 'If-Range': '"other"' })).status, 200);
  const head = await ask(server.origin, path, {}, 'HEAD');
  t.equal(head.headers['content-length'], String(whole.body.length));
  t.equal(head.body, '');

  const html = await ask(server.origin, `/media/${page.media.sha256}`);
  t.equal(html.headers['content-type'], 'text/html; charset=utf-8');
  t.match(html.headers['content-security-policy'], /^sandbox allow-scripts; default-src 'none'/);
  t.notMatch(html.headers['content-security-policy'], /allow-same-origin|connect-src/);
  t.equal(
    (await ask(server.origin, `/media/${posing.media.sha256}`)).status,
    404,
    'no page in the guise of a picture',
  );
});

t.test('media goes when it is no longer played, but not under a page that is just going over', async (t) => {
  const { server, mediaDirectory } = await startServer(t);
  const red = pictureItem(mediaDirectory, 'red');
  const green = pictureItem(mediaDirectory, 'green');
  const status = async (item: typeof red) => (await ask(server.origin, `/media/${item.media.sha256}`)).status;
  server.setPlaylist(playlistOf(red));
  server.setPlaylist(playlistOf(green));
  t.same([await status(red), await status(green)], [200, 200]);
  unlinkSync(join(mediaDirectory, red.media.sha256));
  t.equal(await status(red), 404);
  server.setPlaylist(null);
  t.equal(await status(green), 404);
});

t.test('a page is told what stands when it opens, and each change after that', async (t) => {
  const { server, mediaDirectory } = await startServer(t);
  const item = pictureItem(mediaDirectory, 'red');
  t.equal(server.setScreen({ kind: 'starting', device: testDevice }), true);
  t.equal(server.setScreen({ kind: 'starting', device: testDevice }), false);
  const page = await openPage(server.origin);
  server.setScreen({ kind: 'starting', device: testDevice });
  server.setScreen({ kind: 'starting', device: { ...testDevice, serial: 'SN-2' } });
  server.setPlaylist(playlistOf(item));
  const play = {
    type: 'play',
    playlist: {
      id: 'playlist-1',
      items: [{ id: item.id, kind: 'picture', source: `/media/${item.media.sha256}`, durationMs: 700 }],
    },
  };
  t.same(await page.next(3), [
    { type: 'screen', version: 1, kind: 'starting' },
    { type: 'screen', version: 2, kind: 'starting' },
    play,
  ]);
  const late = await openPage(server.origin);
  t.same(await late.next(2), [{ type: 'screen', version: 2, kind: 'starting' }, play]);
  server.setPlaylist(null);
  t.same((await late.next(3))[2], { type: 'stop' });
  const later = await openPage(server.origin);
  t.same((await later.next(2))[1], { type: 'stop' });
});

t.test('reports are passed on until their listener ends; a page that asks is answered', async (t) => {
  const { server, report, reports } = await startServer(t);
  const ended: unknown[] = [];
  server.onReport((one) => ended.push(one))();
  const page = await openPage(server.origin);
  const failed = { type: 'item-failed', playlistId: 'p', itemId: 'i', detail: 'broken' } as const;
  page.socket.send(JSON.stringify(failed));
  t.same(await report(({ type }) => type === 'item-failed'), failed);
  page.socket.send(JSON.stringify({ type: 'are-you-there' }));
  t.same(await page.next(1), [{ type: 'here' }]);
  t.equal(reports.length, 1, 'a question is no report');
  t.same(ended, []);
});

t.test('that a page’s picture advances is told until its listener ends', async (t) => {
  const { server } = await startServer(t);
  const page = await openPage(server.origin);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.onAlive(() => t.fail('has ended'))();
  const end = server.onAlive(resolve);
  page.socket.send(JSON.stringify({ type: 'alive' }));
  await promise;
  end();
  page.socket.send(JSON.stringify({ type: 'alive' }));
  page.socket.send(JSON.stringify({ type: 'are-you-there' }));
  t.same(await page.next(1), [{ type: 'here' }], 'it needs no answer');
});

t.test('a page that speaks nonsense is cut off, and others notice nothing', async (t) => {
  const { server, report } = await startServer(t);
  const good = await openPage(server.origin);
  for (const [said, code] of [
    ['{', 1008],
    ['null', 1008],
    ['{"type":"shutdown"}', 1008],
    ['{"type":"first-frame","playlistId":7,"itemId":"i"}', 1008],
    ['x'.repeat(20_000), 1009],
  ] as const) {
    const bad = await openPage(server.origin);
    const closed = closeCode(bad.socket);
    bad.socket.send(said);
    t.equal(await closed, code, said.slice(0, 60));
  }
  good.socket.send(JSON.stringify({ type: 'first-frame', playlistId: 'p', itemId: 'i' }));
  t.match(await report(() => true), { type: 'first-frame' });
});

t.test('pages do not pile up without bound', async (t) => {
  const { server } = await startServer(t);
  for (let count = 0; count < 32; count += 1) await openPage(server.origin);
  const oneMore = await openPage(server.origin);
  t.equal(await closeCode(oneMore.socket), 1013);
});

t.test('closing says goodbye, cuts off who does not answer, and frees the port', async (t) => {
  const { server } = await startServer(t);
  const { host, port } = new URL(server.origin);
  const page = await openPage(server.origin);
  const closed = closeCode(page.socket);
  const deaf = connect(Number(port), '127.0.0.1');
  const cutOff = new Promise((resolve) => deaf.on('close', resolve));
  deaf.write(
    `GET /live HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${server.origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  );
  await new Promise((resolve) => deaf.once('data', resolve));
  deaf.resume();
  await server.close();
  t.equal(await closed, 1001);
  await cutOff;
  const next = await startServer(t, { port: Number(port) });
  t.equal(next.server.origin, server.origin);
});

t.test('what keeps it from starting is said', async (t) => {
  const { server } = await startServer(t);
  const options = {
    host: '127.0.0.1',
    port: Number(new URL(server.origin).port),
    pageDirectory: await ensurePlayerBuilt(),
    mediaDirectory: t.testdir({ empty: {} }),
    drawScreen: () => '',
    log: { log: () => undefined },
  };
  await t.rejects(createLocalServer(options), {
    code: 'address-in-use',
    message: /another program uses this address/,
  });
  await t.rejects(createLocalServer({ ...options, host: '0.0.0.0', port: 0 }), { code: 'not-loopback' });
  await t.rejects(createLocalServer({ ...options, host: '127.255.255.255.9', port: 0 }), {
    code: 'not-loopback',
  });
  await t.rejects(createLocalServer({ ...options, host: '127.999.0.1', port: 0 }), { code: 'listen-failed' });
  for (const pageDirectory of [
    join(options.mediaDirectory, 'empty'),
    join(options.mediaDirectory, 'missing'),
  ]) {
    await t.rejects(createLocalServer({ ...options, pageDirectory, port: 0 }), {
      code: 'player-not-built',
      message: /npm run build/,
    });
  }
});
