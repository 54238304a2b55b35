/** How long ago something was, or how soon it will be, in words. Pure. */

const steps = [
  { unit: 'year', seconds: 31_556_952 },
  { unit: 'month', seconds: 2_629_746 },
  { unit: 'week', seconds: 604_800 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
] as const;

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** "3 minutes ago", "just now"; never in the future, since clocks differ a little. */
export function timeAgo(thenMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - thenMs) / 1000));
  for (const { unit, seconds: size } of steps) {
    if (seconds >= size) return words.format(-Math.floor(seconds / size), unit);
  }
  return 'just now';
}

/** "in 7 days", "in a moment"; never in the past. */
export function timeUntil(thenMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((thenMs - nowMs) / 1000));
  for (const { unit, seconds: size } of steps) {
    // Rounded: something that is good for a week should not say 6 days a second later.
    if (seconds >= size) return words.format(Math.round(seconds / size), unit);
  }
  return 'in a moment';
}
