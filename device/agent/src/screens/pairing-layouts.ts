/**
 * The two arrangements of a pairing screen: words beside the square, or above and below it.
 *
 * Each says whether everything fits and paints only what it measured.
 */
import { type Block, stack } from './blocks.ts';
import type { Canvas } from './canvas.ts';
import type { Card, PairingParts } from './pairing-parts.ts';
import type { Geometry } from './screen.ts';
import { paintRings } from './seal.ts';
import type { Sizes } from './sizes.ts';

/** A layout that was measured: whether it fits, and how to paint it. */
export interface Plan {
  fits: boolean;
  paint(canvas: Canvas): void;
}

/** What a layout has to place, and where. */
export interface Room {
  topPx: number;
  bottomPx: number;
  insideWidthPx: number;
  card: Card;
  parts: PairingParts & { brand: Block };
  sizes: Sizes;
}

/** Landscape: words at the left, from the top to the bottom of the room; the square at the right. */
export function beside(
  { topPx, bottomPx, insideWidthPx, card, parts, sizes }: Room,
  geometry: Geometry,
): Plan {
  const { marginPx, unitPx, groupGapPx } = sizes;
  const roomPx = bottomPx - topPx;
  const gapPx = Math.round(unitPx * 6);
  const columnPx = insideWidthPx - card.sidePx - gapPx;
  const middle = stack(groupGapPx, [parts.banner, parts.message]);
  const sizesOfParts = [parts.brand, middle, parts.code].map((block) => block.measure(columnPx));
  const usedPx = sizesOfParts.reduce((sum, size) => sum + size.heightPx, 0);
  const wide = sizesOfParts.every((size) => size.widthPx <= columnPx && !size.cut);
  const [top, , low] = sizesOfParts;
  return {
    fits: wide && card.sidePx <= roomPx && usedPx + 2 * groupGapPx <= roomPx,
    paint(canvas) {
      const cardX = geometry.widthPx - marginPx - card.sidePx;
      const cardY = Math.round(topPx + (roomPx - card.sidePx) / 2);
      paintRings(canvas, cardX + card.sidePx / 2, cardY + card.sidePx / 2, card.sidePx * 0.78, unitPx * 11);
      card.paint(canvas, cardX, cardY);
      const freePx = (roomPx - usedPx) / 2;
      parts.brand.paint(canvas, marginPx, topPx, columnPx);
      middle.paint(canvas, marginPx, topPx + (top?.heightPx ?? 0) + freePx, columnPx);
      parts.code.paint(canvas, marginPx, bottomPx - (low?.heightPx ?? 0), columnPx);
    },
  };
}

/** Portrait: name, words, square, code, each below the other. */
export function below(
  { topPx, bottomPx, insideWidthPx, card, parts, sizes }: Room,
  geometry: Geometry,
): Plan {
  const { marginPx, unitPx, groupGapPx } = sizes;
  const roomPx = bottomPx - topPx;
  const blocks = [parts.brand, parts.banner, parts.message, parts.code];
  const measured = blocks.map((block) => block.measure(insideWidthPx));
  const shown = measured.filter((size) => size.heightPx > 0).length;
  const usedPx = measured.reduce((sum, size) => sum + size.heightPx, card.sidePx);
  const gaps = shown;
  return {
    fits:
      measured.every((size) => size.widthPx <= insideWidthPx && !size.cut) &&
      card.sidePx <= insideWidthPx &&
      usedPx + gaps * groupGapPx <= roomPx,
    paint(canvas) {
      const gapPx = Math.max(groupGapPx, (roomPx - usedPx) / gaps);
      const cardX = Math.round((geometry.widthPx - card.sidePx) / 2);
      let y = topPx;
      const order: (Block | null)[] = [parts.brand, parts.banner, parts.message, null, parts.code];
      for (const block of order) {
        if (block === null) {
          const cardY = Math.round(y);
          paintRings(
            canvas,
            cardX + card.sidePx / 2,
            cardY + card.sidePx / 2,
            card.sidePx * 0.72,
            unitPx * 11,
          );
        }
        const heightPx = block === null ? card.sidePx : block.measure(insideWidthPx).heightPx;
        if (heightPx > 0) y += heightPx + gapPx;
      }
      y = topPx;
      for (const block of order) {
        const heightPx = block === null ? card.sidePx : block.measure(insideWidthPx).heightPx;
        if (heightPx === 0) continue;
        if (block === null) card.paint(canvas, cardX, Math.round(y));
        else block.paint(canvas, marginPx, y, insideWidthPx);
        y += heightPx + gapPx;
      }
    },
  };
}
