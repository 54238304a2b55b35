/**
 * The pairing screen: the square to scan, the code to type, and everything a person needs to know beside them.
 *
 * The square is as large as the words allow at a size that can still be read; the words shrink only where even the
 * smallest acceptable square leaves them no room. Landscape puts the two beside, portrait below each other.
 */
import { createCanvas, type Picture } from './canvas.ts';
import { below, beside, type Plan } from './pairing-layouts.ts';
import { cardOf, type PairingScreen, pairingParts } from './pairing-parts.ts';
import { palette } from './palette.ts';
import { footer } from './parts.ts';
import { type QrMatrix, qrMatrix, quietZoneModules } from './qr.ts';
import type { Geometry } from './screen.ts';
import { wordmark } from './seal.ts';
import { sizesOf } from './sizes.ts';
import { plainText, type ScreenWords, wordsOf } from './words.ts';

/** Scales to try in turn, and the share of the largest possible square that is worth keeping at each. */
const compromises = [
  { scale: 1.1, share: 0.97 },
  { scale: 1, share: 0.9 },
  { scale: 0.9, share: 0.84 },
  { scale: 0.82, share: 0.77 },
  { scale: 0.74, share: 0.7 },
  { scale: 0.66, share: 0.62 },
  { scale: 0.58, share: 0.56 },
  { scale: 0.5, share: 0.5 },
  { scale: 0.42, share: 0.4 },
] as const;

export function composePairing(screen: PairingScreen, geometry: Geometry): Picture {
  const words = wordsOf(screen);
  const matrix = qrMatrix(screen.url);
  const canvas = createCanvas(geometry, palette.ink);
  bestPlan(screen, words, matrix, geometry).paint(canvas);
  return canvas.finish(words.headline, plainText(screen));
}

function bestPlan(screen: PairingScreen, words: ScreenWords, matrix: QrMatrix, geometry: Geometry): Plan {
  const largest = Math.floor(
    (Math.min(geometry.widthPx, geometry.heightPx) * 0.94) / (matrix.size + 2 * quietZoneModules),
  );
  let last: Plan | undefined;
  for (const { scale, share } of compromises) {
    const planFor = (modulePx: number) => plan(screen, words, matrix, geometry, scale, modulePx);
    const smallest = Math.max(2, Math.floor(reachable(largest, geometry) * share));
    last = planFor(smallest);
    if (!last.fits) continue;
    // What fits with a square of some size also fits with a smaller one, so that halving finds the largest.
    let [low, high] = [smallest, largest + 1];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      const tried = planFor(middle);
      if (tried.fits) [low, last] = [middle, tried];
      else high = middle;
    }
    return last;
  }
  return last ?? plan(screen, words, matrix, geometry, 0.42, 2);
}

/** Largest module that a layout of this shape could have if words took next to nothing. */
function reachable(largest: number, { widthPx, heightPx }: Geometry): number {
  const ratio = Math.max(widthPx, heightPx) / Math.min(widthPx, heightPx);
  return largest * Math.min(0.86, 0.5 * ratio);
}

function plan(
  screen: PairingScreen,
  words: ScreenWords,
  matrix: QrMatrix,
  geometry: Geometry,
  scale: number,
  modulePx: number,
): Plan {
  const sizes = sizesOf(geometry, scale);
  const { marginPx, unitPx } = sizes;
  const insideWidthPx = geometry.widthPx - 2 * marginPx;
  const foot = footer(words, sizes);
  const footSize = foot.measure(insideWidthPx);
  const footY = geometry.heightPx - Math.round(marginPx * 0.75) - footSize.heightPx;
  const bottomPx = footY - Math.round(unitPx * 3.2);
  const card = cardOf(screen, matrix, modulePx);
  const parts = { brand: wordmark(unitPx * 5 * Math.min(1, scale)), ...pairingParts(screen, words, sizes) };
  const room = { topPx: marginPx, bottomPx, insideWidthPx, card, parts, sizes };
  const body = geometry.widthPx >= geometry.heightPx * 0.95 ? beside(room, geometry) : below(room, geometry);
  return {
    fits: body.fits && !footSize.cut,
    paint(canvas) {
      body.paint(canvas);
      foot.paint(canvas, marginPx, footY, insideWidthPx);
    },
  };
}
