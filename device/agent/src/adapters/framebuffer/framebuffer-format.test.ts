import t from 'tap';
import { type BitsPerPixel, convertRows, framebufferFormat, spanBytes } from './framebuffer-format.ts';

/** One row of red, green, blue, white, black and an odd grey. */
const row = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [0, 0, 0],
  [18, 100, 200],
];
const pixels = {
  rgba: Buffer.from([...row, ...[...row].reverse()].flatMap((rgb) => [...rgb, 255])),
  widthPx: row.length,
  heightPx: 2,
};

const expected: Record<BitsPerPixel, string[]> = {
  32: ['0000ffff', '00ff00ff', 'ff0000ff', 'ffffffff', '000000ff', 'c86412ff'],
  24: ['0000ff', '00ff00', 'ff0000', 'ffffff', '000000', 'c86412'],
  // 5-6-5 of 18,100,200 to the nearest level: 2, 25, 24 = 0b00010_011001_11000.
  16: ['00f8', 'e007', '1f00', 'ffff', '0000', '3813'],
};

for (const bitsPerPixel of [32, 24, 16] as const) {
  for (const extraBytes of [0, 1, 6]) {
    for (const shift of [0, 1]) {
      t.test(`${bitsPerPixel} bits, ${extraBytes} bytes after each row, target at ${shift}`, async (t) => {
        const lineBytes = (row.length * bitsPerPixel) / 8;
        const format = framebufferFormat({
          widthPx: row.length,
          heightPx: 2,
          bitsPerPixel,
          strideBytes: lineBytes + extraBytes,
        });
        const target = Buffer.alloc(spanBytes(format) + shift, 0xee).subarray(shift);
        const bytes = convertRows(pixels, 0, 2, format, target);
        t.equal(bytes, lineBytes * 2 + extraBytes);
        t.equal(target.subarray(0, lineBytes).toString('hex'), expected[bitsPerPixel].join(''));
        const second = target.subarray(format.strideBytes, format.strideBytes + lineBytes);
        t.equal(second.toString('hex'), [...expected[bitsPerPixel]].reverse().join(''));
        t.ok(target.subarray(lineBytes, format.strideBytes).every((byte) => byte === 0xee));
      });
    }
  }
}

t.test('a range of rows begins at the target’s beginning', async (t) => {
  const format = framebufferFormat({ widthPx: row.length, heightPx: 2, bitsPerPixel: 16 });
  const target = Buffer.alloc(12);
  t.equal(convertRows(pixels, 1, 2, format, target), 12);
  t.equal(target.toString('hex'), [...expected[16]].reverse().join(''));
});

for (const [what, said] of [
  ['8 bits', { widthPx: 8, heightPx: 8, bitsPerPixel: 8 }],
  ['no width', { widthPx: 0, heightPx: 8, bitsPerPixel: 32 }],
  ['no height', { widthPx: 8, heightPx: Number.NaN, bitsPerPixel: 32 }],
  ['rows shorter than their pixels', { widthPx: 8, heightPx: 8, bitsPerPixel: 32, strideBytes: 31 }],
] as const) {
  t.test(`${what}: refused`, async (t) => {
    t.throws(() => framebufferFormat(said), { code: 'framebuffer-format-unsupported' });
  });
}
