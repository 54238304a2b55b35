/**
 * What a pairing session is to the person who asks about it. Pure.
 *
 * The one place where "live", "no longer live", "already paired" and "paired by you" are told apart, so that the
 * phone page and the claim can never disagree.
 */
import type { PairingEnd } from '../database/schema.ts';

export type PairingStanding = 'live' | 'no-longer-live' | 'already-paired' | 'paired-by-you';

/** A session with what stands beside it. */
export interface FoundPairing {
  pairingId: string;
  code: string;
  deviceId: string;
  lastContactAt: number;
  endedAt: number | null;
  endReason: PairingEnd | null;
  claimedByUserId: string | null;
  model: string;
  serial: string;
  /** The device's binding of now, by whichever session it was made. */
  binding: { accountId: string; pairingId: string | null } | null;
}

/** Who asks. `accountIds` are those the person may act in; both are empty where nobody is signed in. */
export interface Asker {
  userId: string | null;
  accountIds: readonly string[];
}

export function standingOf(
  pairing: FoundPairing,
  asker: Asker,
  { now, graceMs }: { now: number; graceMs: number },
): PairingStanding {
  const { binding } = pairing;
  if (pairing.endedAt === null) {
    if (binding !== null) return 'already-paired';
    return pairing.lastContactAt < now - graceMs ? 'no-longer-live' : 'live';
  }
  // A session that was claimed and then undone or removed leads nowhere: the screen has another code by now.
  if (pairing.endReason !== 'claimed' || binding?.pairingId !== pairing.pairingId) return 'no-longer-live';
  const isYours =
    pairing.claimedByUserId !== null &&
    pairing.claimedByUserId === asker.userId &&
    asker.accountIds.includes(binding.accountId);
  return isYours ? 'paired-by-you' : 'already-paired';
}
