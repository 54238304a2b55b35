/**
 * Paints the half blocks of a terminal's last code as pixels, for tests: what a camera before the terminal would see.
 */
import type { Pixels } from '../../screens/rasterise.ts';

/** Pixels on a side of half a character cell. */
const cellPx = 4;

/** The last run of lines that consist of blocks; a dark picture where there is none. */
export function paintBlocks(text: string): Pixels {
  const runs = [...text.matchAll(/(?:^[ ▀▄█]*[▀▄█][ ▀▄█]*\n)+/gm)];
  const lines = (runs.at(-1)?.[0] ?? '').split('\n').filter((line) => line !== '');
  // A dark border, as a terminal has around it.
  const width = Math.max(8, ...lines.map((line) => line.length)) + 4;
  const rows = Math.max(8, 2 * lines.length) + 4;
  const [widthPx, heightPx] = [width * cellPx, rows * cellPx];
  const rgba = Buffer.alloc(widthPx * heightPx * 4);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const half = Math.floor(y / cellPx) - 2;
      const character = lines[Math.floor(half / 2)]?.[Math.floor(x / cellPx) - 2] ?? ' ';
      const lit = character === '█' || character === (half % 2 === 0 ? '▀' : '▄');
      rgba.fill(lit ? 255 : 0, 4 * (y * widthPx + x), 4 * (y * widthPx + x) + 3);
      rgba[4 * (y * widthPx + x) + 3] = 255;
    }
  }
  return { rgba, widthPx, heightPx };
}
