import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRoute, z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { pino } from 'pino';
import t from 'tap';
import { readByteRange } from './byte-range.ts';
import { createAddressReader, readTrustedProxy, type TrustedProxy } from './client-address.ts';
import type { Environment } from './environment.ts';
import { answerFailure, answerNothingThere } from './failures.ts';
import { type ProblemCode, problem, problemResponses, problems } from './problem.ts';
import { problemPages } from './problem-pages.ts';
import { loggedPath, logRequests } from './request-log.ts';
import { createRouter } from './router.ts';
import { securityHeaders } from './security-headers.ts';
import { studioRoutes } from './studio.ts';

const proxies = (...texts: string[]): TrustedProxy[] =>
  texts.map(readTrustedProxy).filter((proxy) => proxy !== null);

t.test('the client address is the first one from the right that is no proxy of ours', (t) => {
  const table: [string[], string | undefined, string | undefined, string][] = [
    [[], '198.51.100.1', undefined, '198.51.100.1'],
    [[], '198.51.100.1', '203.0.113.9', '198.51.100.1'],
    [['10.0.0.0/8'], '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    [['10.0.0.0/8'], '10.1.2.3', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
    [['10.0.0.0/8'], '10.1.2.3', '203.0.113.9, 10.9.9.9', '203.0.113.9'],
    [['10.0.0.0/8'], '10.1.2.3', '10.4.4.4, 10.9.9.9', '10.4.4.4'],
    [['10.0.0.0/8'], '10.1.2.3', undefined, '10.1.2.3'],
    [['10.0.0.0/8'], '10.1.2.3', '203.0.113.9, garbage', '10.1.2.3'],
    [['10.0.0.0/8'], '192.0.2.1', '203.0.113.9', '192.0.2.1'],
    [['10.0.0.1'], '10.0.0.2', '203.0.113.9', '10.0.0.2'],
    [['10.0.0.0/8'], '::ffff:10.1.2.3', '203.0.113.9', '203.0.113.9'],
    [['2001:db8::/32'], '2001:db8::5', '2001:DB9::7', '2001:db9::7'],
    [['127.0.0.1'], '127.0.0.1', '[2001:db9::7]:4711', '2001:db9::7'],
    [['127.0.0.1'], '127.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    [['127.0.0.1'], 'fe80::1%eth0', undefined, 'fe80::1'],
    [[], undefined, '203.0.113.9', 'unknown'],
  ];
  for (const [trusted, peer, forwarded, expected] of table) {
    t.equal(createAddressReader(proxies(...trusted))(peer, forwarded), expected, `${peer} <- ${forwarded}`);
  }
  t.end();
});

t.test('a trusted proxy is an address or a CIDR block and nothing else', (t) => {
  t.same(readTrustedProxy('10.0.0.0/8'), { address: '10.0.0.0', prefixBits: 8, family: 'ipv4' });
  t.same(readTrustedProxy(' ::1 '), { address: '::1', prefixBits: 128, family: 'ipv6' });
  for (const wrong of ['', 'localhost', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/x', '10.0.0/8', '::/129'])
    t.equal(readTrustedProxy(wrong), null, wrong);
  t.end();
});

t.test('a byte range is read as RFC 9110 says, and what is unclear means the whole file', (t) => {
  const part = (first: number, last: number) => ({ outcome: 'part', range: { first, last } });
  const table: [string | undefined, number, unknown][] = [
    [undefined, 10, { outcome: 'whole' }],
    ['bytes=0-', 10, part(0, 9)],
    ['bytes=4-', 10, part(4, 9)],
    ['bytes=2-5', 10, part(2, 5)],
    ['Bytes = 2 - 5', 10, part(2, 5)],
    ['bytes=2-500', 10, part(2, 9)],
    ['bytes=-3', 10, part(7, 9)],
    ['bytes=-30', 10, part(0, 9)],
    ['bytes=9-9', 10, part(9, 9)],
    ['bytes=10-', 10, { outcome: 'unsatisfiable' }],
    ['bytes=-0', 10, { outcome: 'unsatisfiable' }],
    ['bytes=0-', 0, { outcome: 'unsatisfiable' }],
    ['bytes=5-2', 10, { outcome: 'whole' }],
    ['bytes=0-1,3-4', 10, { outcome: 'whole' }],
    ['bytes=-', 10, { outcome: 'whole' }],
    ['items=0-1', 10, { outcome: 'whole' }],
    ['bytes=a-b', 10, { outcome: 'whole' }],
  ];
  for (const [header, size, expected] of table)
    t.same(readByteRange(header, size), expected, `${header} of ${size}`);
  t.end();
});

t.test('a pairing ID and a query never reach the log', (t) => {
  const table = [
    ['/P/ABCDEFGHIJKLMNOPQRSTUVWXYZ', '/P/:pairingId'],
    ['/p/abc', '/p/:pairingId'],
    ['/api/v1/pairings/abc', '/api/v1/pairings/:pairingId'],
    ['/api/v1/pairings/claim', '/api/v1/pairings/claim'],
    ['/api/v1/pairings/undo', '/api/v1/pairings/undo'],
    ['/api/v1/devices/d1', '/api/v1/devices/d1'],
    [`/${'x'.repeat(500)}`, `/${'x'.repeat(199)}`],
  ] as const;
  for (const [path, expected] of table) t.equal(loggedPath(path), expected);
  t.end();
});

function appForTests(mount: (app: Hono<Environment>) => void) {
  const lines: string[] = [];
  const log = pino({ base: null, level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const app = new Hono<Environment>();
  app.onError(answerFailure(log));
  app.notFound(answerNothingThere);
  app.use(logRequests({ log, randomBytes: (size) => new Uint8Array(size).fill(7) }));
  app.use(securityHeaders('https://signet.example'));
  app.use('/api/*', bodyLimit({ maxSize: 100, onError: (c) => problem(c, 'too-large', 'Send less.') }));
  mount(app);
  return { app, lines: () => lines.map((line) => JSON.parse(line)) };
}

t.test('every problem code answers its status as a problem document', async (t) => {
  const { app } = appForTests((app) =>
    app.get('/problem/:code', (c) =>
      problem(c, c.req.param('code') as ProblemCode, 'What to do.', { retryAfterSeconds: 9, field: 'name' }),
    ),
  );
  for (const [code, { status, title }] of Object.entries(problems)) {
    const answer = await app.request(`/problem/${code}`);
    t.equal(answer.status, status);
    t.equal(answer.headers.get('Content-Type'), 'application/problem+json');
    t.equal(answer.headers.get('Retry-After'), '9');
    t.same(await answer.json(), {
      type: `/problems/${code}`,
      title,
      status,
      detail: 'What to do.',
      code,
      field: 'name',
      retryAfterSeconds: 9,
    });
  }
});

t.test('problems that share a status share one OpenAPI response that names them all', (t) => {
  const responses = problemResponses('invalid-request', 'malformed-code', 'wrong-code');
  t.same(Object.keys(responses), ['400', '404']);
  t.match(responses[400].description, /`invalid-request`.*`malformed-code`/);
  t.end();
});

t.test('a request that does not fit its schema is told which field and what to do', async (t) => {
  const route = createRoute({
    method: 'post',
    path: '/api/thing',
    request: {
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z.object({ name: z.string().min(1), at: z.object({ x: z.int() }).optional() }),
          },
        },
      },
    },
    responses: { 204: { description: 'done' } },
  });
  const { app } = appForTests((app) =>
    app.route(
      '/',
      createRouter<Environment>().openapi(route, (c) => c.body(null, 204)),
    ),
  );
  const post = (body: string, type = 'application/json') =>
    app.request('/api/thing', { method: 'POST', body, headers: { 'Content-Type': type } });
  t.equal((await post('{"name":"x"}')).status, 204);
  const cases = [
    ['{"name":""}', 400, 'invalid-request', 'name'],
    ['{}', 400, 'invalid-request', 'name'],
    ['{"name":"x","at":{"x":1.5}}', 400, 'invalid-request', 'at.x'],
    ['{"name":', 400, 'invalid-request', undefined],
    [`{"name":"${'x'.repeat(200)}"}`, 413, 'too-large', undefined],
  ] as const;
  for (const [body, status, code, field] of cases) {
    const answer = await post(body);
    t.equal(answer.status, status, body);
    const document = (await answer.json()) as Record<string, unknown>;
    t.equal(document['code'], code);
    t.equal(document['field'], field);
    if (field) t.match(document['detail'], `"${field}"`);
  }
  t.ok((await post('name=x', 'text/plain')).status >= 400, 'another media type is refused');
});

t.test('a thrown error is logged whole and answered without details', async (t) => {
  const { app, lines } = appForTests((app) =>
    app.get('/api/broken', () => {
      throw new Error('the password is hunter2', { cause: new Error('deeper') });
    }),
  );
  const answer = await app.request('/api/broken?token=secret', { headers: { Cookie: 'session=secret' } });
  t.equal(answer.status, 500);
  const body = await answer.text();
  t.match(JSON.parse(body), { code: 'internal', detail: /0707070707070707/ });
  t.notMatch(body, /hunter2/);
  t.equal(answer.headers.get('X-Request-Id'), '0707070707070707');
  const failed = lines().find((line) => line.code === 'request-failed');
  t.match(failed.err.message, 'hunter2');
  t.match(failed, { requestId: '0707070707070707', path: '/api/broken' });
  t.notMatch(JSON.stringify(lines()), /secret/);
});

t.test('each request has one log line; health checks and assets only when asked for', async (t) => {
  const { app, lines } = appForTests((app) => {
    app.get('/healthz', (c) => c.text('ok'));
    app.get('/p/:id', (c) => c.text('page'));
  });
  await app.request('/healthz');
  await app.request('/p/SECRETPAIRINGID?x=1');
  await app.request('/nowhere');
  t.match(lines(), [
    { level: 20, path: '/healthz', status: 200 },
    { level: 30, path: '/p/:pairingId', status: 200, method: 'GET', durationMs: Number, address: 'unknown' },
    { level: 30, path: '/nowhere', status: 404 },
  ]);
});

t.test('browsers are told to run nothing foreign, frame nothing and sniff nothing', async (t) => {
  const { app } = appForTests((app) => {
    app.get('/', (c) => c.text('x'));
    app.get('/strict', (c) => c.text('x', 200, { 'Content-Security-Policy': 'sandbox' }));
  });
  const { headers } = await app.request('/');
  const policy = headers.get('Content-Security-Policy') ?? '';
  t.match(policy, /script-src 'self'(;|$)/);
  t.match(policy, /frame-ancestors 'none'/);
  t.equal(headers.get('X-Content-Type-Options'), 'nosniff');
  t.equal(headers.get('Referrer-Policy'), 'no-referrer');
  t.equal(headers.get('Strict-Transport-Security'), 'max-age=31536000');
  t.equal((await app.request('/strict')).headers.get('Content-Security-Policy'), 'sandbox');

  const plain = new Hono<Environment>()
    .use(securityHeaders('http://127.0.0.1:8080'))
    .get('/', (c) => c.text('x'));
  t.equal((await plain.request('/')).headers.get('Strict-Transport-Security'), null);
});

t.test('a problem has a page, and what is no problem has none', async (t) => {
  const { app } = appForTests((app) => app.route('/', problemPages()));
  const page = await app.request('/problems/wrong-code');
  t.equal(page.status, 200);
  t.match(await page.text(), problems['wrong-code'].title);
  for (const path of ['/problems/none', '/problems/toString']) t.equal((await app.request(path)).status, 404);
});

t.test(
  'Studio is served from its folder: assets for ever, pages never stale, nothing from outside',
  async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'signet-studio-'));
    mkdirSync(join(directory, 'dist', 'assets'), { recursive: true });
    writeFileSync(join(directory, 'secret.txt'), 'outside');
    writeFileSync(join(directory, 'dist', 'index.html'), '<title>Studio</title>');
    writeFileSync(join(directory, 'dist', 'favicon.svg'), '<svg/>');
    writeFileSync(join(directory, 'dist', 'assets', 'app-1a2b.js'), 'run()');
    const { app } = appForTests((app) => app.route('/', studioRoutes(join(directory, 'dist'))));

    const asset = await app.request('/assets/app-1a2b.js');
    t.equal(asset.status, 200);
    t.match(asset.headers.get('Cache-Control'), 'immutable');
    t.match(asset.headers.get('Content-Type'), 'text/javascript');
    t.match((await app.request('/favicon.svg')).headers.get('Content-Type'), 'image/svg+xml');
    for (const path of ['/', '/pair', '/p/abc', '/P/ABC', '/devices/x/y', '/index.html']) {
      const page = await app.request(path);
      t.equal(page.status, 200, path);
      t.match(await page.text(), 'Studio');
      t.match(page.headers.get('Content-Type'), 'text/html');
      t.equal(page.headers.get('Cache-Control'), 'no-cache');
    }
    const missing = await app.request('/assets/app-gone.js');
    t.equal(missing.status, 404);
    t.equal(missing.headers.get('Cache-Control'), null);
    for (const path of [
      '/assets/../../secret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
    ])
      t.notMatch(await (await app.request(path)).text(), 'outside', path);
    t.equal((await app.request('/devices', { method: 'POST' })).status, 404);
  },
);

t.test('without a built Studio the page says how to build it', async (t) => {
  const { app } = appForTests((app) => app.route('/', studioRoutes('/nowhere/at/all')));
  const page = await app.request('/devices');
  t.equal(page.status, 503);
  t.match(await page.text(), 'npm run build -w @signet/studio');
  t.equal((await app.request('/assets/x.js')).status, 404);
});
