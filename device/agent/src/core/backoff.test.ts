import t from 'tap';
import { reconnectDelayMs } from './backoff.ts';

for (const [attempts, random, bound, retryAfterMs, delayMs] of [
  [1, 0, false, null, 500],
  [1, 0.999, false, null, 1_000],
  [2, 0, false, null, 1_000],
  [4, 0.5, false, null, 6_000],
  [5, 0, false, null, 7_500],
  [99, 0.999, false, null, 14_993],
  [99, 0, true, null, 30_000],
  [99, 0.999, true, null, 59_970],
  [1, 0, true, 5_000, 5_000],
  [1, 0.5, true, 5_000, 7_500],
] as const) {
  t.test(
    `try ${attempts}, random ${random}, ${bound ? 'bound' : 'pairing'}, asked ${retryAfterMs}: ${delayMs} ms`,
    async (t) => {
      t.equal(reconnectDelayMs({ attempts, random, bound, retryAfterMs }), delayMs);
    },
  );
}
