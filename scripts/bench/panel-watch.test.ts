import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { PNG } from 'pngjs';
import t from 'tap';
import type { Picture } from '../../image/testing/picture.ts';
import { createSerialLine } from '../../image/testing/serial-line.ts';
import { loginOnSerial, mayHoldQr, qrOnPanel, type WatchedMachine } from './panel-watch.ts';

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

t.test('a code has arrived with the first picture in which it can be read', async (t) => {
  const shown = [flat(640, 480, 0), flat(640, 480, 255), golden('readme-pairing')];
  const { machine } = watched(() => shown.shift() ?? flat(640, 480, 0));
  const beganMs = performance.now();
  const { atMs, seen } = await qrOnPanel(machine, 60_000);
  t.match(seen, /^HTTPS:\/\//);
  t.ok(atMs > beganMs && atMs < performance.now());
  t.equal(shown.length, 0);
});

t.test('a prompt has arrived with its last byte, though its line does not end', async (t) => {
  const said = ['BdsDxe: loading\r\nDebian GNU/Linux 13 debian ttyS0\r\n\r\ndebian lo', 'gin: '];
  const { machine, port } = watched(() => {
    port.write(said.shift() ?? '');
    return flat(720, 400, 0);
  });
  const { seen } = await loginOnSerial(machine, 60_000);
  t.equal(seen, 'debian login: ');
  t.equal(said.length, 0);
});

t.test('what does not arrive in time is an error that says what was waited for', async (t) => {
  const { machine } = watched(() => flat(720, 400, 0));
  await t.rejects(qrOnPanel(machine, 1), /No QR on the panel within 1 ms/);
  await t.rejects(loginOnSerial(machine, 1), /No login prompt .* within 1 ms/);
});

/** A machine of which there is only the panel and the serial port. */
function watched(panel: () => Picture): { machine: WatchedMachine; port: PassThrough } {
  const serial = createSerialLine();
  const port = new PassThrough();
  serial.attach(port, new PassThrough());
  const machine = { screenshot: async () => panel(), keepPicture: () => undefined, serial };
  return { machine, port };
}

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
    rgb: Buffer.from(rgb).fill(255, 0, Math.round(size.heightPx * share) * size.widthPx * 3),
  };
}
