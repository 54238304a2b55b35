/**
 * Makes the golden pictures and the README's picture anew: `node device/agent/src/screens/renew-goldens.ts`.
 *
 * Look at each changed file before it is committed; the test only knows that they are alike, not that they are good.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { goldenFolder, goldens, readmePicture } from './golden-pictures.ts';
import { pngOfPixels } from './qr-decoding.ts';

await mkdir(goldenFolder, { recursive: true });
for (const file of await readdir(goldenFolder)) {
  if (file.endsWith('.png')) await rm(new URL(file, goldenFolder));
}
for (const { file, make } of goldens) await writeFile(new URL(file, goldenFolder), pngOfPixels(make()));
await writeFile(new URL('readme-pairing.png', goldenFolder), pngOfPixels(readmePicture()));
