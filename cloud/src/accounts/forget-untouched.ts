/**
 * Takes away the account that somebody got at sign-up and never used, when they join a colleague's.
 *
 * Otherwise they would have to choose between it and the real one at every screen. Since whatever is done in an
 * account is written down, one that has nothing in its log but its opening is untouched.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { dissolveAccount } from './dissolve.ts';

export async function forgetUntouchedAccounts(
  trx: Kysely<Schema>,
  userId: string,
  besides: string,
): Promise<void> {
  const plain = trx.withoutPlugins().withTables<{ member: { organizationId: string; userId: string } }>();
  const memberships = await plain
    .selectFrom('member')
    .select('organizationId')
    .where('userId', '=', userId)
    .where('organizationId', '!=', besides)
    .execute();
  for (const { organizationId } of memberships) {
    const log = await trx
      .selectFrom('audit')
      .select(['action', 'userId'])
      .where('accountId', '=', organizationId)
      .limit(2)
      .execute();
    const [only] = log;
    if (log.length !== 1 || only?.action !== 'account.opened' || only.userId !== userId) continue;
    await dissolveAccount(trx, organizationId);
    await trx.deleteFrom('audit').where('accountId', '=', organizationId).execute();
    await trx.deleteFrom('accountSettings').where('accountId', '=', organizationId).execute();
  }
}
