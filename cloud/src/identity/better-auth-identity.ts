/**
 * `Identity` by better-auth: reads who speaks from a key or a cookie, and answers `/api/auth/`.
 *
 * It never trusts a header about the client's address, never lets a bad key pass as the cookie beside it, and
 * turns better-auth's refusals into problem documents, with better-auth's own codes left in them.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import {
  type AccountDependencies,
  ensureAccount,
  furnishAccount,
  furnishUnfinishedAccounts,
  identityTables,
  readAccount,
  readMemberships,
} from './accounts.ts';
import { type Auth, clientAddressHeader, createAuth } from './auth.ts';
import { withEarlyHash } from './early-hash.ts';
import type { ActorReading, Identity, Membership, Person } from './identity.ts';
import { toProblem } from './refusals.ts';

export interface IdentityOptions extends AccountDependencies {
  publicUrl: string;
  origins: readonly string[];
  /** 32 bytes. */
  sessionKey: Uint8Array;
  log: Logger;
}

/** Makes better-auth's tables where they are missing, and finishes accounts that a crash left half made. */
export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  const auth = await createAuth({
    plainDb: options.db.withoutPlugins() as Kysely<unknown>,
    publicUrl: options.publicUrl,
    origins: options.origins,
    sessionKey: options.sessionKey,
    log: options.log,
    sessionMade: (session) => activateAccount(options, session),
    accountMade: (accountId) => furnishAccount(options, accountId),
  });
  await furnishUnfinishedAccounts(options);

  return {
    readActor(headers, address) {
      const key = readBearer(headers);
      return key === null ? readUser(options, auth, headers, address) : readKey(options, auth, key, address);
    },
    membershipsOf: (userId) => readMemberships(options.db, userId),
    readAccount: (accountId) => readAccount(options.db, accountId),
    async handle(request, address) {
      const headers = new Headers(request.headers);
      if (address === 'unknown') headers.delete(clientAddressHeader);
      else headers.set(clientAddressHeader, address);
      const response = await withEarlyHash(() => auth.handler(new Request(request, { headers })));
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
  return {
    outcome: 'actor',
    actor: { kind: 'user', userId: person.id, accountId: account.id, role: account.role, address },
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
  const memberships = await readMemberships(options.db, person.id);
  // The key works for the account in which it was made, for as long as its maker belongs there.
  const accountId: unknown = row.metadata?.['accountId'];
  const account = typeof accountId === 'string' ? choose(memberships, accountId) : memberships[0];
  if (account === undefined) return { outcome: 'nobody' };
  return {
    outcome: 'actor',
    actor: {
      kind: 'api-key',
      userId: person.id,
      accountId: account.id,
      role: account.role,
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
  session: { id: string; userId: string },
): Promise<void> {
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
