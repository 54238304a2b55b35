/**
 * A real identity on a real database behind real HTTP, for the tests of this and other folders.
 *
 * Nothing of it is faked but the clock and the network between; it is never part of the program.
 */
import { randomBytes } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { Kysely } from 'kysely';
import { type Logger, pino } from 'pino';
import type { DefaultContent } from '../content/default-playlist.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { createAddressReader, readClientAddress } from '../http/client-address.ts';
import type { Environment } from '../http/environment.ts';
import { answerFailure, answerNothingThere } from '../http/failures.ts';
import { listen } from '../http/server.ts';
import { mailPage } from '../mail/mail-page.ts';
import { mailRoutes } from '../mail/mail-routes.ts';
import { type MailSettings, startMail } from '../mail/start-mail.ts';
import { type CloudIdentity, createIdentity } from './better-auth-identity.ts';
import type { Identity } from './identity.ts';
import { keyRoutes } from './keys/key-routes.ts';
import { authRoutes, sessionRoutes } from './routes.ts';
import { plainSignIn, type SignInSettings } from './sign-in/sign-in-options.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';

export interface IdentityForTests {
  url: string;
  origin: string;
  db: Kysely<Schema>;
  identity: CloudIdentity;
  /** Every line that was logged, as JSON. */
  logged: string[];
  /** Sends JSON from an address of its own, with an `Origin` and the cookies given. */
  send(
    method: string,
    path: string,
    options?: { body?: unknown; cookie?: string; headers?: Record<string, string> },
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers; cookie: string }>;
  /** Signs up and answers the cookie. */
  signUp(email: string, name?: string): Promise<string>;
  close(): Promise<void>;
}

export interface IdentityForTestsOptions {
  /** `localhost`: under that name instead of its address. */
  publicUrl?: string;
  defaultContent?: DefaultContent;
  file?: string;
  /** For what is started again on the same file. */
  sessionKey?: Uint8Array;
  /** Without it there is no mail. */
  mail?: MailSettings;
  signIn?: Partial<SignInSettings>;
  /** For what has to know its address before it listens. */
  port?: number;
  clock?(): number;
  /** More routes, mounted before the rest. */
  mount?(
    app: Hono<Environment>,
    parts: { db: Kysely<Schema>; identity: Identity; origin: string; log: Logger },
  ): void;
}

export const contentForTests: DefaultContent = {
  name: 'Welcome',
  items: [
    { name: 'Hello', kind: 'picture', type: 'image/png', durationMs: 8_000, sha256: 'a'.repeat(64) },
    { name: 'Clock', kind: 'page', type: 'text/html', durationMs: 12_000, sha256: 'b'.repeat(64) },
  ],
};

export async function startIdentity(options: IdentityForTestsOptions = {}): Promise<IdentityForTests> {
  const db = openDatabase({ file: options.file ?? ':memory:' });
  await migrate(db);
  const defaultContent = options.defaultContent ?? contentForTests;
  await db
    .insertInto('media')
    .values(defaultContent.items.map(({ sha256, type }) => ({ sha256, type, bytes: 1_000, createdAt: 0 })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();

  const logged: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => void logged.push(line) });
  const server = await listen({ host: '127.0.0.1', port: options.port ?? 0, tls: null });
  const origin =
    options.publicUrl === 'localhost'
      ? server.url.replace('127.0.0.1', 'localhost')
      : (options.publicUrl ?? server.url);
  const clock = options.clock ?? (() => Date.now());
  const mail = options.mail === undefined ? null : startMail({ db, clock, randomBytes, log }, options.mail);
  const identity = await createIdentity({
    db,
    clock,
    randomBytes,
    log,
    publicUrl: origin,
    origins: [origin],
    sessionKey: options.sessionKey ?? randomBytes(32),
    defaultContent,
    deviceLimit: null,
    signIn: { ...plainSignIn, mail, ...options.signIn },
  });
  const app = new Hono<Environment>();
  app.onError(answerFailure(log));
  app.notFound(answerNothingThere);
  app.use(readClientAddress(createAddressReader([{ address: '127.0.0.1', prefixBits: 32, family: 'ipv4' }])));
  options.mount?.(app, { db, identity, origin, log });
  app.route('/', authRoutes({ identity, origins: [origin] }));
  app.route('/', sessionRoutes({ db, clock, identity, origins: [origin] }));
  app.route('/', keyRoutes({ keys: identity.keys, identity, origins: [origin] }));
  app.route('/', mailRoutes({ db, identity, origins: [origin], mail }));
  app.route('/', signInRoutes({ db, identity, origins: [origin], signIn: identity.signIn }));
  if (mail?.showsPage) app.route('/', mailPage({ db, origins: [origin] }));
  server.serve({ request: getRequestListener(app.fetch), upgrade: () => false });

  let senders = 0;
  const send: IdentityForTests['send'] = async (method, path, { body, cookie, headers } = {}) => {
    senders += 1;
    const response = await fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: {
        Origin: origin,
        'X-Forwarded-For': `198.51.${senders >> 8}.${senders & 255}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(cookie === undefined ? {} : { Cookie: cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: /json/.test(response.headers.get('Content-Type') ?? '') ? JSON.parse(text) : { text },
      headers: response.headers,
      cookie: response.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; '),
    };
  };

  return {
    url: server.url,
    origin,
    db,
    identity,
    logged,
    send,
    async signUp(email, name = 'Ada') {
      const answer = await send('POST', '/api/auth/sign-up/email', {
        body: { name, email, password: 'a long enough one' },
      });
      if (answer.status !== 200)
        throw new Error(`sign-up answered ${answer.status}: ${answer.body['detail']}`);
      return answer.cookie;
    },
    async close() {
      await server.close(0);
      await mail?.close();
      await db.destroy();
    },
  };
}
