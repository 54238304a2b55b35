/**
 * Accounts and who belongs to them: rows of better-auth's tables beside rows of ours.
 *
 * Every person who can sign in has an account. A first account is made in one transaction with its settings and
 * its default playlist, and whoever needs one asks `ensureAccount`, which makes it only where it is missing: a
 * sign-up that died half-way is mended by the next sign-in. The unique slug makes "only one" the database's own
 * promise.
 */
import type { Kysely, Transaction } from 'kysely';
import { type Author, authorAs, authorOf, recordAudit } from '../audit/record.ts';
import { createDefaultPlaylist, type DefaultContent } from '../content/default-playlist.ts';
import { newId } from '../database/new-id.ts';
import type { Schema } from '../database/schema.ts';
import type { Account, Actor, Membership, Person } from './identity.ts';
import { readRole } from './rights.ts';

/** The columns of better-auth's tables that we read or write, named as better-auth names them. */
export type IdentityTables = {
  user: { id: string; name: string; email: string };
  session: { id: string; activeOrganizationId: string | null };
  /** Times are ISO 8601 text in SQLite and timestamps in PostgreSQL, which takes the same text. */
  organization: { id: string; name: string; slug: string; createdAt: string };
  member: { id: string; organizationId: string; userId: string; role: string; createdAt: string };
  account_settings: { account_id: string; mfa_required: number };
};

export interface AccountDependencies {
  db: Kysely<Schema>;
  clock(): number;
  randomBytes(size: number): Uint8Array;
  /** What a new account plays. */
  defaultContent: DefaultContent;
  /** How many devices a new account may have; null: no limit. */
  deviceLimit: number | null;
}

/** The same connection or transaction, seeing better-auth's tables. */
export function identityTables(db: Kysely<Schema>): Kysely<IdentityTables> {
  return db.withoutPlugins().withTables<IdentityTables>() as Kysely<IdentityTables>;
}

/** Oldest membership first. */
export async function readMemberships(db: Kysely<Schema>, userId: string): Promise<readonly Membership[]> {
  const rows = await identityTables(db)
    .selectFrom('member')
    .innerJoin('organization', 'organization.id', 'member.organizationId')
    .leftJoin('account_settings', 'account_settings.account_id', 'organization.id')
    .select(['organization.id', 'organization.name', 'member.role', 'account_settings.mfa_required'])
    .where('member.userId', '=', userId)
    .orderBy('member.createdAt')
    .orderBy('member.id')
    .execute();
  return rows.map(({ id, name, role, mfa_required }) => ({
    id,
    name,
    role: readRole(role),
    asksSecondFactor: mfa_required === 1,
  }));
}

export async function readAccount(db: Kysely<Schema>, accountId: string): Promise<Account | null> {
  const row = await identityTables(db)
    .selectFrom('organization')
    .select(['id', 'name'])
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row ?? null;
}

/** The person's accounts; makes the first one where there is none. */
export async function ensureAccount(
  deps: AccountDependencies,
  person: Person,
): Promise<readonly Membership[]> {
  const memberships = await readMemberships(deps.db, person.id);
  if (memberships.length > 0) return memberships;

  await deps.db.transaction().execute(async (trx) => {
    const accountId = await makeOrganization(deps, trx, person);
    // Somebody else, perhaps the same person's other tab, has just made it.
    if (accountId === null) return;
    await furnish(deps, trx, accountId);
  });
  return readMemberships(deps.db, person.id);
}

/** The organization and its first Admin; null where the person has one by now. */
async function makeOrganization(
  deps: AccountDependencies,
  trx: Transaction<Schema>,
  person: Person,
): Promise<string | null> {
  const createdAt = new Date(deps.clock()).toISOString();
  const insert = (slug: string) =>
    identityTables(trx)
      .insertInto('organization')
      .values({ id: newId(deps.randomBytes), name: accountNameOf(person), slug, createdAt })
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .returning('id')
      .executeTakeFirst();
  let made = await insert(`first-of-${person.id.toLowerCase()}`);
  if (made === undefined) {
    if ((await readMemberships(trx, person.id)).length > 0) return null;
    // Their first account lives on without them: they were removed from it, and start anew.
    made = await insert(`next-of-${person.id.toLowerCase()}-${newId(deps.randomBytes)}`);
  }
  if (made === undefined) return null;
  await addAdmin(deps, trx, made.id, person.id);
  const account = { id: made.id, name: accountNameOf(person) };
  await noteOpening(deps, trx, account, authorAs(person));
  return made.id;
}

