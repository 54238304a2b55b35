import t from 'tap';
import { palette } from './palette.ts';
import { qrMatrix } from './qr.ts';
import { panelGeometry, rasterise } from './rasterise.ts';
import { pixelWords, rotatePixels } from './rotate.ts';

// 3 by 2: a b c over d e f.
const upright = {
  rgba: Buffer.from([...'abcdef'].flatMap((c) => [c.charCodeAt(0), 0, 0, 255])),
  widthPx: 3,
  heightPx: 2,
};

for (const [rotation, rows] of [
  [90, ['cf', 'be', 'ad']],
  [180, ['fed', 'cba']],
  [270, ['da', 'eb', 'fc']],
] as const) {
  t.test(`a panel mounted at ${rotation}° gets its pixels turned back by as much`, async (t) => {
    const { rgba, widthPx, heightPx } = rotatePixels(upright, rotation);
    const letters = Array.from({ length: 6 }, (_, at) => String.fromCharCode(rgba[4 * at] ?? 0)).join('');
    t.equal(letters, rows.join(''));
    t.same(panelGeometry(upright, rotation), { widthPx, heightPx });
  });
}

t.test('turning sideways goes right across the edges of tiles', async (t) => {
  const [widthPx, heightPx] = [67, 41];
  const rgba = Buffer.alloc(widthPx * heightPx * 4);
  for (let at = 0; at < widthPx * heightPx; at += 1) rgba.writeUInt32LE(at, 4 * at);
  const once = rotatePixels({ rgba, widthPx, heightPx }, 90);
  t.same(rotatePixels(once, 270).rgba, rgba);
  t.same(rotatePixels(rotatePixels(once, 90), 180).rgba, rgba);
});

t.test('pixels that begin anywhere are read alike', async (t) => {
  const bytes = Buffer.from([0, 1, 2, 3, 4, 0]);
  t.same([...pixelWords(bytes.subarray(1, 5))], [0x04030201]);
});

t.test('a picture of another size than asked for is a programming error', async (t) => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>';
  t.throws(() => rasterise(svg, { widthPx: 4, heightPx: 8 }, 0), /8x4, not 4x8/);
});

t.test('text can be read on what it stands on', async (t) => {
  const pairs = [
    ...(['bright', 'plain', 'quiet', 'accent', 'good', 'trouble'] as const).flatMap((ink) =>
      [palette.ink, ...palette.rings].map((ground) => [palette[ink], ground] as const),
    ),
    [palette.plain, palette.panel],
    [palette.bright, palette.panel],
    [palette.ink, palette.paper],
    [palette.ink, palette.paperAsleep],
  ] as const;
  for (const [ink, ground] of pairs) t.ok(contrast(ink, ground) >= 4.5, `${ink} on ${ground}`);
});

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (color: string) => {
    const [r = 0, g = 0, blue = 0] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

for (const [url, version, level] of [
  // ISO/IEC 18004 table 7, alphanumeric: version 3 holds 61 at M, 47 at Q, 35 at H.
  [`HTTPS://SIGNET.EXAMPLE/P/${'A'.repeat(26)}`, 3, 'M'],
  [`HTTPS://A.B/P/${'A'.repeat(26)}`, 3, 'Q'],
  ['HTTPS://A.BC/P/ABC', 1, 'M'],
  [`HTTPS://A.B/P/${'A'.repeat(21)}`, 2, 'M'],
  ['HTTPS://A.BCDE/P/ABCDEFGH', 2, 'Q'],
  ['https://a.b/p/lower-case', 2, 'M'],
] as const) {
  t.test(`${url} is version ${version} at level ${level}`, async (t) => {
    t.match(qrMatrix(url), { version, level, size: 17 + 4 * version });
  });
}
