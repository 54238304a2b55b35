/**
 * Lets a device go for good: it is told so, authenticated, now or at its next sign-on, and pairs anew.
 *
 * Not where the account protects its devices from removal, which is asked in the same transaction.
 */
import { isDeletionLocked } from '../accounts/policies.ts';
import type { Dependencies } from '../dependencies.ts';
import { authorOf } from '../enrolment/audit.ts';
import { unbind } from '../enrolment/unbind.ts';
import type { Actor } from '../identity/identity.ts';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'log'>;

export type RemoveOutcome = 'removed' | 'unknown-device' | 'deletion-locked';

export async function removeDevice(needs: Needs, actor: Actor, deviceId: string): Promise<RemoveOutcome> {
  const outcome = await needs.db.transaction().execute(async (trx): Promise<RemoveOutcome> => {
    if (await isDeletionLocked(trx, actor.accountId)) return 'deletion-locked';
    const removed = await unbind(trx, {
      deviceId,
      accountId: actor.accountId,
      reason: 'removed',
      action: 'device.removed',
      author: authorOf(actor),
      now: needs.clock(),
      randomBytes: needs.randomBytes,
    });
    return removed ? 'removed' : 'unknown-device';
  });
  if (outcome === 'removed') {
    needs.deviceBus.publish(deviceId);
    needs.newsBus.publish([{ accountId: actor.accountId, deviceId, what: 'removed' }]);
    needs.log.info({ code: 'device-removed', deviceId, accountId: actor.accountId });
  }
  return outcome;
}
