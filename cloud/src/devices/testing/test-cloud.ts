/**
 * A cloud of the parts under test, on real SQLite and a real port, with time and identity given.
 *
 * Whoever is named in the `X-User` header is signed in; `X-Account` chooses the account. Time stands still until
 * a test moves it, and the sweep runs when a test says so.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { OpenAPIHono } from '@hono/zod-openapi';
import { pino } from 'pino';
import { migrate } from '../../database/migrate.ts';
import { openDatabase } from '../../database/open-database.ts';
import type { Dependencies, PolicySettings } from '../../dependencies.ts';
import { enrolmentRoutes } from '../../enrolment/routes.ts';
import { createLocalDeviceNewsBus } from '../../events/device-news.ts';
import { createFeeds } from '../../events/feeds.ts';
import { feedSettings } from '../../events/stream-settings.ts';
import type { Environment } from '../../http/environment.ts';
import { answerFailure } from '../../http/failures.ts';
import type { ActorReading, Identity } from '../../identity/identity.ts';
import type { Role } from '../../identity/rights.ts';
import { provisioningRoutes } from '../../provisioning/routes.ts';
import { createLocalDeviceBus } from '../device-bus.ts';
import { createDeviceSockets, type DeviceSockets } from '../device-sockets.ts';
import { deviceRoutes } from '../routes.ts';
import { makeTestKey, TestDevice, type TestKey } from './test-device.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever JSON was answered
  body: any;
}

export interface TestCloud {
  deps: Dependencies;
  sockets: DeviceSockets;
  /** Moves both clocks. */
  advance(ms: number): void;
  /** One sweep; resolves when it is through. */
  sweep(): Promise<void>;
  /** Who is a member of which accounts; the first is the active one. Users without an entry have account `a-<user>`. */
  members: Map<string, string[]>;
  /** `ann in a-shop` to her role there; without an entry she is its Admin. */
  roles: Map<string, Role>;
  accountNames: Map<string, string>;
  logged: { level: number; code: string; [field: string]: unknown }[];
  device(key?: TestKey): Promise<TestDevice>;
  request(
    method: string,
    path: string,
    as?: { user?: string; account?: string; address?: string; kind?: 'api-key' },
    body?: unknown,
  ): Promise<Answer>;
  claim(body: unknown, user?: string, address?: string): Promise<Answer>;
  url: string;
  close(): Promise<void>;
}

/** Enrolment and devices have nothing to do with ways to sign in and with keys. */
const notUsedHere = new Proxy({} as Dependencies['signIn'] & Dependencies['keys'], {
  get() {
    throw new Error('a capability reached for what is not its business');
  },
});

