/**
 * Removes a device from the account: out of its lists at once, and told a moment later, until which it can be undone.
 *
 * Not where the account protects its devices from removal, which is asked in the same transaction.
 */
import { isDeletionLocked } from '../accounts/policies.ts';
import type { Dependencies } from '../dependencies.ts';
import { authorOf } from '../enrolment/audit.ts';
import type { Actor } from '../identity/identity.ts';
import { startRemoval } from './removal.ts';

type Needs = Pick<
  Dependencies,
  'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'log' | 'settings'
>;

export type RemoveOutcome = 'removed' | 'unknown-device' | 'deletion-locked';

export async function removeDevice(needs: Needs, actor: Actor, deviceId: string): Promise<RemoveOutcome> {
  const { accountId } = actor;
  const { removalGraceMs } = needs.settings;
  const deeds = { accountId, author: authorOf(actor), at: needs.clock(), randomBytes: needs.randomBytes };
  const outcome = await needs.db.transaction().execute(async (trx): Promise<RemoveOutcome> => {
    if (await isDeletionLocked(trx, accountId)) return 'deletion-locked';
    return (await startRemoval(trx, deeds, deviceId, removalGraceMs)) ? 'removed' : 'unknown-device';
  });
  if (outcome === 'removed') {
    if (removalGraceMs === 0) needs.deviceBus.publish(deviceId);
    needs.newsBus.publish([{ accountId, deviceId, what: 'removed' }]);
    needs.log.info({ code: 'device-removed', deviceId, accountId });
  }
  return outcome;
}
