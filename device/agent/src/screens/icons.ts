/**
 * The symbols, each told from the others by its shape alone.
 *
 * Drawn on a grid of 24 by 24 with round strokes; `iconFragment` puts one at a place and size.
 */
import { type Block, fixed } from './blocks.ts';
import { palette } from './palette.ts';
import type { Standing } from './troubles.ts';

const strokes = {
  /** A ring with a tick. */
  good: '<circle cx="12" cy="12" r="9.5"/><path d="M7.6 12.4l3 3 5.8-6.2"/>',
  /** A ring with three dots. */
  busy: '<circle cx="12" cy="12" r="9.5"/><path d="M7.7 12h.01M12 12h.01M16.3 12h.01"/>',
  /** A triangle with an exclamation mark. */
  trouble: '<path d="M12 3.2L22 20.4H2z"/><path d="M12 9.6v4.6M12 17.2h.01"/>',
  cloud: '<path d="M7 18.5a4.6 4.6 0 0 1-.5-9.2 6 6 0 0 1 11.5 1.1 4.1 4.1 0 0 1-.5 8.1z"/>',
  unplugged:
    '<path d="M9 3.5v4M15 3.5v4M6.5 7.5h11v3.2a5.5 5.5 0 0 1-11 0zM12 16.2v1.6"/><path d="M12 20.6h.01"/>',
  unlinked:
    '<path d="M10.2 7.6l1.9-1.9a4.4 4.4 0 0 1 6.2 6.2l-1.9 1.9M13.8 16.4l-1.9 1.9a4.4 4.4 0 0 1-6.2-6.2l1.9-1.9M4.6 4.6l2 2M17.4 17.4l2 2"/>',
  loading: '<path d="M12 4v10.5M7.6 10.4l4.4 4.4 4.4-4.4M4.5 19.5h15"/>',
  playing: '<path d="M8 4.8v14.4L19.6 12z"/>',
} as const;

export type IconName = keyof typeof strokes;

/** The SVG of a symbol; `weight` is the stroke's width on the grid. */
export function iconFragment(
  name: IconName,
  xPx: number,
  yPx: number,
  sizePx: number,
  color: string,
  weight = 2,
): string {
  const scale = Math.round((sizePx / 24) * 1000) / 1000;
  return `<g transform="translate(${xPx} ${yPx}) scale(${scale})" fill="none" stroke="${color}" stroke-width="${weight}" stroke-linecap="round" stroke-linejoin="round">${strokes[name]}</g>`;
}

export function icon(name: IconName, sizePx: number, color: string, label: string, weight = 2): Block {
  return fixed(sizePx, sizePx, { kind: 'icon', label }, (x, y) =>
    iconFragment(name, x, y, sizePx, color, weight),
  );
}

/** How something stands, as a symbol; colour only underlines what the shape says. */
export function standingIcon(state: Standing['state'], sizePx: number): Block {
  const color = { good: palette.good, busy: palette.plain, trouble: palette.trouble }[state];
  return icon(state, sizePx, color, state, 2.2);
}
