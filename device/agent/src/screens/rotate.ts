/**
 * Turns pixels so that a panel mounted sideways or upside down shows them upright.
 *
 * Exact moves of whole pixels, never a second rendering: a rotated picture is the same picture by construction.
 */
import type { Pixels } from './rasterise.ts';
import type { Rotation } from './screen.ts';

/** Side of the square that is moved at a time; source and target rows of one square fit the processor's cache. */
const tilePx = 32;

/**
 * A panel mounted `rotation` degrees clockwise needs its picture turned by as much counter-clockwise: with 90, what the
 * person sees in the top right corner is the panel's own top left one.
 */
export function rotatePixels(upright: Pixels, rotation: Exclude<Rotation, 0>): Pixels {
  const { widthPx, heightPx } = upright;
  const source = pixelWords(upright.rgba);
  const rgba = Buffer.allocUnsafeSlow(upright.rgba.length);
  const target = pixelWords(rgba);
  if (rotation === 180) {
    const last = source.length - 1;
    for (let at = 0; at <= last; at += 1) target[last - at] = source[at] ?? 0;
    return { rgba, widthPx, heightPx };
  }
  // Target index of a source pixel (x, y) is start + x * stepX + y * stepY; a target row has `heightPx` pixels.
  const [start, stepX, stepY] =
    rotation === 90 ? [(widthPx - 1) * heightPx, -heightPx, 1] : [heightPx - 1, heightPx, -1];
  for (let top = 0; top < heightPx; top += tilePx) {
    const bottom = Math.min(top + tilePx, heightPx);
    for (let left = 0; left < widthPx; left += tilePx) {
      const right = Math.min(left + tilePx, widthPx);
      for (let x = left; x < right; x += 1) {
        let from = top * widthPx + x;
        let to = start + x * stepX + top * stepY;
        for (let y = top; y < bottom; y += 1) {
          target[to] = source[from] ?? 0;
          from += widthPx;
          to += stepY;
        }
      }
    }
  }
  return { rgba, widthPx: heightPx, heightPx: widthPx };
}

/** One word for each pixel, 0xAABBGGRR; a view of the bytes, or a copy where they do not begin at a multiple of four. */
export function pixelWords(bytes: Buffer): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
