/**
 * Turns a picture into pixels, as the panel's memory wants them to lie.
 *
 * Only the renderer is here. It gets no font, so a text that was left as text would vanish in every test as well.
 */
import { Resvg } from '@resvg/resvg-js';
import { rotatePixels } from './rotate.ts';
import type { Geometry, Rotation } from './screen.ts';

/** Pixels as four bytes each, R G B A, row after row without gaps; A is always 255, the pictures being opaque. */
export interface Pixels {
  rgba: Buffer;
  widthPx: number;
  heightPx: number;
}

const options = { font: { loadSystemFonts: false }, logLevel: 'off' } as const;

/** The panel's own geometry behind one that a person sees. */
export function panelGeometry({ widthPx, heightPx }: Geometry, rotation: Rotation): Geometry {
  return rotation === 90 || rotation === 270
    ? { widthPx: heightPx, heightPx: widthPx }
    : { widthPx, heightPx };
}

/** An SVG as a PNG, upright, for whoever shows pictures by itself. */
export function renderPng(svg: string): Buffer {
  return new Resvg(svg, options).render().asPng();
}

/** Renders an SVG drawn for `geometry`; the result has the panel's own geometry. */
export function rasterise(svg: string, geometry: Geometry, rotation: Rotation): Pixels {
  const rendered = new Resvg(svg, options).render();
  const upright = { rgba: rendered.pixels, widthPx: rendered.width, heightPx: rendered.height };
  if (upright.widthPx !== geometry.widthPx || upright.heightPx !== geometry.heightPx) {
    throw new RangeError(
      `the picture is ${upright.widthPx}x${upright.heightPx}, not ${geometry.widthPx}x${geometry.heightPx}`,
    );
  }
  return rotation === 0 ? upright : rotatePixels(upright, rotation);
}
