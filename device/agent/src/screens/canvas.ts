/**
 * Collects one picture: SVG fragments in the order they are painted, and where each thing of meaning went.
 *
 * The boxes are what makes "nothing overlaps, nothing is cut off" a test and no opinion: whoever places text must say
 * where. Decoration is painted without a box.
 */
import { type FontName, outlineText } from './fonts.ts';
import { escapeXml } from './printable.ts';
import type { Geometry } from './screen.ts';

/** Pixels from the top left corner. */
export interface Box {
  xPx: number;
  yPx: number;
  widthPx: number;
  heightPx: number;
}

/** Something that a person reads or scans, and where it is. */
export interface PlacedBox extends Box {
  kind: 'text' | 'qr' | 'icon' | 'bar';
  /** The words, or what the thing stands for. */
  label: string;
  /** Whether an ellipsis took the place of a part of it. */
  cut: boolean;
}

/** A finished picture. */
export interface Picture {
  svg: string;
  boxes: readonly PlacedBox[];
}

export interface Canvas {
  readonly geometry: Geometry;
  /** Paints a fragment of SVG above what is there. */
  paint(fragment: string): void;
  /** Says where something of meaning is. */
  place(box: PlacedBox): void;
  /** Paints one line of text; `xPx`, `baselinePx` is where its baseline starts. */
  paintText(
    font: FontName,
    sizePx: number,
    color: string,
    content: string,
    xPx: number,
    baselinePx: number,
  ): void;
  finish(title: string, description: string): Picture;
}

export function createCanvas(geometry: Geometry, background: string): Canvas {
  const { widthPx, heightPx } = geometry;
  const fragments = [`<rect width="${widthPx}" height="${heightPx}" fill="${background}"/>`];
  const boxes: PlacedBox[] = [];
  return {
    geometry,
    paint(fragment) {
      fragments.push(fragment);
    },
    place(box) {
      boxes.push(box);
    },
    paintText(font, sizePx, color, content, xPx, baselinePx) {
      const data = outlineText(font, sizePx, content);
      // On whole pixels stems stay as sharp as they were measured, and equal lines are equal pixels.
      const at = `${Math.round(xPx)} ${Math.round(baselinePx)}`;
      if (data !== '') fragments.push(`<path transform="translate(${at})" fill="${color}" d="${data}"/>`);
    },
    finish(title, description) {
      const head = `xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}"`;
      const svg = `<svg ${head} role="img" aria-label="${escapeXml(description)}"><title>${escapeXml(title)}</title>${fragments.join('')}</svg>`;
      return { svg, boxes };
    },
  };
}
