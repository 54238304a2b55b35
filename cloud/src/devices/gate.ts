/**
 * Lets so many through at a time and the others wait in order.
 *
 * After a restart ten thousand devices sign on within seconds. Were all of them to queue at the database at once,
 * a person's claim would wait behind them; so they wait here, and the database's queue stays short.
 */
export type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>;

export function createGate(places: number): Gate {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place is handed over, never free in between.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
