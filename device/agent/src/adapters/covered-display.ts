/**
 * A display that a player on the same panel covers while it plays.
 *
 * It never draws that something plays: the moment the player is gone, whatever it covered is seen, and then nothing
 * plays. So the screen before it stays, which says that playing starts in a moment.
 */
import type { DisplayPort } from '../ports.ts';

export function createCoveredDisplay(display: DisplayPort): DisplayPort {
  const { check } = display;
  return {
    show: async (screen) => (screen.kind === 'playing' ? { drawn: false } : display.show(screen)),
    ...(check === undefined ? {} : { check: () => check() }),
    close: () => display.close(),
  };
}
