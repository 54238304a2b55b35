/**
 * Reads and writes of companies' sign-on in better-auth's tables, where its own API has none.
 */
import type { Kysely, Transaction } from 'kysely';
import { authorAs, personName, recordAudit } from '../../audit/record.ts';
import { newId } from '../../database/new-id.ts';
import type { Schema } from '../../database/schema.ts';
import type { Person } from '../identity.ts';
import { type Role, readRole } from '../rights.ts';
import type { CompanyProvider } from './company-sso.ts';
import { belongsTo, domainOf } from './email-domain.ts';

/** As SQLite has them; booleans are 0 and 1. */
type Row = Omit<CompanyProvider, 'domainVerified' | 'onlySso'> & {
  domainVerified: number | boolean | null;
  onlySso: number | boolean | null;
};

type Tables = {
  user: Person;
  account: { id: string; providerId: string };
  ssoProvider: Row;
  member: { id: string; organizationId: string; userId: string; role: string; createdAt: string };
  session: { id: string; userId: string; activeOrganizationId: string | null; ssoProviderId: string | null };
};

export function companyTables(db: Kysely<Schema>): Kysely<Tables> {
  return db.withoutPlugins().withTables<Tables>() as unknown as Kysely<Tables>;
}

/** All of an account, or all there are. */
export async function readCompanies(
  db: Kysely<Schema>,
  accountId?: string,
): Promise<readonly CompanyProvider[]> {
  let query = companyTables(db).selectFrom('ssoProvider').selectAll().orderBy('providerId');
  if (accountId !== undefined) query = query.where('organizationId', '=', accountId);
  return (await query.execute()).map(readRow);
}

/** Those whose making was cut short: of no account, so nobody has ever seen them. Called at each start. */
export async function forgetUnfinishedCompanies(db: Kysely<Schema>): Promise<void> {
  await companyTables(db).deleteFrom('ssoProvider').where('organizationId', 'is', null).execute();
}

/** The one whose confirmed domain an address of `domain` belongs to; the closest domain wins. */
export function companyOf(
  companies: readonly CompanyProvider[],
  domain: string | null,
): CompanyProvider | undefined {
  if (domain === null) return undefined;
  return companies
    .filter((each) => each.domainVerified === true && belongsTo(domain, each.domain))
    .sort(
      (one, other) => other.domain.length - one.domain.length || Number(other.onlySso) - Number(one.onlySso),
    )
    .at(0);
}

/** Makes whoever came in by a company's sign-on a member of its account, and puts the session into it. */
export async function joinCompany(
  deps: { db: Kysely<Schema>; clock(): number; randomBytes(size: number): Uint8Array },
  session: { id: string; userId: string; providerId: string },
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const row = await companyTables(trx)
      .selectFrom('ssoProvider')
      .selectAll()
      .where('providerId', '=', session.providerId)
      .executeTakeFirst();
    const accountId = row?.organizationId;
    if (row === undefined || accountId == null || !row.domainVerified) return;
    const member = await companyTables(trx)
      .selectFrom('member')
      .select('id')
      .where('organizationId', '=', accountId)
      .where('userId', '=', session.userId)
      .executeTakeFirst();
    if (member === undefined) await addMember(deps, trx, accountId, session.userId, readRole(row.joinRole));
    await companyTables(trx)
      .updateTable('session')
      .set({ activeOrganizationId: accountId })
      .where('id', '=', session.id)
      .execute();
  });
}

async function addMember(
  deps: { clock(): number; randomBytes(size: number): Uint8Array },
  trx: Transaction<Schema>,
  accountId: string,
  userId: string,
  role: Role,
): Promise<void> {
  const now = deps.clock();
  await companyTables(trx)
    .insertInto('member')
    .values({
      id: newId(deps.randomBytes),
      organizationId: accountId,
      userId,
      role,
      createdAt: new Date(now).toISOString(),
    })
    .execute();
  const person = await companyTables(trx)
    .selectFrom('user')
    .select(['id', 'name', 'email'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  await recordAudit(
    trx,
    {
      accountId,
      action: 'member.joined',
      subject: { kind: 'member', id: userId, name: personName(person) },
      author: authorAs(person),
      after: { role, by: 'sign-on' },
      at: now,
    },
    deps.randomBytes,
  );
}

/** Ends every session of the domain's people that came by no company's sign-on; how many that were. */
export async function endOtherSessions(trx: Transaction<Schema>, domain: string): Promise<number> {
  const open = await companyTables(trx)
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.userId')
    .select(['session.id', 'user.email'])
    .where('session.ssoProviderId', 'is', null)
    // Roughly, so that not everybody has to be looked at.
    .where('user.email', 'like', `%${domain}`)
    .execute();
  const ids = open.filter(({ email }) => belongsTo(domainOf(email) ?? '', domain)).map(({ id }) => id);
  for (const id of ids) await companyTables(trx).deleteFrom('session').where('id', '=', id).execute();
  return ids.length;
}

function readRow(row: Row): CompanyProvider {
  return { ...row, domainVerified: Boolean(row.domainVerified), onlySso: Boolean(row.onlySso) };
}
