/**
 * The Signet seal: a wax seal whose stamp is the eye of a QR code. Alone it is the mark; large and dim it is the ground.
 */
import { type Block, fixed, row, text } from './blocks.ts';
import type { Canvas } from './canvas.ts';
import { palette } from './palette.ts';

const lobes = 14;

/** Path data of the seal's wavy edge around a centre. */
export function sealPath(xPx: number, yPx: number, radiusPx: number, depth = 0.09): string {
  const points = Array.from({ length: 2 * lobes }, (_, index) => {
    const angle = (index * Math.PI) / lobes - Math.PI / 2;
    const radius = radiusPx * (index % 2 === 0 ? 1 + depth / 2 : 1 - depth);
    return { x: xPx + radius * Math.cos(angle), y: yPx + radius * Math.sin(angle) };
  });
  const round = (value: number) => Math.round(value * 10) / 10;
  // Each point pulls the curve from the middle of one side to the middle of the next, which makes the wave smooth.
  let data = '';
  points.forEach((point, index) => {
    const next = points[(index + 1) % points.length] ?? point;
    const before = points.at(index - 1) ?? point;
    const to = `${round((point.x + next.x) / 2)} ${round((point.y + next.y) / 2)}`;
    if (index === 0) data += `M${round((before.x + point.x) / 2)} ${round((before.y + point.y) / 2)}`;
    data += `Q${round(point.x)} ${round(point.y)} ${to}`;
  });
  return `${data}Z`;
}

/** The mark, in a square of `sizePx`. */
export function sealMark(xPx: number, yPx: number, sizePx: number, wax: string, stamp: string): string {
  const radius = sizePx / 2;
  const square = (side: number, corner: number, color: string) => {
    const at = radius - (side * sizePx) / 2;
    return `<rect x="${xPx + at}" y="${yPx + at}" width="${side * sizePx}" height="${side * sizePx}" rx="${corner * sizePx}" fill="${color}"/>`;
  };
  return (
    `<path fill="${wax}" d="${sealPath(xPx + radius, yPx + radius, radius / 1.03)}"/>` +
    square(0.54, 0.15, stamp) +
    square(0.38, 0.085, wax) +
    square(0.2, 0.05, stamp)
  );
}

/** Mark and name. */
export function wordmark(heightPx: number): Block {
  const side = Math.round(heightPx);
  const mark = fixed(side, side, { kind: 'icon', label: 'Signet seal' }, (x, y) =>
    sealMark(x, y, side, palette.accent, palette.ink),
  );
  const name = text('Signet', { font: 'strong', sizePx: Math.round(heightPx * 0.74), color: palette.bright });
  return row(Math.round(heightPx * 0.32), mark, name);
}

/** The ground of every screen: rings of the seal, each a shade lighter, going out from what matters. */
export function paintRings(
  canvas: Canvas,
  xPx: number,
  yPx: number,
  innerRadiusPx: number,
  stepPx: number,
): void {
  palette.rings.forEach((color, index) => {
    const radius = innerRadiusPx + (palette.rings.length - 1 - index) * stepPx;
    canvas.paint(`<path fill="${color}" d="${sealPath(xPx, yPx, radius, 0.05)}"/>`);
  });
}
