/** Renewed by `node device/agent/src/screens/renew-goldens.ts`, after a look at what changed. */
import { readdirSync, readFileSync } from 'node:fs';
import pixelmatch from 'pixelmatch';
import t from 'tap';
import { goldenFolder, goldens, readmePicture } from './golden-pictures.ts';
import { decodeQrCodes, pixelsOfPng } from './qr-decoding.ts';
import type { Pixels } from './rasterise.ts';
import { pairing } from './sample-screens.ts';

/** Share of pixels that may differ visibly, for renderers that round otherwise. */
const allowedShare = 0.002;

function differingShare(a: Pixels, b: Pixels): number {
  if (a.widthPx !== b.widthPx || a.heightPx !== b.heightPx) return 1;
  const count = pixelmatch(a.rgba, b.rgba, undefined, a.widthPx, a.heightPx, { threshold: 0.1 });
  return count / (a.widthPx * a.heightPx);
}

function golden(file: string): Pixels {
  return pixelsOfPng(readFileSync(new URL(file, goldenFolder)));
}

for (const { file, make } of goldens) {
  t.test(`${file} looks as it did`, async (t) => {
    const share = differingShare(make(), golden(file));
    t.ok(share <= allowedShare, `${(share * 100).toFixed(2)} % differ; renew it if that is meant`);
  });
}

t.test('the comparison tells two screens apart', async (t) => {
  t.ok(differingShare(golden('pairing.png'), golden('pairing-offline.png')) > allowedShare);
  t.ok(differingShare(golden('connecting.png'), golden('connecting-later.png')) > allowedShare);
});

t.test('there is no picture of a screen that is gone', async (t) => {
  const kept = readdirSync(goldenFolder).filter((file) => file.endsWith('.png'));
  t.same(kept.sort(), [...goldens.map(({ file }) => file), 'readme-pairing.png'].sort());
});

t.test('the README’s picture is current, and its code can be scanned', async (t) => {
  const kept = golden('readme-pairing.png');
  t.ok(differingShare(readmePicture(), kept) <= allowedShare);
  t.same(await decodeQrCodes([kept]), [[pairing.url]]);
});

t.test('codes can be read even from the small pictures', async (t) => {
  const files = goldens.map(({ file }) => file).filter((file) => file.startsWith('pairing'));
  const found = await decodeQrCodes(files.map(golden));
  t.ok(found.filter((codes) => codes[0] === pairing.url).length >= files.length / 2, JSON.stringify(found));
});
