/**
 * Reads QR codes out of pictures with an independent decoder (zbarimg, from Debian's zbar-tools), for tests.
 *
 * Pictures go as PGM, which costs nothing to write, and many to one process.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PNG } from 'pngjs';
import type { Pixels } from './rasterise.ts';

const run = promisify(execFile);

/** The texts of all codes in each picture, in the order of the pictures. */
export async function decodeQrCodes(pictures: readonly Pixels[]): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-qr-'));
  try {
    const files = pictures.map((_, index) => join(folder, `${index}.pgm`));
    await Promise.all(pictures.map((picture, index) => writeFile(files[index] ?? '', pgm(picture))));
    // Its exit status only says whether every picture had a code, which the caller sees from the answer.
    const { stdout } = await run('zbarimg', ['--xml', '-q', '-Sdisable', '-Sqrcode.enable', ...files], {
      maxBuffer: 16 * 1024 * 1024,
    }).catch((cause: { stdout?: string; code?: unknown }) => {
      if (cause.code !== 4) throw cause;
      return { stdout: cause.stdout ?? '' };
    });
    const found = new Map<string, string[]>();
    for (const [, file = '', body = ''] of stdout.matchAll(/<source href='([^']*)'>(.*?)<\/source>/gs)) {
      found.set(
        file,
        [...body.matchAll(/<!\[CDATA\[(.*?)\]\]>/gs)].map(([, text = '']) => text),
      );
    }
    return files.map((file) => found.get(file) ?? []);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The pixels of a PNG. */
export function pixelsOfPng(png: Buffer): Pixels {
  const { data, width, height } = PNG.sync.read(png);
  return { rgba: data, widthPx: width, heightPx: height };
}

/** A PNG of pixels. */
export function pngOfPixels({ rgba, widthPx, heightPx }: Pixels): Buffer {
  const png = new PNG({ width: widthPx, height: heightPx });
  rgba.copy(png.data);
  return PNG.sync.write(png, { deflateLevel: 9 });
}

/** Portable grey map: the mean of red, green and blue, as a camera without colour would see it. */
function pgm({ rgba, widthPx, heightPx }: Pixels): Buffer {
  const head = Buffer.from(`P5 ${widthPx} ${heightPx} 255\n`);
  const grey = Buffer.allocUnsafe(widthPx * heightPx);
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = ((rgba[4 * at] ?? 0) + (rgba[4 * at + 1] ?? 0) + (rgba[4 * at + 2] ?? 0)) / 3;
  }
  return Buffer.concat([head, grey]);
}
