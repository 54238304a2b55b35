/**
 * "Not this screen? Undo": the person who claimed a device takes the claim back, for a little while.
 */
import type { SocketDependencies } from '../dependencies.ts';
import type { Actor, Membership } from '../identity/identity.ts';
import { may } from '../identity/rights.ts';
import { isKeptOut } from '../identity/second-factor.ts';
import { authorOf } from './audit.ts';
import { giveBack } from './take-over.ts';
import { unbind } from './unbind.ts';

type Needs = Pick<
  SocketDependencies,
  'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'settings' | 'log'
>;

export type UndoOutcome =
  | 'undone'
  | 'unknown-device'
  | 'claimed-by-another'
  | 'not-allowed'
  | 'second-factor-required'
  | 'undo-expired';

/** Milliseconds since 1970 until which a claim may be undone. */
export function undoUntil(boundAt: number, undoWindowMs: number): number {
  return boundAt + undoWindowMs;
}

export async function undoClaim(
  needs: Needs,
  request: { deviceId: string; actor: Actor; accounts: readonly Membership[] },
): Promise<UndoOutcome> {
  const { deviceId, actor, accounts } = request;
  const now = needs.clock();
  let accountId = '';
  let returned: string | null = null;
  const outcome = await needs.db.transaction().execute(async (trx): Promise<UndoOutcome> => {
    const binding = await trx
      .selectFrom('binding')
      .select(['accountId', 'boundAt', 'boundByUserId', 'kind'])
      .where('deviceId', '=', deviceId)
      .executeTakeFirst();
    const account = accounts.find(({ id }) => id === binding?.accountId);
    if (binding === undefined || account === undefined) return 'unknown-device';
    if (binding.boundByUserId !== actor.userId) return 'claimed-by-another';
    if (isKeptOut(actor, account)) return 'second-factor-required';
    if (!may({ kind: actor.kind, role: account.role }, 'device.pair')) return 'not-allowed';
    if (now > undoUntil(Number(binding.boundAt), needs.settings.undoWindowMs)) return 'undo-expired';
    accountId = binding.accountId;
    const back = { deviceId, accountId, author: authorOf(actor), now, randomBytes: needs.randomBytes };
    const given = await giveBack(trx, back);
    if (given.outcome === 'not-free') return 'undo-expired';
    if (given.outcome === 'moved') {
      returned = given.to;
      return 'undone';
    }
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
    if (returned !== null) {
      needs.deviceBus.publish(returned);
      needs.newsBus.publish([{ accountId, deviceId: returned, what: 'bound' }]);
    }
    needs.log.info({ code: 'pairing-undone', deviceId });
  }
  return outcome;
}
