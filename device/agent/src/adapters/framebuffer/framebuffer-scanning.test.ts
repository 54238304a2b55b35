/**
 * The pairing screen can be scanned on every panel, however it is mounted: decoded by zbarimg from the framebuffer's
 * bytes, with depths and strides taking turns.
 */
import { join } from 'node:path';
import t from 'tap';
import { geometries, nameOfGeometry } from '../../screens/geometries.ts';
import { decodeQrCodes } from '../../screens/qr-decoding.ts';
import { type Pixels, panelGeometry } from '../../screens/rasterise.ts';
import { extreme, pairing, pairings } from '../../screens/sample-screens.ts';
import type { Screen } from '../../screens/screen.ts';
import { createFramebufferDisplay } from './framebuffer-display.ts';
import { framebufferFormat } from './framebuffer-format.ts';
import { readFramebuffer } from './framebuffer-reading.ts';

const awake: Screen = pairing;
const waking: Screen = { ...pairing, link: { state: 'connecting' } };
const asleep: Screen = {
  ...pairing,
  link: { state: 'offline', trouble: 'not-a-cloud' },
  banner: { kind: 'unbound', reason: 'offline-expired' },
};

const mountings = [
  { rotation: 0, bitsPerPixel: 32, extraBytes: 0, screens: [awake, waking, asleep] },
  { rotation: 90, bitsPerPixel: 16, extraBytes: 2, screens: [awake, asleep] },
  { rotation: 180, bitsPerPixel: 24, extraBytes: 5, screens: [awake, asleep] },
  { rotation: 270, bitsPerPixel: 32, extraBytes: 64, screens: [awake, asleep] },
] as const;

for (const seen of geometries) {
  t.test(`${nameOfGeometry(seen)} can be scanned at every rotation`, async (t) => {
    const shown: Pixels[] = [];
    for (const { rotation, bitsPerPixel, extraBytes, screens } of mountings) {
      const panel = { ...panelGeometry(seen, rotation), bitsPerPixel };
      const strideBytes = (panel.widthPx * bitsPerPixel) / 8 + extraBytes;
      const path = join(t.testdir(), `fb-${rotation}`);
      const display = createFramebufferDisplay({
        path,
        geometry: panel,
        strideBytes,
        rotation,
        log: { log() {} },
      });
      // Decoding is the larger part of the work, and every state was decoded upright.
      const large = seen.widthPx * seen.heightPx > 4_000_000 && rotation !== 0;
      for (const screen of large ? [rotation === 180 ? asleep : awake] : screens) {
        t.same(await display.show(screen), { drawn: true });
        shown.push(await readFramebuffer(path, framebufferFormat({ ...panel, strideBytes })));
      }
      await display.close();
    }
    const found = await decodeQrCodes(shown);
    t.same(
      found,
      shown.map(() => [pairing.url]),
    );
  });
}

t.test('every state of the link and every banner leaves the code scannable', async (t) => {
  const geometry = { widthPx: 1280, heightPx: 720, bitsPerPixel: 32 };
  const path = join(t.testdir(), 'fb');
  const display = createFramebufferDisplay({ path, geometry, rotation: 0, log: { log() {} } });
  const shown: Pixels[] = [];
  for (const screen of Object.values(pairings)) {
    await display.show(screen);
    shown.push(await readFramebuffer(path, framebufferFormat(geometry)));
  }
  await display.close();
  t.same(
    await decodeQrCodes(shown),
    shown.map(() => [pairing.url]),
  );
});

t.test('a long address makes a finer code, which can still be scanned on the smallest panels', async (t) => {
  const long = Object.values(extreme).flatMap((screen) => (screen.kind === 'pairing' ? [screen] : []));
  const shown: Pixels[] = [];
  for (const seen of geometries.filter(({ widthPx, heightPx }) => widthPx * heightPx <= 640 * 480)) {
    const geometry = { ...seen, bitsPerPixel: 16 };
    const path = join(t.testdir(), 'fb');
    const display = createFramebufferDisplay({ path, geometry, rotation: 0, log: { log() {} } });
    for (const screen of long) {
      await display.show(screen);
      shown.push(await readFramebuffer(path, framebufferFormat(geometry)));
    }
    await display.close();
  }
  const urls = long.map(({ url }) => [url]);
  t.same(await decodeQrCodes(shown), [...urls, ...urls]);
});
