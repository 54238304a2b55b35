/**
 * The pictures that are kept to compare with: small, a quarter of their size on a panel, so that a change of design is
 * seen in a review and a change of a single pixel is not.
 */
import { drawScreen } from './draw-screen.ts';
import { type Pixels, rasterise } from './rasterise.ts';
import { ordinary } from './sample-screens.ts';
import type { Geometry, Screen } from './screen.ts';

const factor = 4;
const landscape = { widthPx: 1280, heightPx: 720 };
const portrait = { widthPx: 720, heightPx: 1280 };
const inPortrait = ['pairing', 'pairing-offline', 'no-network', 'loading'];

export const goldenFolder = new URL('../../testdata/screens/', import.meta.url);

/** Name of the file, and how to make what belongs into it. */
export const goldens: readonly { file: string; make(): Pixels }[] = Object.entries(ordinary).flatMap(
  ([name, screen]) => [
    { file: `${name}.png`, make: () => smallPicture(screen, landscape) },
    ...(inPortrait.includes(name)
      ? [{ file: `${name}-portrait.png`, make: () => smallPicture(screen, portrait) }]
      : []),
  ],
);

/** The pairing screen as the README shows it. */
export function readmePicture(): Pixels {
  return picture(ordinary['pairing'], landscape);
}

function picture(screen: Screen | undefined, geometry: Geometry): Pixels {
  if (screen === undefined) throw new RangeError('there is no such sample');
  return rasterise(drawScreen(screen, geometry), geometry, 0);
}

/** Each pixel the mean of a square of them. */
function smallPicture(screen: Screen, geometry: Geometry): Pixels {
  const large = picture(screen, geometry);
  const [widthPx, heightPx] = [large.widthPx / factor, large.heightPx / factor];
  const rgba = Buffer.alloc(widthPx * heightPx * 4);
  for (let at = 0; at < rgba.length; at += 1) {
    const [x, y] = [Math.floor(at / 4) % widthPx, Math.floor(at / 4 / widthPx)];
    let sum = 0;
    for (let dy = 0; dy < factor; dy += 1) {
      for (let dx = 0; dx < factor; dx += 1) {
        sum += large.rgba[4 * ((y * factor + dy) * large.widthPx + x * factor + dx) + (at % 4)] ?? 0;
      }
    }
    rgba[at] = Math.round(sum / factor ** 2);
  }
  return { rgba, widthPx, heightPx };
}
