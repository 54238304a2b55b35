/**
 * Whether somebody has shown a second factor, and whom an account that asks for one keeps out.
 *
 * A passkey is one, and so is a code after a password. A company's own sign-on answers for its people in its own
 * account and in no other: anybody can set up an identity provider. What a session has shown is worth nothing once
 * its person has no second factor any more; a key is worth something while its maker has one.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** What a request can say for itself. */
export interface FactorShown {
  /** By this session; of a key, its maker has one. */
  secondFactor: boolean;
  /** The account by whose own sign-on it came in, if by any. */
  signOnOf: string | null;
}

/** Whether the account's policy keeps this request out. Pure. */
export function isKeptOut(
  { secondFactor, signOnOf }: FactorShown,
  account: { id: string; asksSecondFactor: boolean },
): boolean {
  return account.asksSecondFactor && !secondFactor && signOnOf !== account.id;
}

type FactorTables = {
  member: { userId: string; organizationId: string };
  user: { id: string; twoFactorEnabled: number | boolean | null };
  passkey: { userId: string };
  account: { userId: string; providerId: string };
  ssoProvider: { providerId: string; organizationId: string | null };
};

function factorTables(db: Kysely<Schema>): Kysely<FactorTables> {
  return db.withoutPlugins().withTables<FactorTables>() as unknown as Kysely<FactorTables>;
}

export async function factorOfSession(
  db: Kysely<Schema>,
  userId: string,
  session: { secondFactor?: boolean | null | undefined; ssoProviderId?: string | null | undefined },
): Promise<FactorShown> {
  return {
    secondFactor: session.secondFactor === true && (await hasSecondFactor(db, userId)),
    signOnOf: session.ssoProviderId ? await accountOfSignOn(db, session.ssoProviderId) : null,
  };
}

export async function factorOfKey(
  db: Kysely<Schema>,
  userId: string,
  accountId: string,
): Promise<FactorShown> {
  const known = await factorTables(db)
    .selectFrom('account')
    .innerJoin('ssoProvider', 'ssoProvider.providerId', 'account.providerId')
    .select('account.userId')
    .where('account.userId', '=', userId)
    .where('ssoProvider.organizationId', '=', accountId)
    .limit(1)
    .executeTakeFirst();
  return {
    secondFactor: await hasSecondFactor(db, userId),
    signOnOf: known === undefined ? null : accountId,
  };
}

export async function hasSecondFactor(db: Kysely<Schema>, userId: string): Promise<boolean> {
  const person = await factorTables(db)
    .selectFrom('user')
    .select('twoFactorEnabled')
    .where('id', '=', userId)
    .executeTakeFirst();
  if (person?.twoFactorEnabled) return true;
  const passkey = await factorTables(db)
    .selectFrom('passkey')
    .select('userId')
    .where('userId', '=', userId)
    .limit(1)
    .executeTakeFirst();
  return passkey !== undefined;
}

/** How many members of an account have neither a second factor nor its own sign-on. */
export async function countWithoutFactor(db: Kysely<Schema>, accountId: string): Promise<number> {
  const { without } = await factorTables(db)
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.userId')
    .select((eb) => eb.fn.count('user.id').distinct().as('without'))
    .where('member.organizationId', '=', accountId)
    .where((eb) => eb.or([eb('twoFactorEnabled', 'is', null), eb('twoFactorEnabled', '=', 0)]))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('passkey').select('passkey.userId').whereRef('passkey.userId', '=', 'user.id'),
        ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('account')
            .innerJoin('ssoProvider', 'ssoProvider.providerId', 'account.providerId')
            .select('account.userId')
            .whereRef('account.userId', '=', 'user.id')
            .where('ssoProvider.organizationId', '=', accountId),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(without);
}

async function accountOfSignOn(db: Kysely<Schema>, providerId: string): Promise<string | null> {
  const provider = await factorTables(db)
    .selectFrom('ssoProvider')
    .select('organizationId')
    .where('providerId', '=', providerId)
    .executeTakeFirst();
  return provider?.organizationId ?? null;
}
