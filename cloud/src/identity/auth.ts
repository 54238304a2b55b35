/**
 * better-auth as this cloud uses it: email and password, organizations as accounts, API keys.
 *
 * Everything security is made of (hashing, cookies, sessions, limits, origin checks) is better-auth's; this file
 * only chooses. It decides nothing about devices, and no other folder imports it: they see `Identity`.
 */
import { apiKey } from '@better-auth/api-key';
import { passkey } from '@better-auth/passkey';
import { sso } from '@better-auth/sso';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { createAuthMiddleware } from 'better-auth/api';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { accountsPlugin, pathsOf } from './accounts-plugin.ts';
import { migrateAuthTables } from './auth-tables.ts';
import { hash, hashEarly } from './early-hash.ts';
import { longestLifeDays } from './keys/api-keys.ts';
import { withSealedSecrets } from './sign-in/company-secrets.ts';
import { companySso } from './sign-in/company-sso.ts';
import { factorPolicy, noteFactor } from './sign-in/factor-policy.ts';
import { admitSession, admitUser } from './sign-in/only-sso.ts';
import { type SignInSettings, signInOptions } from './sign-in/sign-in-options.ts';
import { signInPolicy } from './sign-in/sign-in-policy.ts';
import type { Writer } from './sign-in/sign-in-tables.ts';

/** Header in which the true client address reaches better-auth; whatever a client sends there is overwritten. */
export const clientAddressHeader = 'x-signet-client-address';

export const passwordLength = { min: 8, max: 128 } as const;

export interface AuthOptions {
  /** The connection with names left as they are. */
  plainDb: Kysely<unknown>;
  publicUrl: string;
  origins: readonly string[];
  /** 32 bytes. */
  sessionKey: Uint8Array;
  log: Logger;
  clock(): number;
  signIn: SignInSettings;
  /** After a session has been made and committed. `ssoProviderId`: the company's sign-on that it came in by. */
  sessionMade(session: { id: string; userId: string; ssoProviderId?: string | null }): Promise<void>;
  hasSecondFactor(userId: string): Promise<boolean>;
  /** Whether any of the person's accounts asks for one. */
  isSecondFactorAsked(userId: string): Promise<boolean>;
}

/** better-auth's one secret, as it wants it. */
export function authSecret(sessionKey: Uint8Array): string {
  return Buffer.from(sessionKey).toString('base64');
}

export type Auth = Awaited<ReturnType<typeof createAuth>>;

/** Brings better-auth's tables up to date before it looks at them. Throws what the database throws. */
export async function createAuth(options: AuthOptions) {
  const { promise: made, resolve } = Promise.withResolvers<Made>();
  const configuration = configure(options, made);
  await migrateAuthTables(configuration);
  const auth = betterAuth(configuration);
  resolve((await auth.$context) as unknown as Made);
  return auth;
}

/** The parts of better-auth's context that its own callbacks need. */
interface Made {
  adapter: Writer;
  internalAdapter: { updateUser(id: string, change: { emailVerified: true }): Promise<unknown> };
}

function configure(options: AuthOptions, made: Promise<Made>) {
  const confirmAddress = async (userId: string) => {
    await (await made).internalAdapter.updateUser(userId, { emailVerified: true });
  };
  const signIn = signInOptions({
    ...options,
    settings: options.signIn,
    adapter: async () => (await made).adapter,
    confirmAddress,
  });
  const accounts = accountsPlugin();
  const keys = apiKey({
    defaultPrefix: 'signet_',
    requireName: true,
    maximumNameLength: 100,
    keyExpiration: { maxExpiresIn: longestLifeDays },
    // Five more than the prefix, so that its owner knows a key again by its beginning.
    startingCharactersConfig: { charactersLength: 12 },
    // Requests are limited where they do harm, by capability; a blanket limit breaks honest fleets.
    rateLimit: { enabled: false },
  });
  return {
    appName: 'Signet',
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    secret: authSecret(options.sessionKey),
    trustedOrigins: signIn.trustedOrigins,
    database: { db: options.plainDb, type: 'sqlite', transaction: true },
    telemetry: { enabled: false },
    logger: { level: 'warn', log: (level, message, ...rest) => logLine(options.log, level, message, rest) },
    // What is no refusal reaches the app's own handler, which logs it with the request's ID.
    onAPIError: signIn.onAPIError,
    // What a key is worth and what becomes of an account is ours, and written down: see `keys` and `members`.
    disabledPaths: [...signIn.disabledPaths, ...pathsOf(accounts), ...pathsOf(keys)],
    account: signIn.account,
    socialProviders: signIn.socialProviders,
    ...(signIn.emailVerification === undefined ? {} : { emailVerification: signIn.emailVerification }),
    emailAndPassword: {
      ...signIn.emailAndPassword,
      enabled: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      password: { hash },
    },
    session: {
      expiresIn: 30 * 24 * 3600,
      updateAge: 24 * 3600,
      additionalFields: {
        ssoProviderId: { type: 'string', required: false, input: false },
        secondFactor: { type: 'boolean', required: false, input: false },
      },
    },
    // Per address and path. A whole shop may sign in from one address in the same minute; a guesser may not go on.
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 10,
      max: 100,
      customRules: {
        '/sign-in/*': { window: 60, max: 10 },
        '/sign-up/*': { window: 60, max: 10 },
        '/request-password-reset': { window: 60, max: 5 },
        '/send-verification-email': { window: 60, max: 5 },
        '/get-session': false,
      },
    },
    advanced: {
      cookiePrefix: 'signet',
      useSecureCookies: options.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      // Said aloud, because better-auth leaves them out where it takes the environment for a test.
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    plugins: [
      accounts,
      keys,
      genericOAuth({ config: signIn.oidc }),
      withSealedSecrets(sso(companySso(confirmAddress)), authSecret(options.sessionKey)),
      passkey(signIn.passkey),
      twoFactor(signIn.twoFactor),
      factorPolicy({
        ...options,
        isAsked: options.isSecondFactorAsked,
        addressHeader: clientAddressHeader,
      }),
      // Last, so that what it notes is what came out in the end.
      signInPolicy({
        ...options,
        providerIds: options.signIn.providers.map(({ id }) => id),
        shortestPassword: passwordLength.min,
        addressHeader: clientAddressHeader,
      }),
    ],
    hooks: {
      before: createAuthMiddleware(async (ctx) => {
        if (ctx.path === '/sign-up/email') return hashNewPassword(ctx.body);
        return undefined;
      }),
    },
    databaseHooks: {
      user: { create: { before: admitUser } },
      session: {
        create: {
          before: async (session: { userId: string }, context: unknown) => {
            const { data } = await admitSession(session, context);
            return { data: await noteFactor(data, context) };
          },
          after: (session: { id: string; userId: string }) => options.sessionMade(session),
        },
      },
    },
  } satisfies BetterAuthOptions;
}

async function hashNewPassword(body: unknown): Promise<undefined> {
  const password: unknown =
    typeof body === 'object' && body !== null && 'password' in body ? body.password : undefined;
  if (typeof password !== 'string') return;
  // What is refused anyway is not worth the work.
  if (password.length < passwordLength.min || password.length > passwordLength.max) return;
  await hashEarly(password);
}

/** Messages only: what better-auth adds to them may be an address or a key. */
function logLine(log: Logger, level: string, message: string, rest: readonly unknown[]): void {
  const cause = rest.find((entry) => entry instanceof Error && entry.name !== 'APIError');
  if (level === 'error' && cause !== undefined) log.error({ code: 'identity-failed', err: cause }, message);
  else log.warn({ code: 'identity' }, message);
}
