import t from 'tap';
import { timeAgo, timeUntil } from './relative-time.ts';

const now = Date.UTC(2026, 10, 23, 12);
const table: [secondsAgo: number, words: string][] = [
  [-30, 'just now'],
  [0, 'just now'],
  [59, 'just now'],
  [60, '1 minute ago'],
  [119, '1 minute ago'],
  [3_599, '59 minutes ago'],
  [3_600, '1 hour ago'],
  [86_400, '1 day ago'],
  [6 * 86_400, '6 days ago'],
  [14 * 86_400, '2 weeks ago'],
  [90 * 86_400, '2 months ago'],
  [800 * 86_400, '2 years ago'],
];
for (const [secondsAgo, words] of table) {
  t.equal(timeAgo(now - secondsAgo * 1000, now), words, `${secondsAgo} s ago`);
}

const ahead: [seconds: number, words: string][] = [
  [-5, 'in a moment'],
  [0, 'in a moment'],
  [59, 'in a moment'],
  [90, 'in 2 minutes'],
  [7 * 86_400 - 1, 'in 7 days'],
  [7 * 86_400, 'in 1 week'],
  [365 * 86_400, 'in 12 months'],
];
for (const [seconds, words] of ahead) {
  t.equal(timeUntil(now + seconds * 1000, now), words, `in ${seconds} s`);
}
