import { PNG } from 'pngjs';
import t from 'tap';
import { isAgentScreen, measureLight, type Picture, readPpm, readQr, toPng } from './picture.ts';
import { isBlack } from './picture-sampler.ts';

function filled(value: number, lit = 0): Picture {
  const rgb = Buffer.alloc(100 * 100 * 3, value);
  rgb.fill(255, 0, lit * 3);
  return { widthPx: 100, heightPx: 100, rgb };
}

t.test('a screendump is read, also one whose pixels look like spaces', async (t) => {
  const pixels = Buffer.from([32, 10, 9, 255, 0, 1]);
  const picture = readPpm(Buffer.concat([Buffer.from('P6\n2 1\n255\n'), pixels]));
  t.same(picture, { widthPx: 2, heightPx: 1, rgb: pixels });
  const png = PNG.sync.read(toPng(picture));
  t.same([...png.data], [32, 10, 9, 255, 255, 0, 1, 255]);
});

t.test('half a screendump and something else are refused', async (t) => {
  t.throws(() => readPpm(Buffer.from('P6\n2 1\n255\nxxx')), /no whole PPM/);
  t.throws(() => readPpm(Buffer.from('P5\n1 1\n255\nx')), /no whole PPM/);
});

for (const [what, picture, black] of [
  ['an empty panel is black', filled(0), true],
  ['a panel that glows a little is black', filled(3), true],
  ['a cursor in a corner is black', filled(0, 40), true],
  ['a dark screen with text on it is not', filled(0, 250), false],
  ['a dark colour is not', filled(24), false],
  ['a light one is not', filled(240), false],
] as const) {
  t.test(what, async (t) => {
    t.equal(isBlack(measureLight(picture)), black);
  });
}

for (const [what, colour, ours] of [
  ["the agent's ground is known", [11, 14, 20], true],
  ['also in 16 bits a pixel', [8, 12, 16], true],
  ['and a ring of the seal on it', [23, 29, 41], true],
  ['black is another', [0, 0, 0], false],
  ['and so is a light one', [240, 240, 240], false],
] as const) {
  t.test(what, async (t) => {
    t.equal(isAgentScreen({ ...filled(0), rgb: Buffer.alloc(100 * 100 * 3, Buffer.from(colour)) }), ours);
  });
}

t.test('a panel without a code reads as none', async (t) => {
  t.equal(readQr(filled(200)), null);
});
