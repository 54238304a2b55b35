/**
 * How a framebuffer's bytes mean pixels, and pixels become such bytes.
 *
 * Pure. The layouts are those of the kernel's generic drivers on little-endian machines (Documentation/fb/api.rst and
 * drm_fourcc.h: XRGB8888, RGB888, RGB565): blue in the lowest byte or bits.
 */
import { OperationalError } from '../../ports.ts';
import type { Pixels } from '../../screens/rasterise.ts';
import { pixelWords } from '../../screens/rotate.ts';

export const bitsPerPixelKnown = [32, 24, 16] as const;
export type BitsPerPixel = (typeof bitsPerPixelKnown)[number];

/** Where the visible pixels of a framebuffer are. */
export interface FramebufferFormat {
  widthPx: number;
  heightPx: number;
  bitsPerPixel: BitsPerPixel;
  /** From the beginning of one row to that of the next. */
  strideBytes: number;
  /** From the beginning of the device to the first visible pixel; not 0 where the display is panned. */
  offsetBytes: number;
}

/** Checks what a person or a kernel said; throws `framebuffer-format-unsupported`. */
export function framebufferFormat(said: {
  widthPx: number;
  heightPx: number;
  bitsPerPixel: number;
  strideBytes?: number | undefined;
  offsetBytes?: number | undefined;
}): FramebufferFormat {
  const bitsPerPixel = bitsPerPixelKnown.find((bits) => bits === said.bitsPerPixel);
  if (bitsPerPixel === undefined) {
    throw new OperationalError(
      'framebuffer-format-unsupported',
      `The framebuffer has ${said.bitsPerPixel} bits per pixel; 32, 24 and 16 are supported.`,
    );
  }
  const lineBytes = (said.widthPx * bitsPerPixel) / 8;
  const strideBytes = said.strideBytes ?? lineBytes;
  if (!(said.widthPx > 0 && said.heightPx > 0 && strideBytes >= lineBytes)) {
    throw new OperationalError(
      'framebuffer-format-unsupported',
      `A framebuffer of ${said.widthPx}x${said.heightPx} pixels cannot have rows of ${strideBytes} bytes.`,
    );
  }
  return {
    widthPx: said.widthPx,
    heightPx: said.heightPx,
    bitsPerPixel,
    strideBytes,
    offsetBytes: said.offsetBytes ?? 0,
  };
}

/** Bytes that the visible pixels span, counted from the device's beginning. */
export function spanBytes(format: FramebufferFormat): number {
  return format.offsetBytes + format.heightPx * format.strideBytes;
}

/** Bytes of the pixels of one row, without what the stride adds. */
export function lineBytes(format: Pick<FramebufferFormat, 'widthPx' | 'bitsPerPixel'>): number {
  return (format.widthPx * format.bitsPerPixel) / 8;
}

/**
 * Writes rows `from` to `to` (exclusive) of `pixels` into `target`, the first at its beginning, each a stride apart.
 * What lies between rows is left as it is. Returns the bytes from the beginning of the first to the end of the last row.
 */
export function convertRows(
  pixels: Pixels,
  from: number,
  to: number,
  format: FramebufferFormat,
  target: Buffer,
): number {
  const { widthPx, strideBytes, bitsPerPixel } = format;
  if (bitsPerPixel === 32) {
    // Rows without gaps are one long row.
    const together = strideBytes === widthPx * 4 ? to - from : 1;
    for (let row = from; row < to; row += together) {
      const at = (row - from) * strideBytes;
      copySwapped(pixels.rgba, row * widthPx * 4, together * widthPx * 4, target, at);
    }
  } else {
    const source = pixelWords(pixels.rgba);
    for (let row = from; row < to; row += 1) {
      converters[bitsPerPixel](source, row * widthPx, widthPx, target, (row - from) * strideBytes);
    }
  }
  return (to - from - 1) * strideBytes + lineBytes(format);
}

type Converter = (source: Uint32Array, first: number, count: number, target: Buffer, at: number) => void;

/**
 * R G B A to B G R X in three passes that run natively: reversed, each word is A B G R, and one byte further on it is
 * B G R and the A of the next. A is always 255, so no pixel sees another's.
 */
function copySwapped(rgba: Buffer, from: number, bytes: number, target: Buffer, at: number): void {
  const line = target.subarray(at, at + bytes);
  rgba.copy(line, 0, from, from + bytes);
  line.swap32();
  line.copyWithin(0, 1);
  line[bytes - 1] = 255;
}

// A source word is 0xAABBGGRR, because R comes first in memory.
const converters: { readonly [bits in Exclude<BitsPerPixel, 32>]: Converter } = {
  24: (source, first, count, target, at) => {
    let to = at;
    for (let i = first; i < first + count; i += 1) {
      const word = source[i] ?? 0;
      target[to] = (word >>> 16) & 255;
      target[to + 1] = (word >>> 8) & 255;
      target[to + 2] = word & 255;
      to += 3;
    }
  },
  16: (source, first, count, target, at) => {
    let to = at;
    for (let i = first; i < first + count; i += 1) {
      const word = source[i] ?? 0;
      const bits =
        ((to5[word & 255] ?? 0) << 11) |
        ((to6[(word >>> 8) & 255] ?? 0) << 5) |
        (to5[(word >>> 16) & 255] ?? 0);
      target[to] = bits & 255;
      target[to + 1] = bits >>> 8;
      to += 2;
    }
  },
};

// To the nearest level. No dithering: the pictures are flat, and a pattern would be the only texture in them.
const to5 = Uint8Array.from({ length: 256 }, (_, value) => Math.round((value * 31) / 255));
const to6 = Uint8Array.from({ length: 256 }, (_, value) => Math.round((value * 63) / 255));
