/**
 * The whole cloud in this process: every route, real SQLite, real sign-in, real sockets, for tests that cross
 * capabilities. Only the clock is given.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import type { Test } from 'tap';
import { createApp } from '../app.ts';
import { createDiskMediaStore } from '../content/media-store.ts';
import { migrate } from '../database/migrate.ts';
import { newId } from '../database/new-id.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { Dependencies, SocketDependencies } from '../dependencies.ts';
import { createLocalDeviceBus } from '../devices/device-bus.ts';
import { createDeviceSockets } from '../devices/device-sockets.ts';
import { makeTestKey, TestDevice } from '../devices/testing/test-device.ts';
import { createLocalDeviceNewsBus } from '../events/device-news.ts';
import { createFeeds } from '../events/feeds.ts';
import { feedSettings } from '../events/stream-settings.ts';
import { createAddressReader } from '../http/client-address.ts';
import { listen } from '../http/server.ts';
import { identityTables } from '../identity/accounts.ts';
import { createIdentity } from '../identity/better-auth-identity.ts';
import { contentForTests } from '../identity/identity-for-tests.ts';
import type { Role } from '../identity/rights.ts';
import { plainSignIn, type SignInSettings } from '../identity/sign-in/sign-in-options.ts';
import { type MailSettings, startMail } from '../mail/start-mail.ts';

export interface Answered {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever JSON was answered
  body: any;
}

/** Somebody signed in. */
export interface Someone {
  userId: string;
  email: string;
  /** The account that they act on when the test begins. */
  accountId: string;
  cookie: string;
  ask(method: string, path: string, body?: unknown): Promise<Answered>;
}

export interface WholeCloud {
  url: string;
  db: Kysely<Schema>;
  deps: Dependencies;
  advance(ms: number): void;
  send(
    method: string,
    path: string,
    given?: { body?: unknown; cookie?: string; headers?: Record<string, string> },
  ): Promise<Answered>;
  signUp(name?: string): Promise<Someone>;
  /** Somebody who acts on the account of `admin` in this role, put there past the invitation. */
  member(admin: Someone, role: Role): Promise<Someone>;
  /** A screen that waits to be paired. */
  screen(
    capability?: number,
  ): Promise<{ device: TestDevice; deviceId: string; pairingId: string; code: string }>;
}

let people = 0;

export async function startWholeCloud(
  t: Test,
  given: { mail?: MailSettings; signIn?: Partial<SignInSettings>; deviceLimit?: number } = {},
): Promise<WholeCloud> {
  const directory = mkdtempSync(join(tmpdir(), 'signet-whole-'));
  const db = openDatabase({ file: ':memory:' });
  await migrate(db);
  await db
    .insertInto('media')
    .values(contentForTests.items.map(({ sha256, type }) => ({ sha256, type, bytes: 1_000, createdAt: 0 })))
    .execute();
  const server = await listen({ host: '127.0.0.1', port: 0, tls: null });
  let aheadMs = 0;
  const shared = { db, clock: () => Date.now() + aheadMs, randomBytes, log: pino({ level: 'silent' }) };
  const place = { publicUrl: server.url, origins: [server.url] };
  const mail = given.mail === undefined ? null : startMail(shared, given.mail);
  const identity = await createIdentity({
    ...shared,
    ...place,
    sessionKey: randomBytes(32),
    defaultContent: contentForTests,
    deviceLimit: given.deviceLimit ?? null,
    signIn: { ...plainSignIn, mail, ...given.signIn },
  });
  const sharedByAll: SocketDependencies = {
    ...shared,
    ...place,
    clientAddress: createAddressReader([{ address: '127.0.0.1', prefixBits: 32, family: 'ipv4' }]),
    deviceBus: createLocalDeviceBus(),
    newsBus: createLocalDeviceNewsBus(),
    identity,
    mediaStore: createDiskMediaStore(directory),
    mediaTokenKey: randomBytes(32),
    settings: {
      pairingGraceMs: 24 * 3_600_000,
      undoWindowMs: 600_000,
      removalGraceMs: 0,
      lapseAfterMs: 90 * 24 * 3_600_000,
      mediaTokenMs: 3_600_000,
      mediaMaxBytes: 1_000_000,
      mediaQuotaBytes: 2_000_000,
    },
  };
  const sockets = createDeviceSockets(sharedByAll);
  const feeds = createFeeds({ ...sharedByAll, ...feedSettings });
  const deps: Dependencies = {
    ...sharedByAll,
    presence: sockets.presence,
    feeds,
    mail,
    signIn: identity.signIn,
    keys: identity.keys,
  };
  const app = createApp(deps, { studioDirectory: join(directory, 'not-built'), version: '1.0.0' });
  server.serve({ request: getRequestListener(app.fetch), upgrade: sockets.handleUpgrade });
  t.teardown(async () => {
    feeds.close();
    await sockets.close();
    await server.close(0);
    await mail?.close();
    await db.destroy();
  });

  let senders = 0;
  const send: WholeCloud['send'] = async (method, path, { body, cookie, headers } = {}) => {
    senders += 1;
    const response = await fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: {
        Origin: server.url,
        'X-Forwarded-For': `198.53.${senders >> 8}.${senders & 255}`,
        ...(body === undefined
          ? {}
          : { 'Content-Type': body instanceof Uint8Array ? 'image/png' : 'application/json' }),
        ...(cookie === undefined ? {} : { Cookie: cookie }),
        ...headers,
      },
      // Bytes go as they are: a file that is uploaded.
      ...(body === undefined
        ? {}
        : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text === '' ? null : text,
    };
  };

  const cloud: WholeCloud = {
    url: server.url,
    db,
    deps,
    send,
    advance(ms) {
      aheadMs += ms;
    },
    async signUp(name = 'Ada') {
      people += 1;
      const email = `${name.toLowerCase().replace(/\W/g, '')}-${people}@example.com`;
      const made = await send('POST', '/api/auth/sign-up/email', {
        body: { name, email, password: 'a long enough one' },
      });
      if (made.status !== 200) throw new Error(`sign-up answered ${made.status}: ${made.body?.detail}`);
      const cookie = made.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
      const ask: Someone['ask'] = (method, path, body) => send(method, path, { cookie, body });
      const { body: session } = await ask('GET', '/api/v1/session');
      return { userId: session.user.id, email, accountId: session.account.id, cookie, ask };
    },
    async member(admin, role) {
      const someone = await cloud.signUp(role);
      await identityTables(db)
        .insertInto('member')
        .values({
          id: newId(randomBytes),
          organizationId: admin.accountId,
          userId: someone.userId,
          role,
          createdAt: new Date().toISOString(),
        })
        .execute();
      const entered = await someone.ask('POST', '/api/v1/session/account', { accountId: admin.accountId });
      if (entered.status !== 204) throw new Error(`entering the account answered ${entered.status}`);
      return { ...someone, accountId: admin.accountId };
    },
    async screen(capability = 1) {
      const device = new TestDevice(`${server.url.replace('http', 'ws')}/device`, await makeTestKey());
      const { deviceId } = device.key;
      await device.signOn({ origin: server.url, serial: `NP-${deviceId.slice(0, 8)}`, capability });
      const { pairingId, code } = await device.next('pairing');
      return { device, deviceId, pairingId, code };
    },
  };
  return cloud;
}
