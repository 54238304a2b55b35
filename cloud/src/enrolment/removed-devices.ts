/**
 * Remembers which devices people of an account have removed, so that a token on a stick does not bring one back the
 * moment it is gone. A person who pairs it again has decided otherwise, and it is forgotten.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

export interface RemovedBinding {
  accountId: string;
  deviceId: string;
  name: string;
  location: string;
}

/** In the transaction that removes, before the binding takes its tags along. */
export async function rememberRemoved(
  trx: Kysely<Schema>,
  { accountId, deviceId, name, location }: RemovedBinding,
  tags: readonly string[],
  removedAt: number,
): Promise<void> {
  const key = await trx
    .selectFrom('deviceKey')
    .select('serial')
    .where('deviceId', '=', deviceId)
    .executeTakeFirst();
  const row = { serial: key?.serial ?? '', name, location, tags: JSON.stringify(tags), removedAt };
  await trx
    .insertInto('removedDevice')
    .values({ accountId, deviceId, ...row })
    .onConflict((oc) => oc.columns(['accountId', 'deviceId']).doUpdateSet(row))
    .execute();
}

export async function forgetRemoved(
  trx: Kysely<Schema>,
  { accountId, deviceId }: { accountId: string; deviceId: string },
): Promise<void> {
  await trx
    .deleteFrom('removedDevice')
    .where('accountId', '=', accountId)
    .where('deviceId', '=', deviceId)
    .execute();
}
