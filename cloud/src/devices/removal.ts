/**
 * A removal is decided at once and carried out a moment later: until then it can be undone, and the screen plays on.
 *
 * The binding stays meanwhile, out of every list. So undoing always works: the device has deleted nothing, nobody else
 * could have claimed it, and what it shows is what it showed. The sweep carries out what is due, also what a cloud that
 * was stopped has left behind.
 */
import type { Kysely } from 'kysely';
import { theCloud } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { recordDeed } from '../enrolment/audit.ts';
import { unbind } from '../enrolment/unbind.ts';
import type { Deeds } from './change-tags.ts';

/** In the caller's transaction; false where the account has no such device. Without a grace it is gone at once. */
export async function startRemoval(
  trx: Kysely<Schema>,
  deeds: Deeds,
  deviceId: string,
  graceMs: number,
): Promise<boolean> {
  const { accountId, author, at, randomBytes } = deeds;
  const action = 'device.removed';
  if (graceMs === 0) {
    const how = { reason: 'removed', action, author, remember: true } as const;
    return unbind(trx, { deviceId, accountId, ...how, now: at, randomBytes });
  }
  const binding = await trx
    .updateTable('binding')
    .set({ removingAt: at })
    .where('deviceId', '=', deviceId)
    .where('accountId', '=', accountId)
    .where('removingAt', 'is', null)
    .returning(['name', 'location', 'kind', 'boundAt', 'boundByUserId'])
    .executeTakeFirst();
  if (binding === undefined) return false;
  const after = { reason: 'removed' };
  await recordDeed(trx, { action, accountId, deviceId, author, before: binding, after, at }, randomBytes);
  return true;
}

/** Undoes it; false where there is nothing to undo any more. */
export async function keepDevice(trx: Kysely<Schema>, deeds: Deeds, deviceId: string): Promise<boolean> {
  const { accountId, author, at, randomBytes } = deeds;
  const binding = await trx
    .updateTable('binding')
    .set({ removingAt: null })
    .where('deviceId', '=', deviceId)
    .where('accountId', '=', accountId)
    .where('removingAt', 'is not', null)
    .returning('name')
    .executeTakeFirst();
  if (binding === undefined) return false;
  const deed = { action: 'device.kept', accountId, deviceId, author, before: null, after: binding, at };
  await recordDeed(trx, deed, randomBytes);
  return true;
}

const devicesPerBatch = 250;

/** Carries out what is due; answers which devices have something to hear now. */
export async function finishRemovals(
  needs: { db: Kysely<Schema>; randomBytes(size: number): Uint8Array },
  { now, graceMs }: { now: number; graceMs: number },
): Promise<readonly string[]> {
  const isDue = (db: Kysely<Schema>) =>
    db
      .selectFrom('binding')
      .select(['deviceId', 'accountId'])
      .where('removingAt', 'is not', null)
      // One of the future is of a clock that was wrong: its minute has surely passed.
      .where((eb) => eb.or([eb('removingAt', '<=', now - graceMs), eb('removingAt', '>', now)]))
      .limit(devicesPerBatch)
      .execute();
  const finished: string[] = [];
  // Looked at every second, and almost always in vain: a transaction only where there is something to do.
  while ((await isDue(needs.db)).length > 0) {
    await needs.db.transaction().execute(async (trx) => {
      for (const { deviceId, accountId } of await isDue(trx)) {
        await unbind(trx, {
          ...{ deviceId, accountId, now, randomBytes: needs.randomBytes },
          ...{ reason: 'removed', action: 'device.let-go', author: theCloud, remember: true },
        });
        finished.push(deviceId);
      }
    });
  }
  return finished;
}
