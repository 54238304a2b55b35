/**
 * Tells which of the agent's screens a picture of the panel shows, by drawing the same words and looking for them.
 *
 * No character is recognised: a screen that a test expects is drawn by the agent's own code, its headline cut out,
 * and laid over the picture at every height. Where the words stand depends on facts that a test does not know (an
 * address, a countdown); how they look does not.
 */
import { composeScreen } from '../../device/agent/src/screens/draw-screen.ts';
import { rasterise } from '../../device/agent/src/screens/rasterise.ts';
import type { Screen } from '../../device/agent/src/screens/screen.ts';
import { wordsOf } from '../../device/agent/src/screens/words.ts';
import type { Picture } from './picture.ts';

/** One line of text as it looks on a panel of one size. */
interface Line {
  label: string;
  xPx: number;
  widthPx: number;
  heightPx: number;
  /** The green of each pixel, rows from the top: text is light on dark in every colour that it has. */
  green: Buffer;
}

/** Mean difference, of 255, up to which it is the same line: a panel of 16 bits a pixel differs by 2, other words by 20. */
const sameUpTo = 8;

/**
 * Whether `picture` shows what a person would know `screen` by: its headline, or the title of the trouble that it
 * tells. `also` is further text of it, each one line of the layout, such as an error code.
 */
export function showsScreen(picture: Picture, screen: Screen, also: readonly string[] = []): boolean {
  const lines = linesOf(screen, picture);
  const { headline, trouble, notice } = wordsOf(screen);
  return [headline, trouble?.title, notice?.title, ...also].every(
    (text) => text === undefined || partsOf(text, lines).every((line) => isOn(picture, line)),
  );
}

const drawn = new Map<string, Line[]>();

function linesOf(screen: Screen, { widthPx, heightPx }: Picture): Line[] {
  const key = JSON.stringify([screen, widthPx, heightPx]);
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const geometry = { widthPx, heightPx };
  const { svg, boxes } = composeScreen(screen, geometry);
  const { rgba } = rasterise(svg, geometry, 0);
  const lines = boxes
    .filter((box) => box.kind === 'text')
    .map((box) => {
      const [xPx, yPx] = [Math.floor(box.xPx), Math.floor(box.yPx)];
      const [width, height] = [Math.ceil(box.widthPx), Math.ceil(box.heightPx)];
      const green = Buffer.alloc(width * height);
      for (let at = 0; at < green.length; at += 1) {
        const y = yPx + Math.floor(at / width);
        green[at] = rgba[(y * widthPx + xPx + (at % width)) * 4 + 1] ?? 0;
      }
      return { label: box.label, xPx, widthPx: width, heightPx: height, green };
    });
  drawn.set(key, lines);
  return lines;
}

/** The lines that a text was wrapped into, in order; throws where the screen does not have it. */
function partsOf(text: string, lines: readonly Line[]): Line[] {
  for (let from = 0; from < lines.length; from += 1) {
    for (let to = from + 1; to <= lines.length; to += 1) {
      const parts = lines.slice(from, to);
      const joined = parts.map((line) => line.label).join(' ');
      if (joined === text) return parts;
      if (!text.startsWith(joined)) break;
    }
  }
  throw new Error(`The screen does not say "${text}".`);
}

function isOn(picture: Picture, line: Line): boolean {
  for (let y = 0; y + line.heightPx <= picture.heightPx; y += 1) {
    if (differsBy(picture, line, y) <= sameUpTo) return true;
  }
  return false;
}

/** Mean difference at one height, or at least too much. */
function differsBy(
  { widthPx, rgb }: Picture,
  { xPx, widthPx: width, heightPx, green }: Line,
  y: number,
): number {
  const most = sameUpTo * green.length;
  let sum = 0;
  for (let row = 0; row < heightPx && sum <= most; row += 1) {
    const start = ((y + row) * widthPx + xPx) * 3 + 1;
    for (let column = 0; column < width; column += 1) {
      sum += Math.abs((rgb[start + column * 3] ?? 0) - (green[row * width + column] ?? 0));
    }
  }
  return sum / green.length;
}
