/**
 * Accounts and who belongs to them: rows of better-auth's tables beside rows of ours.
 *
 * Every person who can sign in has an account. A first account is made in one transaction with its settings and
 * its default playlist, and whoever needs one asks `ensureAccount`, which makes it only where it is missing: a
 * sign-up that died half-way is mended by the next sign-in. The unique slug makes "only one" the database's own
 * promise.
 */
import type { Kysely, Transaction } from 'kysely';
import { createDefaultPlaylist, type DefaultContent } from '../content/default-playlist.ts';
import { newId } from '../database/new-id.ts';
import type { Schema } from '../database/schema.ts';
import type { Account, Membership, Person, Role } from './identity.ts';

/** The columns of better-auth's tables that we read or write, named as better-auth names them. */
export type IdentityTables = {
  user: { id: string; name: string; email: string };
  session: { id: string; activeOrganizationId: string | null };
  /** Times are ISO 8601 text in SQLite and timestamps in PostgreSQL, which takes the same text. */
  organization: { id: string; name: string; slug: string; createdAt: string };
  member: { id: string; organizationId: string; userId: string; role: string; createdAt: string };
};

export interface AccountDependencies {
  db: Kysely<Schema>;
  clock(): number;
  randomBytes(size: number): Uint8Array;
  /** What a new account plays. */
  defaultContent: DefaultContent;
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
    .select(['organization.id', 'organization.name', 'member.role'])
    .where('member.userId', '=', userId)
    .orderBy('member.createdAt')
    .orderBy('member.id')
    .execute();
  return rows.map((row) => ({ id: row.id, name: row.name, role: readRole(row.role) }));
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

/** The organization and its owner; null where the person has one by now. */
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
  await identityTables(trx)
    .insertInto('member')
    .values({
      id: newId(deps.randomBytes),
      organizationId: made.id,
      userId: person.id,
      role: 'owner',
      createdAt,
    })
    .execute();
  return made.id;
}

/** Gives an account that better-auth has made its settings and default playlist. Idempotent. */
export async function furnishAccount(deps: AccountDependencies, accountId: string): Promise<void> {
  await deps.db.transaction().execute((trx) => furnish(deps, trx, accountId));
}

/** Furnishes every account whose making was cut short. Called at each start. */
export async function furnishUnfinishedAccounts(deps: AccountDependencies): Promise<void> {
  const finished = await deps.db.selectFrom('accountSettings').select('accountId').execute();
  const ids = new Set(finished.map((row) => row.accountId));
  const all = await identityTables(deps.db).selectFrom('organization').select('id').execute();
  for (const { id } of all) if (!ids.has(id)) await furnishAccount(deps, id);
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
    .values({ accountId, deviceLimit: null, defaultPlaylistId: playlistId, createdAt: now })
    .execute();
}

/** `Ada Lovelace` or, without a name, the part of the address before the `@`. */
export function accountNameOf(person: Pick<Person, 'name' | 'email'>): string {
  const name = person.name.trim() || (person.email.split('@')[0] ?? '');
  const short = [...name].slice(0, 80).join('');
  return `${short}'s screens`;
}

/** better-auth keeps several roles as a comma-separated list; the strongest one counts. */
export function readRole(text: string): Role {
  const roles = text.split(',').map((role) => role.trim());
  if (roles.includes('owner')) return 'owner';
  return roles.includes('admin') ? 'admin' : 'member';
}
