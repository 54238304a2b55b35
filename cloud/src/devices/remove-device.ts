/** Lets a device go for good: it is told so, authenticated, now or at its next sign-on, and pairs anew. */
import type { Dependencies } from '../dependencies.ts';
import { authorOf } from '../enrolment/audit.ts';
import { unbind } from '../enrolment/unbind.ts';
import type { Actor } from '../identity/identity.ts';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'log'>;

/** False where the actor's account has no such device. */
export async function removeDevice(needs: Needs, actor: Actor, deviceId: string): Promise<boolean> {
  const removed = await needs.db.transaction().execute((trx) =>
    unbind(trx, {
      deviceId,
      accountId: actor.accountId,
      reason: 'removed',
      action: 'device.removed',
      author: authorOf(actor),
      now: needs.clock(),
      randomBytes: needs.randomBytes,
    }),
  );
  if (removed) {
    needs.deviceBus.publish(deviceId);
    needs.newsBus.publish([{ accountId: actor.accountId, deviceId, what: 'removed' }]);
    needs.log.info({ code: 'device-removed', deviceId, accountId: actor.accountId });
  }
  return removed;
}
