/**
 * Shows screens on the loopback page, for devices that are somebody's own computer and for the demo.
 *
 * The page draws; this tells it what. With no page open a screen is shown all the same: the next page to open
 * begins with it.
 */
import type { DisplayPort } from '../../ports.ts';
import type { Screen } from '../../screens/screen.ts';

/** The part of the local server that this needs. */
export interface ScreenBoard {
  /** False when this screen stands already. */
  setScreen(screen: Screen): boolean;
}

/** Does not own the server: closing the display leaves the last screen on the pages. */
export function createBrowserDisplay({ server }: { server: ScreenBoard }): DisplayPort {
  let closed = false;
  return {
    async show(screen) {
      return { drawn: !closed && server.setScreen(screen) };
    },
    async close() {
      closed = true;
    },
  };
}
