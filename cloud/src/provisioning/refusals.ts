/**
 * Writes down what a token has refused, so that whoever stands before a screen that does not enrol finds out why.
 *
 * One row for each device and reason: a device that tries at every boot raises a number. The oldest give way, since a
 * key costs nothing and whoever holds a token could fill the disk with refusals.
 */
import type { EnrolRefusal } from '@signet/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

export const mostRefusals = 1_000;

export async function recordRefusal(
  trx: Kysely<Schema>,
  refused: { tokenId: string; accountId: string; reason: EnrolRefusal },
  { deviceId, address, now }: { deviceId: string; address: string; now: number },
): Promise<void> {
  const { tokenId, accountId, reason } = refused;
  const again = await trx
    .updateTable('provisioningRefusal')
    .set((eb) => ({ times: eb('times', '+', 1), lastAt: now, address }))
    .where('tokenId', '=', tokenId)
    .where('deviceId', '=', deviceId)
    .where('reason', '=', reason)
    .executeTakeFirst();
  if (again.numUpdatedRows > 0n) return;
  const { rows } = await trx
    .selectFrom('provisioningRefusal')
    .select((eb) => eb.fn.countAll().as('rows'))
    .where('tokenId', '=', tokenId)
    .executeTakeFirstOrThrow();
  if (Number(rows) >= mostRefusals) await forgetOldest(trx, tokenId);
  const device = await trx
    .selectFrom('deviceKey')
    .select(['model', 'serial'])
    .where('deviceId', '=', deviceId)
    .executeTakeFirst();
  await trx
    .insertInto('provisioningRefusal')
    .values({
      ...{ tokenId, deviceId, reason, accountId, address },
      model: device?.model ?? '',
      serial: device?.serial ?? '',
      ...{ firstAt: now, lastAt: now, times: 1 },
    })
    .execute();
}

async function forgetOldest(trx: Kysely<Schema>, tokenId: string): Promise<void> {
  const oldest = await trx
    .selectFrom('provisioningRefusal')
    .select(['deviceId', 'reason'])
    .where('tokenId', '=', tokenId)
    .orderBy('lastAt')
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return;
  await trx
    .deleteFrom('provisioningRefusal')
    .where('tokenId', '=', tokenId)
    .where('deviceId', '=', oldest.deviceId)
    .where('reason', '=', oldest.reason)
    .execute();
}
