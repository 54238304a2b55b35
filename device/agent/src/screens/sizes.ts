/**
 * How large everything is, for a panel and a scale.
 *
 * Everything is a multiple of one unit, a hundredth of the shorter side, so that a picture keeps its proportions from
 * a small panel on the bench to a wall; `scale` is what a layout turns down when words do not fit, and lettering
 * never goes below what a person in front of the panel can still read.
 */
import type { Geometry } from './screen.ts';

export interface Sizes {
  /** A hundredth of the shorter side; space around things is counted in these and does not scale. */
  unitPx: number;
  marginPx: number;
  headlinePx: number;
  leadPx: number;
  bodyPx: number;
  labelPx: number;
  footerPx: number;
  /** Space between groups, and between things of one group. */
  groupGapPx: number;
  itemGapPx: number;
}

/** The smallest lettering, in px. */
const smallestPx = 11;

export function sizesOf(geometry: Geometry, scale: number): Sizes {
  const { widthPx, heightPx } = geometry;
  const shorter = Math.min(widthPx, heightPx);
  // A panel twice as long as it is high, or more, is seen from as far as a wider one: let it have a little more.
  const longer = Math.max(widthPx, heightPx);
  const unitPx = shorter / 100 + Math.max(0, Math.min(longer / shorter, 1.8) - 1) * (shorter / 1000);
  const letters = (units: number) => Math.max(smallestPx, Math.round(unitPx * units * scale));
  const space = (units: number) => Math.max(2, Math.round(unitPx * units * Math.min(1, scale)));
  return {
    unitPx,
    marginPx: Math.round(unitPx * 5.5),
    headlinePx: letters(6.6),
    leadPx: letters(3.2),
    bodyPx: letters(2.7),
    labelPx: letters(2.5),
    footerPx: Math.max(smallestPx, Math.round(unitPx * 2.15 * Math.min(1, scale))),
    groupGapPx: space(4),
    itemGapPx: space(1.9),
  };
}
