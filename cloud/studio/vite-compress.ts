/**
 * Lays a Brotli and a gzip form beside every built file that gains by it.
 *
 * The cloud sends whichever the browser takes and compresses nothing itself: it is done once here, as well as it
 * can be, and a phone on a slow network waits for a third of the bytes.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

const compressible = /\.(?:js|css|svg)$/;
/** Less than this fits into one packet either way. */
const smallestBytes = 1_000;

export function compressed(): Plugin {
  return {
    name: 'signet-compressed',
    apply: 'build',
    async writeBundle({ dir = 'dist' }) {
      const files = await readdir(dir, { recursive: true });
      await Promise.all(
        files.filter((file) => compressible.test(file)).map((file) => compress(join(dir, file))),
      );
    },
  };
}

async function compress(file: string): Promise<void> {
  const plain = await readFile(file);
  if (plain.length < smallestBytes) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  await writeFile(`${file}.br`, await toBrotli(plain, { params }));
  await writeFile(`${file}.gz`, await toGzip(plain, { level: constants.Z_BEST_COMPRESSION }));
}
