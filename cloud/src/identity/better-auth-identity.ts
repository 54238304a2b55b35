/**
 * `Identity` by better-auth: reads who speaks from a key or a cookie, and answers `/api/auth/`.
 *
 * It never trusts a header about the client's address, never lets a bad key pass as the cookie beside it, and
 * turns better-auth's refusals into problem documents, with better-auth's own codes left in them.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { personName } from '../audit/record.ts';
import {
  type AccountDependencies,
  ensureAccount,
  enterAccount,
  furnishUnfinishedAccounts,
  identityTables,
  openAccount,
  readAccount,
  readMemberships,
} from './accounts.ts';
import { type Auth, authSecret, clientAddressHeader, createAuth } from './auth.ts';
import { withEarlyHash } from './early-hash.ts';
import type { ActorReading, Identity, Membership, Person } from './identity.ts';
import type { ApiKeys } from './keys/api-keys.ts';
import { createApiKeys, readGrant, settleKeys } from './keys/key-grants.ts';
import { toProblem } from './refusals.ts';
import { lesserRole } from './rights.ts';
import { factorOfKey, factorOfSession, hasSecondFactor, isKeptOut } from './second-factor.ts';
import { forgetUnfinishedCompanies, joinCompany } from './sign-in/company-rows.ts';
import { sealCompanySecrets } from './sign-in/company-secrets.ts';
import { createSignIn } from './sign-in/create-sign-in.ts';
import { keepProvidersUsable } from './sign-in/provider-watch.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import { plainSignIn, type SignInSettings } from './sign-in/sign-in-options.ts';
import { bringBack, isWayBack } from './sign-in/way-back.ts';

export interface IdentityOptions extends AccountDependencies {
  publicUrl: string;
  origins: readonly string[];
  /** 32 bytes. */
  sessionKey: Uint8Array;
  log: Logger;
  /** Without it: by password alone, and without mail. */
  signIn?: SignInSettings;
}

export interface CloudIdentity extends Identity {
  signIn: SignIn;
  keys: ApiKeys;
}

/** Makes better-auth's tables where they are missing, and finishes accounts that a crash left half made. */
export async function createIdentity(options: IdentityOptions): Promise<CloudIdentity> {
  const settings = options.signIn ?? plainSignIn;
  const make = () =>
    createAuth({
      plainDb: options.db.withoutPlugins() as Kysely<unknown>,
      publicUrl: options.publicUrl,
      origins: options.origins,
      sessionKey: options.sessionKey,
      log: options.log,
      clock: options.clock,
      signIn: settings,
      sessionMade: (session) => activateAccount(options, session),
      hasSecondFactor: (userId) => hasSecondFactor(options.db, userId),
      isSecondFactorAsked: async (userId) =>
        (await readMemberships(options.db, userId)).some(({ asksSecondFactor }) => asksSecondFactor),
    });
  let auth = await make();
  const usableProviders = await keepProvidersUsable({
    providers: settings.providers,
    log: options.log,
    ...(settings.setAlarm === undefined ? {} : { setAlarm: settings.setAlarm }),
    auth: () => auth,
    async makeAnew() {
      auth = await make();
    },
  });
  await furnishUnfinishedAccounts(options);
  await forgetUnfinishedCompanies(options.db);
  await sealCompanySecrets({ ...options, key: authSecret(options.sessionKey) });
  await settleKeys(options);
  const answer = (request: Request) => withEarlyHash(() => auth.handler(request));

  return {
    signIn: createSignIn({
      ...options,
      settings,
      addresses: { internalOrigins: settings.internalIdpOrigins },
      key: authSecret(options.sessionKey),
      auth: () => auth,
      usableProviders,
    }),
    keys: createApiKeys({ ...options, auth: () => auth }),
    readActor(headers, address) {
      const key = readBearer(headers);
      return key === null ? readUser(options, auth, headers, address) : readKey(options, auth, key, address);
    },
    membershipsOf: (userId) => readMemberships(options.db, userId),
    readAccount: (accountId) => readAccount(options.db, accountId),
    openAccount: (actor, name) => openAccount(options, actor, name),
    enterAccount: async ({ sessionId, userId }, accountId) =>
      sessionId !== undefined && enterAccount(options, { sessionId, userId }, accountId),
    async handle(request, address) {
      const headers = new Headers(request.headers);
      if (address === 'unknown') headers.delete(clientAddressHeader);
      else headers.set(clientAddressHeader, address);
      const known = new Request(request, { headers });
      if (isWayBack(new URL(request.url).pathname)) {
        return bringBack(
          {
            publicUrl: options.publicUrl,
            log: options.log,
            providerDeadlineMs: settings.providerDeadlineMs,
            readState: async (state) =>
              (await (await auth.$context).internalAdapter.findVerificationValue(state))?.value,
          },
          known,
          answer,
        );
      }
      const response = await answer(known);
      return response.status < 400 ? response : toProblem(response);
    },
  };
}

