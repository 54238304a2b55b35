/** A moment in words, with the exact time in the viewer's zone behind it. */
import { cloudNowMs } from '../api/cloud-clock.ts';
import { timeAgo } from '../devices/relative-time.ts';

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

export function When({ at }: { at: number | string }) {
  const then = new Date(at);
  return (
    <time dateTime={then.toISOString()} title={exact.format(then)}>
      {timeAgo(then.getTime(), cloudNowMs())}
    </time>
  );
}