export async function startTestCloud(
  given: { settings?: Partial<PolicySettings>; publicUrl?: string } = {},
): Promise<TestCloud> {
  const directory = mkdtempSync(join(tmpdir(), 'signet-devices-'));
  const db = openDatabase({ file: join(directory, 'cloud.sqlite') });
  await migrate(db);
  let now = Date.UTC(2026, 10, 23, 12);
  let monotonic = 1_000;
  const members = new Map<string, string[]>();
  const roles: TestCloud['roles'] = new Map();
  const accountNames = new Map<string, string>();
  const logged: TestCloud['logged'] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line)) });

  const accountsOf = (userId: string) => members.get(userId) ?? [`a-${userId}`];
  const roleIn = (userId: string, id: string) => roles.get(`${userId} in ${id}`) ?? 'admin';
  const nameOf = (id: string) => accountNames.get(id) ?? `Account ${id}`;
  const identity: Identity = {
    async readActor(headers, address): Promise<ActorReading> {
      const userId = headers.get('X-User');
      if (userId === null) return { outcome: 'nobody' };
      const accountId = headers.get('X-Account') ?? accountsOf(userId)[0] ?? '';
      const isKey = headers.get('X-Kind') === 'api-key';
      return {
        outcome: 'actor',
        actor: {
          kind: isKey ? 'api-key' : 'user',
          userId,
          name: userId,
          accountId,
          role: roleIn(userId, accountId),
          ...{ secondFactor: false, signOnOf: null, keptOut: false },
          address: headers.get('X-Address') ?? address,
          ...(isKey ? { keyId: `key-of-${userId}` } : {}),
        },
        person: { id: userId, name: userId, email: `${userId}@signet.example` },
        credential: 'bearer',
      };
    },
    membershipsOf: async (userId) =>
      accountsOf(userId).map((id) => ({
        id,
        name: nameOf(id),
        role: roleIn(userId, id),
        asksSecondFactor: false,
      })),
    readAccount: async (id) => ({ id, name: nameOf(id) }),
    openAccount: async () => null,
    enterAccount: async () => false,
    handle: async () => new Response(null, { status: 404 }),
  };

  const settings: PolicySettings = {
    pairingGraceMs: dayMs,
    undoWindowMs: 10 * minuteMs,
    removalGraceMs: 0,
    lapseAfterMs: 90 * dayMs,
    mediaTokenMs: 12 * hourMs,
    mediaMaxBytes: 1_000_000,
    mediaQuotaBytes: null,
    ...given.settings,
  };
  const socketDeps = {
    db,
    clock: () => now,
    randomBytes,
    log,
    publicUrl: given.publicUrl ?? 'https://signet.example',
    origins: ['https://signet.example'],
    clientAddress: (peer: string | undefined) => peer ?? 'unknown',
    deviceBus: createLocalDeviceBus(),
    newsBus: createLocalDeviceNewsBus(),
    identity,
    mediaStore: {
      put: async () => ({ sha256: '', bytes: 0 }),
      receive: async () => 'too-large' as const,
      remove: async () => {},
      forgetReceived: async () => {},
      size: async () => null,
      read: () => Readable.from([]),
    },
    mediaTokenKey: new Uint8Array(32).fill(7),
    settings,
  };
  let sweepNow: () => Promise<void> = async () => {};
  const sockets = createDeviceSockets(socketDeps, {
    monotonicMs: () => monotonic,
    startSweeping: (sweep) => {
      sweepNow = sweep;
      return () => {};
    },
  });
  const feeds = createFeeds({ ...socketDeps, ...feedSettings });
  const deps: Dependencies = {
    ...socketDeps,
    presence: sockets.presence,
    feeds,
    mail: null,
    signIn: notUsedHere,
    keys: notUsedHere,
  };
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on('upgrade', (request, socket, head) => {
    if (!sockets.handleUpgrade(request, socket, head)) socket.destroy();
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/device`;
  const app = new OpenAPIHono<Environment>();
  app.onError(answerFailure(log));
  app.route('/', enrolmentRoutes(deps)).route('/', deviceRoutes(deps)).route('/', provisioningRoutes(deps));

  const cloud: TestCloud = {
    deps,
    sockets,
    members,
    roles,
    accountNames,
    logged,
    url,
    advance(ms) {
      now += ms;
      monotonic += ms;
    },
    sweep: () => sweepNow(),
    async device(key) {
      return new TestDevice(url, key ?? (await makeTestKey()));
    },
    async request(method, path, as = {}, body) {
      const headers = new Headers();
      if (as.user !== undefined) headers.set('X-User', as.user);
      if (as.account !== undefined) headers.set('X-Account', as.account);
      if (as.address !== undefined) headers.set('X-Address', as.address);
      if (as.kind !== undefined) headers.set('X-Kind', as.kind);
      if (body !== undefined) headers.set('Content-Type', 'application/json');
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await app.request(path, init);
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? null : JSON.parse(text),
      };
    },
    claim: (body, user = 'ann', address = '192.0.2.1') =>
      cloud.request('POST', '/api/v1/pairings/claim', { user, address }, body),
    async close() {
      await sockets.close();
      server.closeAllConnections();
      server.close();
      await db.destroy();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return cloud;
}
