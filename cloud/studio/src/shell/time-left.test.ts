import t from 'tap';
import { timeLeft } from './time-left.ts';

for (const [seconds, words] of [
  [1, '1 s'],
  [59, '59 s'],
  [60, '1 min'],
  [65, '1 min 5 s'],
  [3_600, '60 min'],
] as const) {
  t.equal(timeLeft(seconds), words);
}
