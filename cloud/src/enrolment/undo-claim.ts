/**
 * "Not this screen? Undo": the person who claimed a device takes the claim back, for a little while.
 */
import type { SocketDependencies } from '../dependencies.ts';
import type { Actor } from '../identity/identity.ts';
import { authorOf } from './audit.ts';
import { unbind } from './unbind.ts';

type Needs = Pick<
  SocketDependencies,
  'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'settings' | 'log'
>;

export type UndoOutcome = 'undone' | 'unknown-device' | 'claimed-by-another' | 'undo-expired';

/** Milliseconds since 1970 until which a claim may be undone. */
export function undoUntil(boundAt: number, undoWindowMs: number): number {
  return boundAt + undoWindowMs;
}

export async function undoClaim(
  needs: Needs,
  request: { deviceId: string; actor: Actor; accountIds: readonly string[] },
): Promise<UndoOutcome> {
  const { deviceId, actor, accountIds } = request;
  const now = needs.clock();
  let accountId = '';
  const outcome = await needs.db.transaction().execute(async (trx): Promise<UndoOutcome> => {
    const binding = await trx
      .selectFrom('binding')
      .select(['accountId', 'boundAt', 'boundByUserId', 'kind'])
      .where('deviceId', '=', deviceId)
      .executeTakeFirst();
    if (binding === undefined || !accountIds.includes(binding.accountId)) return 'unknown-device';
    if (binding.kind !== 'paired' || binding.boundByUserId !== actor.userId) return 'claimed-by-another';
    if (now > undoUntil(Number(binding.boundAt), needs.settings.undoWindowMs)) return 'undo-expired';
    accountId = binding.accountId;
    const unbound = await unbind(trx, {
      deviceId,
      accountId,
      reason: 'removed',
      action: 'pairing.undone',
      author: authorOf(actor),
      now,
      randomBytes: needs.randomBytes,
    });
    return unbound ? 'undone' : 'unknown-device';
  });
  if (outcome === 'undone') {
    needs.deviceBus.publish(deviceId);
    needs.newsBus.publish([{ accountId, deviceId, what: 'removed' }]);
    needs.log.info({ code: 'pairing-undone', deviceId });
  }
  return outcome;
}
