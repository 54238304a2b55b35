/**
 * How long to wait before the next try to reach the cloud.
 *
 * Doubling with jitter over the upper half, so that ten thousand devices that lost the same cloud do not come
 * back in the same second, and yet nobody waits much longer than the doubling says. Before a pairing code a
 * person is waiting, so the ceiling is lower there.
 */

const firstDelayMs = 1_000;
const ceilingMs = { pairing: 15_000, bound: 60_000 } as const;

/** `random` is uniform in [0, 1); `attempts` counts the failed tries before this wait, from 1. */
export function reconnectDelayMs(input: {
  attempts: number;
  random: number;
  bound: boolean;
  retryAfterMs: number | null;
}): number {
  const ceiling = input.bound ? ceilingMs.bound : ceilingMs.pairing;
  const doubled = Math.min(ceiling, firstDelayMs * 2 ** Math.min(16, Math.max(0, input.attempts - 1)));
  const jittered = doubled * (0.5 + input.random / 2);
  // What the cloud asked for is a floor, spread out in the same way.
  const asked = (input.retryAfterMs ?? 0) * (1 + input.random);
  return Math.round(Math.max(jittered, asked));
}
