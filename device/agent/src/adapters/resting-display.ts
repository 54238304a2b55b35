/**
 * Gives memory back once a screen has stood for a while.
 *
 * Drawing takes fonts, outlines and whole frames for a moment; a pairing screen then stands for hours. It changes
 * nothing that is shown, and a display that keeps drawing, such as a countdown, is left in peace.
 */
import type { DisplayPort, Shown } from '../ports.ts';

export interface RestingOptions {
  /** How long nothing must have been drawn. */
  quietMs: number;
  /** How long until it rests again while still nothing is drawn: idling makes garbage too. */
  againMs: number;
  /** Lets go of whatever drawing needs. */
  rest(): void;
}

export function createRestingDisplay(
  display: DisplayPort,
  { quietMs, againMs, rest }: RestingOptions,
): DisplayPort {
  let timer: NodeJS.Timeout | undefined;
  function noteDrawn(result: Shown): Shown {
    if (!result.drawn) return result;
    restAfter(quietMs);
    return result;
  }
  function restAfter(delayMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      rest();
      restAfter(againMs);
    }, delayMs);
    timer.unref();
  }
  return {
    show: async (screen) => noteDrawn(await display.show(screen)),
    check: async () => noteDrawn((await display.check?.()) ?? { drawn: false }),
    close: () => {
      clearTimeout(timer);
      return display.close();
    },
  };
}