/** The token of `Authorization: Bearer`; null where the header has none. */
function readBearer(headers: Headers): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.get('Authorization') ?? '')?.[1] ?? null;
}

async function readUser(
  options: IdentityOptions,
  auth: Auth,
  headers: Headers,
  address: string,
): Promise<ActorReading> {
  if (!headers.has('Cookie')) return { outcome: 'nobody' };
  const { headers: answered, response: found } = await auth.api.getSession({ headers, returnHeaders: true });
  if (found === null) return { outcome: 'nobody' };
  const person = { id: found.user.id, name: found.user.name, email: found.user.email };
  const memberships = await ensureAccount(options, person);
  const account = choose(memberships, found.session.activeOrganizationId ?? undefined) ?? memberships[0];
  if (account === undefined) return { outcome: 'nobody' };
  const factor = await factorOfSession(options.db, person.id, found.session);
  return {
    outcome: 'actor',
    actor: {
      ...factor,
      keptOut: isKeptOut(factor, account),
      kind: 'user',
      userId: person.id,
      name: personName(person),
      accountId: account.id,
      role: account.role,
      sessionId: found.session.id,
      address,
    },
    person,
    credential: 'cookie',
    // A session that is used is prolonged, and the browser has to hear of it.
    setCookies: answered.getSetCookie(),
  };
}

async function readKey(
  options: IdentityOptions,
  auth: Auth,
  key: string,
  address: string,
): Promise<ActorReading> {
  const { valid, key: row } = await auth.api.verifyApiKey({ body: { key } });
  if (!valid || row === null) return { outcome: 'nobody' };
  const person = await readPerson(options.db, row.referenceId);
  if (person === null) return { outcome: 'nobody' };
  const grant = await readGrant(options.db, row.id);
  // It works for the account in which it was made, for as long as its maker belongs there.
  const account = choose(await readMemberships(options.db, person.id), grant?.accountId);
  if (grant === null || account === undefined) return { outcome: 'nobody' };
  const factor = await factorOfKey(options.db, person.id, account.id);
  return {
    outcome: 'actor',
    actor: {
      ...factor,
      keptOut: isKeptOut(factor, account),
      kind: 'api-key',
      userId: person.id,
      name: `${grant.name}, key of ${personName(person)}`,
      accountId: account.id,
      role: lesserRole(grant.role, account.role),
      keyId: row.id,
      address,
    },
    person,
    credential: 'bearer',
  };
}

/** Sees to it that whoever has just signed in has an account, and that the session is in it. */
async function activateAccount(
  options: IdentityOptions,
  session: { id: string; userId: string; ssoProviderId?: string | null },
): Promise<void> {
  // Before the rest: who comes in by a company's sign-on is in its account, and needs none of their own.
  if (session.ssoProviderId) {
    await joinCompany(options, { ...session, providerId: session.ssoProviderId });
  }
  const person = await readPerson(options.db, session.userId);
  if (person === null) return;
  const [account] = await ensureAccount(options, person);
  if (account === undefined) return;
  await identityTables(options.db)
    .updateTable('session')
    .set({ activeOrganizationId: account.id })
    .where('id', '=', session.id)
    .where('activeOrganizationId', 'is', null)
    .execute();
}

async function readPerson(db: IdentityOptions['db'], userId: string): Promise<Person | null> {
  const row = await identityTables(db)
    .selectFrom('user')
    .select(['id', 'name', 'email'])
    .where('id', '=', userId)
    .executeTakeFirst();
  return row ?? null;
}

function choose(memberships: readonly Membership[], accountId: string | undefined): Membership | undefined {
  return memberships.find((membership) => membership.id === accountId);
}