function noteOpening(
  deps: AccountDependencies,
  trx: Transaction<Schema>,
  { id, name }: Account,
  author: Author,
): Promise<void> {
  const subject = { kind: 'account', id, name } as const;
  const entry = {
    accountId: id,
    action: 'account.opened',
    subject,
    author,
    after: { name },
    at: deps.clock(),
  };
  return recordAudit(trx, entry, deps.randomBytes);
}

async function addAdmin(
  deps: AccountDependencies,
  trx: Transaction<Schema>,
  organizationId: string,
  userId: string,
): Promise<void> {
  const createdAt = new Date(deps.clock()).toISOString();
  await identityTables(trx)
    .insertInto('member')
    .values({ id: newId(deps.randomBytes), organizationId, userId, role: 'admin', createdAt })
    .execute();
}

/** How many accounts one person may run; more would be a way around every limit that an account has. */
export const mostAccountsRun = 20;

/** One more account for a person; null where they run {@link mostAccountsRun} already. */
export async function openAccount(
  deps: AccountDependencies,
  actor: Actor,
  name: string,
): Promise<Account | null> {
  return deps.db.transaction().execute(async (trx) => {
    const run = (await readMemberships(trx, actor.userId)).filter(({ role }) => role === 'admin');
    if (run.length >= mostAccountsRun) return null;
    const id = newId(deps.randomBytes);
    await identityTables(trx)
      .insertInto('organization')
      .values({
        id,
        name,
        slug: `another-${id.toLowerCase()}`,
        createdAt: new Date(deps.clock()).toISOString(),
      })
      .execute();
    await addAdmin(deps, trx, id, actor.userId);
    await noteOpening(deps, trx, { id, name }, authorOf(actor));
    await furnish(deps, trx, id);
    return { id, name };
  });
}

/** False where the person is no member of it. */
export async function enterAccount(
  deps: Pick<AccountDependencies, 'db'>,
  session: { sessionId: string; userId: string },
  accountId: string,
): Promise<boolean> {
  const memberships = await readMemberships(deps.db, session.userId);
  if (!memberships.some(({ id }) => id === accountId)) return false;
  await identityTables(deps.db)
    .updateTable('session')
    .set({ activeOrganizationId: accountId })
    .where('id', '=', session.sessionId)
    .execute();
  return true;
}

/** Furnishes every account whose making was cut short. Called at each start. */
export async function furnishUnfinishedAccounts(deps: AccountDependencies): Promise<void> {
  const finished = await deps.db.selectFrom('accountSettings').select('accountId').execute();
  const ids = new Set(finished.map((row) => row.accountId));
  const all = await identityTables(deps.db).selectFrom('organization').select('id').execute();
  for (const { id } of all) {
    if (!ids.has(id)) await deps.db.transaction().execute((trx) => furnish(deps, trx, id));
  }
}

async function furnish(deps: AccountDependencies, trx: Transaction<Schema>, accountId: string) {
  const settings = await trx
    .selectFrom('accountSettings')
    .select('accountId')
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  if (settings !== undefined) return;
  const now = deps.clock();
  const { playlistId } = await createDefaultPlaylist(deps, trx, accountId, deps.defaultContent, now);
  await trx
    .insertInto('accountSettings')
    .values({ accountId, deviceLimit: deps.deviceLimit, defaultPlaylistId: playlistId, createdAt: now })
    .execute();
}

/** `Ada Lovelace` or, without a name, the part of the address before the `@`. */
export function accountNameOf(person: Pick<Person, 'name' | 'email'>): string {
  const name = person.name.trim() || (person.email.split('@')[0] ?? '');
  const short = [...name].slice(0, 80).join('');
  return `${short}'s screens`;
}
