import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { hc } from 'hono/client';
import { pino } from 'pino';
import t from 'tap';
import { type App, createApp } from './app.ts';
import { createDiskMediaStore } from './content/media-store.ts';
import { migrate } from './database/migrate.ts';
import { openDatabase } from './database/open-database.ts';
import { createLocalDeviceBus } from './devices/device-bus.ts';
import { createLocalDeviceNewsBus } from './events/device-news.ts';
import { createFeeds } from './events/feeds.ts';
import { feedSettings } from './events/stream-settings.ts';
import { createAddressReader } from './http/client-address.ts';
import { listen } from './http/server.ts';
import { createIdentity } from './identity/better-auth-identity.ts';

const directory = mkdtempSync(join(tmpdir(), 'signet-app-'));
const db = openDatabase({ file: ':memory:' });
await migrate(db);
const newsBus = createLocalDeviceNewsBus();
const server = await listen({ host: '127.0.0.1', port: 0, tls: null });
const shared = { db, clock: () => Date.now(), randomBytes, log: pino({ level: 'silent' }) };
const place = { publicUrl: server.url, origins: [server.url] };
const identity = await createIdentity({
  ...shared,
  ...place,
  sessionKey: randomBytes(32),
  defaultContent: { name: 'Welcome', items: [] },
  deviceLimit: null,
});
const app = createApp(
  {
    ...shared,
    ...place,
    clientAddress: createAddressReader([]),
    deviceBus: createLocalDeviceBus(),
    newsBus,
    feeds: createFeeds({ randomBytes, newsBus, ...feedSettings }),
    identity,
    mediaStore: createDiskMediaStore(directory),
    mediaTokenKey: randomBytes(32),
    settings: {
      pairingGraceMs: 1_000,
      undoWindowMs: 1_000,
      removalGraceMs: 0,
      lapseAfterMs: null,
      mediaMaxBytes: 1_000,
      mediaQuotaBytes: null,
      mediaTokenMs: 1_000,
    },
    presence: { isOnline: () => false },
    mail: null,
    signIn: identity.signIn,
    keys: identity.keys,
  },
  { studioDirectory: join(directory, 'not-built'), version: '1.2.3' },
);
server.serve({ request: getRequestListener(app.fetch), upgrade: () => false });
t.teardown(async () => {
  await server.close(0);
  await db.destroy();
});
const at = (path: string, init?: RequestInit) => fetch(server.url + path, init);

interface Description {
  openapi: string;
  info: { version: string };
  components: { securitySchemes: object; schemas: object };
  paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
}

t.test('the API describes itself, with how to sign in and how it refuses', async (t) => {
  const description = (await (await at('/api/v1/openapi.json')).json()) as Description;
  t.match(description, {
    openapi: '3.1.0',
    info: { version: '1.2.3' },
    components: {
      securitySchemes: { apiKey: { scheme: 'bearer' }, session: { in: 'cookie' } },
      schemas: { Problem: Object, Session: Object },
    },
  });
  const paths = [
    '/session',
    '/devices',
    '/devices/{id}',
    '/pairings/claim',
    '/pairings/undo',
    '/pairings/{pairingId}',
  ];
  for (const path of paths) t.ok(description.paths[`/api/v1${path}`], path);
  const refusals = Object.values(description.paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ responses }) => Object.entries(responses))
    .filter(([status]) => Number(status) >= 400);
  t.ok(refusals.length > 10);
  for (const [, response] of refusals)
    t.same(Object.keys(response.content ?? {}), ['application/problem+json']);
});

t.test(
  'every described route refuses whoever is not signed in, before it looks at anything else',
  async (t) => {
    const description = (await (await at('/api/v1/openapi.json')).json()) as Description;
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (!('401' in operation.responses)) continue;
        const answer = await at(path.replaceAll(/\{\w+\}/g, 'x'), {
          method: method.toUpperCase(),
          ...(method === 'get'
            ? {}
            : { body: '{"nonsense":', headers: { 'Content-Type': 'application/json' } }),
        });
        t.equal(answer.status, 401, `${method} ${path}`);
        t.match(await answer.json(), { code: 'sign-in-required' });
      }
    }
  },
);

t.test('what is no route of the API is a problem; everything else is Studio', async (t) => {
  for (const path of ['/api/nothing', '/api/v1/nothing', '/api/v1/session/x', '/api/auth/nothing']) {
    const answer = await at(path);
    t.equal(answer.status, 404, path);
    t.match(answer.headers.get('Content-Type'), 'application/problem+json');
  }
  for (const path of ['/', '/p/ABC', '/P/abc', '/sign-in', '/devices', '/pair']) {
    const answer = await at(path);
    t.match(answer.headers.get('Content-Type'), 'text/html', path);
    t.match(answer.headers.get('Content-Security-Policy'), /script-src 'self'/);
  }
  t.same(await (await at('/healthz')).json(), { status: 'ok' });
});

t.test('a body over 64 KiB is refused on every path of the API', async (t) => {
  const body = JSON.stringify({ name: 'x'.repeat(70_000) });
  for (const path of ['/api/auth/sign-up/email', '/api/v1/pairings/claim']) {
    const answer = await at(path, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
    t.equal(answer.status, 413, path);
    t.match(await answer.json(), { code: 'too-large' });
  }
});

t.test('the typed client reaches a signed-in session', async (t) => {
  const signUp = await at('/api/auth/sign-up/email', {
    method: 'POST',
    body: JSON.stringify({ name: 'Ada', email: 'ada@example.com', password: 'a long enough one' }),
    headers: { 'Content-Type': 'application/json', Origin: server.url },
  });
  const cookie = signUp.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const client = hc<App>(server.url, { headers: { Cookie: cookie } });
  const answer = await client.api.v1.session.$get();
  if (answer.status !== 200) return t.fail(`answered ${answer.status}`);
  const { account, user } = await answer.json();
  t.equal(user.email, 'ada@example.com');
  t.match(account, { name: "Ada's screens", role: 'admin' });
  const devices = await client.api.v1.devices.$get({ query: {} });
  t.same(await devices.json(), { devices: [], total: 0, nextCursor: null });
});
