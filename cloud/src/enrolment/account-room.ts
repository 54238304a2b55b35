/** Whether an account has room for another device, and whether there is an account; in the transaction that binds. */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** The account's limit where it is reached, or null. */
export async function readReachedLimit(trx: Kysely<Schema>, accountId: string): Promise<number | null> {
  // Setting the limit to itself locks the row, so that two claims into one account count one after the other.
  const settings = await trx
    .updateTable('accountSettings')
    .set((eb) => ({ deviceLimit: eb.ref('deviceLimit') }))
    .where('accountId', '=', accountId)
    .where('deviceLimit', 'is not', null)
    .returning('deviceLimit')
    .executeTakeFirst();
  const deviceLimit = settings?.deviceLimit ?? null;
  if (deviceLimit === null) return null;
  const { bound } = await trx
    .selectFrom('binding')
    .select((eb) => eb.fn.countAll().as('bound'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow();
  return Number(bound) >= deviceLimit ? deviceLimit : null;
}

/** An account may have been closed since its membership was read: nothing is bound to what is gone. */
export async function readRules(
  trx: Kysely<Schema>,
  accountId: string,
): Promise<{ alwaysConfirm: boolean; isClosed: boolean }> {
  const settings = await trx
    .selectFrom('accountSettings')
    .select(['alwaysConfirm', 'closedAt'])
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return {
    alwaysConfirm: settings?.alwaysConfirm === 1,
    isClosed: settings != null && settings.closedAt !== null,
  };
}
