/**
 * The order between screens and the player: what a stopped player uncovers is true, because it was drawn before.
 *
 * Screens do not wait for the player, so the panel is never behind for its sake. A screen that could not be shown
 * holds nothing up: a player that must go goes.
 */
export interface Order {
  /** A screen is on its way; passes on what comes of it. */
  showing<T>(shown: Promise<T>): Promise<T>;
  /** Does this when what was asked of the player before is done. */
  afterEarlier(work: () => Promise<void>): Promise<void>;
  /** The same, and when no screen is on its way any more. */
  afterScreens(work: () => Promise<void>): Promise<void>;
}

export function createOrder(): Order {
  let lastShown: Promise<unknown> = Promise.resolve();
  let lastAsked: Promise<unknown> = Promise.resolve();

  /** One that was overtaken is done before the one that overtook it, so it is looked again. */
  async function screensStand(): Promise<void> {
    for (let waited: unknown; waited !== lastShown; ) {
      waited = lastShown;
      await lastShown.catch(() => undefined);
    }
  }

  function afterEarlier(work: () => Promise<void>): Promise<void> {
    const run = lastAsked.catch(() => undefined).then(work);
    lastAsked = run;
    return run;
  }

  return {
    showing(shown) {
      lastShown = shown;
      return shown;
    },
    afterEarlier,
    afterScreens: (work) =>
      afterEarlier(async () => {
        await screensStand();
        await work();
      }),
  };
}
