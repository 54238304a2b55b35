/**
 * Reads back what a framebuffer shows, for tests: the bytes as a panel would take them.
 *
 * Written apart from the converter on purpose, pixel by pixel from the kernel's description, so that a mistake there
 * cannot hide behind the same mistake here.
 */
import { readFile } from 'node:fs/promises';
import type { Pixels } from '../../screens/rasterise.ts';
import type { FramebufferFormat } from './framebuffer-format.ts';

/** What the panel shows, in the panel's own orientation. */
export async function readFramebuffer(path: string, format: FramebufferFormat): Promise<Pixels> {
  const bytes = await readFile(path);
  const { widthPx, heightPx, bitsPerPixel, strideBytes, offsetBytes } = format;
  const rgba = Buffer.alloc(widthPx * heightPx * 4, 255);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const at = offsetBytes + y * strideBytes + (x * bitsPerPixel) / 8;
      const to = 4 * (y * widthPx + x);
      if (bitsPerPixel === 16) {
        const bits = bytes.readUInt16LE(at);
        rgba[to] = Math.round(((bits >> 11) * 255) / 31);
        rgba[to + 1] = Math.round((((bits >> 5) & 63) * 255) / 63);
        rgba[to + 2] = Math.round(((bits & 31) * 255) / 31);
      } else {
        rgba[to] = bytes[at + 2] ?? 0;
        rgba[to + 1] = bytes[at + 1] ?? 0;
        rgba[to + 2] = bytes[at] ?? 0;
      }
    }
  }
  return { rgba, widthPx, heightPx };
}
