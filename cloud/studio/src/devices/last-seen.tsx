/** When a device was last heard of: in words, with the exact time in the viewer's zone behind it. */
import { cloudNowMs } from '../api/cloud-clock.ts';
import { timeAgo } from './relative-time.ts';

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

interface LastSeenProps {
  at: string | null;
  /** Whether the exact time is written out as well, where there is room for it. */
  withExact?: boolean;
}

export function LastSeen({ at, withExact = false }: LastSeenProps) {
  if (at === null) return <span className="dim">Never</span>;
  const then = new Date(at);
  const inFull = exact.format(then);
  return (
    <time dateTime={at} title={inFull}>
      {timeAgo(then.getTime(), cloudNowMs())}
      {withExact && <span className="dim"> ({inFull})</span>}
    </time>
  );
}
