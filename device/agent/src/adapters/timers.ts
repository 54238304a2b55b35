/**
 * Named timers on the monotonic clock, which a jump of the wall clock cannot move.
 */
import type { TimerPort } from '../ports.ts';

export function createTimers(): TimerPort {
  const running = new Map<string, NodeJS.Timeout>();

  function stop(name: string): void {
    clearTimeout(running.get(name));
    running.delete(name);
  }

  return {
    start(name, delayMs, fired) {
      stop(name);
      running.set(
        name,
        setTimeout(() => {
          running.delete(name);
          fired();
        }, delayMs),
      );
    },
    stop,
    close() {
      for (const name of [...running.keys()]) stop(name);
    },
  };
}
