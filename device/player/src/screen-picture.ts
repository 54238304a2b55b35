/**
 * Shows the agent's screen: fetches it drawn for exactly these pixels and swaps it in when it is decoded.
 *
 * It must never show half a picture or an empty one: the old picture stays until the new one is complete.
 */
import { type ScreenKind, screenPath } from './local-api.ts';

/** What a screen reader says. What is read off the screen itself is on the page that the QR leads to. */
const descriptions: Readonly<Record<ScreenKind, string>> = {
  starting: 'Signet is starting.',
  'no-network': 'There is no network. The screen says what is missing and what to do.',
  connecting: 'Connecting to the cloud.',
  pairing: 'Pairing screen with a QR code and a pairing code for your phone.',
  unpaired: 'This screen was unpaired. A new code is on its way.',
  loading: 'Paired. Content is loading.',
  playing: 'Content is playing.',
  error: 'Something stopped this device. The screen says what to do.',
};

export interface ScreenPicture {
  draw(draw: number, version: number, kind: ScreenKind): void;
}

export function createScreenPicture(
  stage: HTMLElement,
  events: { drawn(draw: number): void; notDrawn(draw: number): void },
): ScreenPicture {
  let newest = 0;

  async function fetchAndSwap(draw: number, version: number, kind: ScreenKind): Promise<void> {
    const image = new Image();
    const width = Math.round(innerWidth * devicePixelRatio);
    const height = Math.round(innerHeight * devicePixelRatio);
    // An address of its own for each drawing: a document reuses a picture that it has had under the same address,
    // whatever its headers say, and an agent that restarts counts its versions anew.
    image.src = `${screenPath}?w=${width}&h=${height}&drawing=${draw}`;
    image.alt = descriptions[kind];
    await image.decode();
    // The answer to an older question may come last.
    if (draw !== newest) return;
    image.id = 'screen';
    image.dataset['kind'] = kind;
    image.dataset['version'] = String(version);
    stage.querySelector('#screen')?.replaceWith(image);
    events.drawn(draw);
  }

  return {
    draw(draw, version, kind) {
      newest = draw;
      fetchAndSwap(draw, version, kind).catch(() => events.notDrawn(draw));
    },
  };
}
