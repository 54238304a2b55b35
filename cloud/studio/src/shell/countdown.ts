/** Counts whole seconds down to zero, by the monotonic clock: the wall clock may be set meanwhile. */
import { useEffect, useState } from 'react';

/** Seconds left; 0 from the start when there is nothing to wait for. Counts anew whenever `subject` changes. */
export function useCountdown(seconds: number, subject: unknown): number {
  const [left, setLeft] = useState(seconds);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new subject with the same seconds counts anew
  useEffect(() => {
    const endsAt = performance.now() + seconds * 1000;
    setLeft(seconds);
    if (seconds <= 0) return;
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
      setLeft(now);
      if (now === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [seconds, subject]);
  return left;
}
