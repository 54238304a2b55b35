/** Whether a person paired a device themselves, which is what an Installer may still name. */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Actor } from '../identity/identity.ts';

/** Null where the actor's account has no such device. */
export async function isOwnDevice(
  db: Kysely<Schema>,
  actor: Pick<Actor, 'accountId' | 'userId'>,
  deviceId: string,
): Promise<boolean | null> {
  const binding = await db
    .selectFrom('binding')
    .select('boundByUserId')
    .where('deviceId', '=', deviceId)
    .where('accountId', '=', actor.accountId)
    .where('removingAt', 'is', null)
    .executeTakeFirst();
  return binding === undefined ? null : binding.boundByUserId === actor.userId;
}
