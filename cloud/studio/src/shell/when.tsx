/** A moment in words, past or to come, with the exact time in the viewer's zone behind it. */
import { cloudNowMs } from '../api/cloud-clock.ts';
import { timeAgo, timeUntil } from '../devices/relative-time.ts';

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

export function When({ at }: { at: number | string }) {
  const then = new Date(at);
  const now = cloudNowMs();
  return (
    <time dateTime={then.toISOString()} title={exact.format(then)}>
      {then.getTime() > now ? timeUntil(then.getTime(), now) : timeAgo(then.getTime(), now)}
    </time>
  );
}
