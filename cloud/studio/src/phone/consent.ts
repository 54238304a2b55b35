/**
 * Remembers that somebody began to sign in on the page of a screen, so that the pairing completes when they return.
 *
 * Signing in by another site, or by a mail's link, comes back to a page that was loaded anew, perhaps in another tab
 * of this browser. Kept in this browser alone, where no other site can write, and for an hour: a link that somebody
 * else sends, or another browser that opens the mail, still asks before it pairs.
 */

const goodForMs = 3_600_000;
const key = (pairingId: string) => `signet.pairing.${pairingId.toUpperCase()}`;

/** As far as it is needed of `localStorage`, which may be switched off. */
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function rememberConsent(pairingId: string, store: Store | null = here(), nowMs = Date.now()): void {
  attempt(() => store?.setItem(key(pairingId), String(nowMs)));
}

export function hasConsent(pairingId: string, store: Store | null = here(), nowMs = Date.now()): boolean {
  const since = attempt(() => store?.getItem(key(pairingId))) ?? null;
  if (since === null) return false;
  const ageMs = nowMs - Number(since);
  return ageMs >= 0 && ageMs < goodForMs;
}

export function forgetConsent(pairingId: string, store: Store | null = here()): void {
  attempt(() => store?.removeItem(key(pairingId)));
}

function here(): Store | null {
  return attempt(() => globalThis.localStorage) ?? null;
}

/** Without storage, or with a full one, the person presses once more. */
function attempt<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
