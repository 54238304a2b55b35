/**
 * Names a device or says where it hangs.
 *
 * The device shows its name, so an edit that changes something raises the revision and the device hears of it;
 * one that changes nothing writes nothing.
 */
import type { Dependencies } from '../dependencies.ts';
import { authorOf, recordDeed } from '../enrolment/audit.ts';
import type { Actor } from '../identity/identity.ts';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'randomBytes' | 'deviceBus'>;

export interface DeviceEdit {
  name?: string | undefined;
  location?: string | undefined;
}

/** False where the actor's account has no such device. */
export async function editDevice(
  needs: Needs,
  actor: Actor,
  deviceId: string,
  edit: DeviceEdit,
): Promise<boolean> {
  const { accountId } = actor;
  const outcome = await needs.db.transaction().execute(async (trx) => {
    const before = await trx
      .selectFrom('binding')
      .select(['name', 'location'])
      .where('deviceId', '=', deviceId)
      .where('accountId', '=', accountId)
      .executeTakeFirst();
    if (before === undefined) return 'unknown' as const;
    const after = { name: edit.name ?? before.name, location: edit.location ?? before.location };
    if (after.name === before.name && after.location === before.location) return 'unchanged' as const;
    await trx
      .updateTable('binding')
      .set((eb) => ({ ...after, revision: eb('revision', '+', 1) }))
      .where('deviceId', '=', deviceId)
      .where('accountId', '=', accountId)
      .execute();
    const deed = {
      action: before.name === after.name ? 'device.moved' : 'device.renamed',
      accountId,
      deviceId,
      author: authorOf(actor),
      before,
      after,
      at: needs.clock(),
    };
    await recordDeed(trx, deed, needs.randomBytes);
    return 'changed' as const;
  });
  if (outcome === 'changed') needs.deviceBus.publish(deviceId);
  return outcome !== 'unknown';
}
