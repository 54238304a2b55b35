/**
 * The picture of a screen, as SVG.
 *
 * Pure: the same screen and geometry give the same text, byte for byte, whatever was drawn before; so a picture can be
 * compared, cached and previewed anywhere. Total over the kinds of screens by the compiler.
 */
import type { Picture } from './canvas.ts';
import { composeMessage } from './draw-message.ts';
import { composePairing } from './draw-pairing.ts';
import type { Geometry, Screen } from './screen.ts';

/** The SVG of a screen, `geometry` being what a person sees; it needs no font and nothing else from outside. */
export function drawScreen(screen: Screen, geometry: Geometry): string {
  return composeScreen(screen, geometry).svg;
}

/** The same, with the places of everything that is read or scanned. */
export function composeScreen(screen: Screen, geometry: Geometry): Picture {
  switch (screen.kind) {
    case 'pairing':
      return composePairing(screen, geometry);
    case 'starting':
    case 'no-network':
    case 'connecting':
    case 'unpaired':
    case 'loading':
    case 'playing':
    case 'error':
      return composeMessage(screen, geometry);
  }
}
