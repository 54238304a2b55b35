/**
 * A picture as a panel shows it: read from QEMU's screendump, measured, and looked at by an independent decoder.
 *
 * QEMU writes PPM faster than PNG, and sampling must not slow down what it looks at; PNG is made where somebody
 * asks for it. What a picture means is for tests to say.
 */
import { PNG } from 'pngjs';
import { palette } from '../../device/agent/src/screens/palette.ts';
import { decodeQr } from '../../scripts/e2e/test-support/panel.ts';

export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 3 bytes a pixel: red, green, blue; rows from the top, without gaps. */
  readonly rgb: Buffer;
}

/** How light it is, from 0 to 255 (Rec. 601 luma), and which share of it is as good as black, from 0 to 1. */
export interface Light {
  readonly mean: number;
  readonly blackShare: number;
}

/** Our own ground has 14, and 11 where a pixel has 16 bits. */
const nearBlack = 8;

/** Reads a binary PPM with 8 bits a colour, as QEMU writes it (netpbm's ppm(5)). */
export function readPpm(bytes: Buffer): Picture {
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 64));
  const [widthPx, heightPx] = [Number(header?.[1]), Number(header?.[2])];
  const rgb = bytes.subarray(header?.[0].length);
  if (header === null || rgb.length !== widthPx * heightPx * 3) {
    throw new Error(`This is no whole PPM: ${bytes.length} bytes.`);
  }
  return { widthPx, heightPx, rgb };
}

export function toPng({ widthPx, heightPx, rgb }: Picture): Buffer {
  const png = new PNG({ width: widthPx, height: heightPx });
  for (let pixel = 0; pixel < widthPx * heightPx; pixel += 1) {
    rgb.copy(png.data, pixel * 4, pixel * 3, pixel * 3 + 3);
    png.data[pixel * 4 + 3] = 255;
  }
  return PNG.sync.write(png);
}

export function measureLight({ widthPx, heightPx, rgb }: Picture): Light {
  let sum = 0;
  let black = 0;
  for (let at = 0; at < rgb.length; at += 3) {
    const luma = 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0);
    sum += luma;
    if (luma < nearBlack) black += 1;
  }
  const pixels = widthPx * heightPx;
  return { mean: sum / pixels, blackShare: black / pixels };
}

/** What the agent's screens have in their corners: the ground, or a ring of the seal that lies on it. */
const grounds = [palette.ink, ...palette.rings].map((colour) => Buffer.from(colour.slice(1), 'hex'));

/** Whether the agent drew it: its ground in all four corners, as exactly as 16 bits a pixel allow. */
export function isAgentScreen({ widthPx, heightPx, rgb }: Picture): boolean {
  return [0, widthPx - 1, (heightPx - 1) * widthPx, heightPx * widthPx - 1].every((pixel) =>
    grounds.some((ground) =>
      ground.every((value, colour) => Math.abs((rgb[pixel * 3 + colour] ?? 0) - value) <= 4),
    ),
  );
}

/** What the QR in it says, or null where none can be read. */
export function readQr(picture: Picture): string | null {
  return decodeQr(toPng(picture));
}
