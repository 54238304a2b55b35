import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import t from 'tap';
import type { Picture } from '../../image/testing/picture.ts';
import { mayHoldQr } from './panel-watch.ts';

t.test('the decoder is asked about a screen with a code, and not about what boots show before', async (t) => {
  const table: [what: string, picture: Picture, may: boolean][] = [
    ['nothing', flat(720, 400, 0), false],
    ['a white panel', flat(1280, 800, 255), true],
    ['our pairing screen', golden('readme-pairing'), true],
    ['our pairing screen, half drawn', halfOf(golden('readme-pairing')), true],
    ["a console's text", withLight(flat(1280, 800, 0), 0.02), false],
  ];
  for (const [what, picture, may] of table) t.equal(mayHoldQr(picture), may, what);
});

function flat(widthPx: number, heightPx: number, value: number): Picture {
  return { widthPx, heightPx, rgb: Buffer.alloc(widthPx * heightPx * 3, value) };
}

function golden(name: string): Picture {
  const { width, height, data } = PNG.sync.read(readFileSync(`device/agent/testdata/screens/${name}.png`));
  const picture = flat(width, height, 0);
  for (let pixel = 0; pixel < width * height; pixel += 1)
    data.copy(picture.rgb, pixel * 3, pixel * 4, pixel * 4 + 3);
  return picture;
}

/** Its upper half alone, as while it is being drawn. */
function halfOf({ rgb, ...size }: Picture): Picture {
  return { ...size, rgb: Buffer.from(rgb).fill(0, rgb.length / 2) };
}

/** With a share of its rows lit, from the top. */
function withLight({ rgb, ...size }: Picture, share: number): Picture {
  return {
    ...size,
    rgb: Buffer.from(rgb).fill(255, 0, Math.round((size.heightPx * share) / 1) * size.widthPx * 3),
  };
}
