/**
 * A person claims a screen: by the code they typed or the pairing ID they scanned.
 *
 * In this order and no other: understand the name, pass the limiter, bind in one transaction, and only then tell
 * the device. Whether they consented was settled before, unless the account always asks; this is
 * asked by a POST alone.
 */
import { readPairingCode, readPairingId } from '@signet/protocol';
import type { SocketDependencies } from '../dependencies.ts';
import type { Actor } from '../identity/identity.ts';
import { authorOf } from './audit.ts';
import { type BindOutcome, bind } from './bind.ts';
import type { ClaimLimiter, PairingName } from './claim-limiter.ts';

export type ClaimNeeds = Pick<
  SocketDependencies,
  'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'settings' | 'log'
> & { limiter: ClaimLimiter };

export interface ClaimRequest {
  /** What was typed, as it was typed. */
  code?: string | undefined;
  /** What was scanned. Exactly one of the two is given. */
  pairingId?: string | undefined;
  /** Of what was scanned: the person has looked at the screen and pressed. A typed code says so by itself. */
  confirmed?: boolean | undefined;
  name?: string | undefined;
  location?: string | undefined;
  /** The device of the account whose place it takes. */
  replaces?: string | undefined;
  accountId: string;
  accountIds: readonly string[];
  actor: Actor;
}

export type ClaimOutcome =
  | BindOutcome
  | { outcome: 'malformed'; detail: string; field: 'code' | 'pairingId' }
  | { outcome: 'too-many-tries'; detail: string; retryAfterSeconds: number };

export async function claim(needs: ClaimNeeds, request: ClaimRequest): Promise<ClaimOutcome> {
  const { actor } = request;
  const reading = readName(request);
  if (reading.outcome === 'malformed') return reading;
  const { name } = reading;

  const admitted = await needs.limiter.admit({ name, userId: actor.userId, address: actor.address });
  if (admitted.outcome === 'too-many-tries') {
    needs.log.warn({ code: 'claim-refused', userId: actor.userId, detail: admitted.detail });
    return admitted;
  }
  const bound = await bind(needs.db, {
    admission: admitted.admission,
    userId: actor.userId,
    accountIds: request.accountIds,
    accountId: request.accountId,
    author: authorOf(actor),
    confirmed: name.kind === 'code' || request.confirmed === true,
    name: request.name,
    location: request.location,
    replaces: request.replaces,
    now: needs.clock(),
    graceMs: needs.settings.pairingGraceMs,
    randomBytes: needs.randomBytes,
  });
  if (bound.outcome === 'claimed') {
    needs.deviceBus.publish(bound.deviceId);
    needs.newsBus.publish([{ accountId: request.accountId, deviceId: bound.deviceId, what: 'bound' }]);
    if (bound.replaced !== null) {
      needs.deviceBus.publish(bound.replaced);
      needs.newsBus.publish([{ accountId: request.accountId, deviceId: bound.replaced, what: 'removed' }]);
    }
    needs.log.info({ code: 'device-claimed', deviceId: bound.deviceId, accountId: request.accountId });
  }
  return bound;
}

type NameOutcome = { outcome: 'name'; name: PairingName } | (ClaimOutcome & { outcome: 'malformed' });

function readName({ code, pairingId }: ClaimRequest): NameOutcome {
  if (code !== undefined) {
    const reading = readPairingCode(code);
    if (!reading.ok) return { outcome: 'malformed', detail: reading.detail, field: 'code' };
    return { outcome: 'name', name: { kind: 'code', code: reading.value } };
  }
  const reading = readPairingId(pairingId ?? '');
  if (!reading.ok) return { outcome: 'malformed', detail: reading.detail, field: 'pairingId' };
  return { outcome: 'name', name: { kind: 'pairing-id', pairingId: reading.value } };
}
