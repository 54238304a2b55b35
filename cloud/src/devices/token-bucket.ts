/** Bounds how fast one connection may talk. Pure: time is given. */

export interface TokenBucket {
  tokens: number;
  atMs: number;
}

/** A device that reports each item of a playlist needs a fraction of this. */
const capacity = 60;
const tokensPerSecond = 10;

export function fullBucket(atMs: number): TokenBucket {
  return { tokens: capacity, atMs };
}

/** The bucket with one token less, or null where there is none to take. */
export function takeToken(bucket: TokenBucket, atMs: number): TokenBucket | null {
  const elapsedMs = Math.max(0, atMs - bucket.atMs);
  const tokens = Math.min(capacity, bucket.tokens + (elapsedMs / 1_000) * tokensPerSecond);
  return tokens < 1 ? null : { tokens: tokens - 1, atMs: Math.max(atMs, bucket.atMs) };
}
