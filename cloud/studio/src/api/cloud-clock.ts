/**
 * What time it is at the cloud, so that "2 minutes ago" is right on a phone whose clock is not.
 *
 * Learnt from the `Date` header of every answer; good to about a second, which is all that is shown.
 */
let aheadMs = 0;

/** Learns from one response. `receivedAtMs` is this machine's clock when it arrived. */
export function learnCloudTime(dateHeader: string | null, receivedAtMs: number): void {
  const cloudMs = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(cloudMs)) return;
  const difference = cloudMs - receivedAtMs;
  // The header has whole seconds: anything less than that is rounding, not a wrong clock.
  aheadMs = Math.abs(difference) < 1500 ? 0 : difference;
}

/** Milliseconds since 1970 by the cloud's clock. */
export function cloudNowMs(): number {
  return Date.now() + aheadMs;
}
