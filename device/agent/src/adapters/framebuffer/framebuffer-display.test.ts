import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { drawScreen } from '../../screens/draw-screen.ts';
import { decodeQrCodes, pngOfPixels } from '../../screens/qr-decoding.ts';
import { type Pixels, panelGeometry, rasterise } from '../../screens/rasterise.ts';
import { device, ordinary, pairing } from '../../screens/sample-screens.ts';
import type { Rotation, Screen } from '../../screens/screen.ts';
import { displayContract } from '../display-contract.ts';
import { changedRuns, createFramebufferDisplay } from './framebuffer-display.ts';
import { framebufferFormat } from './framebuffer-format.ts';
import { readFramebuffer } from './framebuffer-reading.ts';

interface Setup {
  geometry?: { widthPx: number; heightPx: number; bitsPerPixel: number };
  strideBytes?: number;
  rotation?: Rotation;
  path?: string;
  sysfsDir?: string;
}

function setUp(t: Test, given: Setup) {
  const path = given.path ?? join(t.testdir(), 'fb0');
  const writes: { positionBytes: number; bytes: number }[] = [];
  const codes: string[] = [];
  const display = createFramebufferDisplay({
    rotation: 0,
    ...given,
    path,
    log: { log: (_level, code) => codes.push(code) },
    written: (positionBytes, bytes) => writes.push({ positionBytes, bytes }),
  });
  t.teardown(() => display.close());
  return { path, display, writes, codes };
}

const notThere = { drawn: false, standing: false };
const small = { widthPx: 640, heightPx: 480, bitsPerPixel: 32 };

t.test('the display contract', async (t) => {
  displayContract(t, {
    async create(t) {
      const geometry = { widthPx: 800, heightPx: 600, bitsPerPixel: 16 };
      const { path, display, writes } = setUp(t, { geometry, strideBytes: 1700 });
      const format = framebufferFormat({ ...geometry, strideBytes: 1700 });
      return {
        display,
        readPicture: async () => pngOfPixels(await readFramebuffer(path, format)),
        writes: () => writes.length,
      };
    },
  });
});

for (const bitsPerPixel of [32, 24, 16]) {
  for (const rotation of [0, 90, 180, 270] as const) {
    t.test(`${bitsPerPixel} bits at ${rotation}°: the picture is there to the last pixel`, async (t) => {
      const geometry = { widthPx: 642, heightPx: 482, bitsPerPixel };
      const strideBytes = 642 * 4 + 10;
      const { path, display } = setUp(t, { geometry, strideBytes, rotation });
      await display.show(pairing);
      const format = framebufferFormat({ ...geometry, strideBytes });
      t.equal((await stat(path)).size, strideBytes * 482);
      const shown = await readFramebuffer(path, format);
      const seen = panelGeometry(geometry, rotation);
      const meant = rasterise(drawScreen(pairing, seen), seen, rotation);
      const allowed = bitsPerPixel === 16 ? 4 : 0;
      t.equal(farthest(shown, meant) <= allowed, true, `off by ${farthest(shown, meant)}`);
      t.same(await decodeQrCodes([shown]), [[pairing.url]]);
    });
  }
}

function farthest(a: Pixels, b: Pixels): number {
  let most = a.rgba.length === b.rgba.length ? 0 : 255;
  for (let at = 0; at < a.rgba.length; at += 1) {
    most = Math.max(most, Math.abs((a.rgba[at] ?? 0) - (b.rgba[at] ?? 0)));
  }
  return most;
}

t.test('only rows that changed are written, each run of them at once', async (t) => {
  const { path, display, writes } = setUp(t, { geometry: small });
  const waiting = ordinary['connecting-later'];
  if (waiting?.kind !== 'connecting') return t.fail('sample is missing');
  await display.show(waiting);
  t.same(writes, [{ positionBytes: 0, bytes: 640 * 480 * 4 }]);
  const before = await readFile(path);
  writes.length = 0;
  await display.show({ ...waiting, nextTry: { state: 'waiting', inSeconds: 11 } });
  const after = await readFile(path);
  const changed = Array.from({ length: 480 }, (_, row) => row).filter(
    (row) => before.compare(after, row * 2560, (row + 1) * 2560, row * 2560, (row + 1) * 2560) !== 0,
  );
  const written = writes.flatMap(({ positionBytes, bytes }) =>
    Array.from({ length: bytes / 2560 }, (_, index) => positionBytes / 2560 + index),
  );
  t.same(written, changed);
  t.ok(changed.length > 0 && changed.length < 240, `${changed.length} rows`);
});

t.test('a screen that differs in nothing that is drawn writes nothing', async (t) => {
  const { display, writes } = setUp(t, { geometry: small });
  const one: Screen = { kind: 'error', device, code: 'c', title: 'T', detail: 'd', action: 'a' };
  await display.show(one);
  writes.length = 0;
  t.same(await display.show({ ...one, detail: 'd ' }), { drawn: false });
  t.same(writes, []);
});

t.test('runs of changed rows, whatever lies between the rows', async (t) => {
  const format = { widthPx: 1, bitsPerPixel: 32, strideBytes: 6 } as const;
  const rows = (values: number[], between: number) =>
    Buffer.from(values.flatMap((value) => [value, value, value, 255, between, between]));
  const now = rows([9, 2, 9, 9], 7);
  t.same(changedRuns(now, null, 4, format), [{ from: 0, to: 4 }]);
  t.same(changedRuns(now, rows([9, 2, 9, 9], 8), 4, format), []);
  t.same(changedRuns(now, rows([1, 2, 3, 4], 7), 4, format), [
    { from: 0, to: 1 },
    { from: 2, to: 4 },
  ]);
});

t.test('what somebody else drew over the panel is mended with the next change', async (t) => {
  const { path, display, writes } = setUp(t, { geometry: small });
  const one: Screen = { kind: 'error', device, code: 'c', title: 'T', detail: 'd', action: 'a' };
  await display.show(one);
  const clean = await readFile(path);
  await writeFile(path, Buffer.concat([Buffer.alloc(2560 * 10, 0xaa), clean.subarray(2560 * 10)]));
  writes.length = 0;
  await display.show({ ...one, detail: 'd ' });
  t.same(writes, [{ positionBytes: 0, bytes: 2560 * 10 }]);
  t.ok((await readFile(path)).equals(clean));
});

/** A device as the kernel shows it: a node, and a folder of attributes beside it. */
async function plug(folder: string, size: [number, number], name = 'simpledrmdrmfb'): Promise<void> {
  const attributes = join(folder, 'sys', 'fb0');
  await mkdir(attributes, { recursive: true });
  await writeFile(join(attributes, 'virtual_size'), `${size[0]},${size[1]}\n`);
  await writeFile(join(attributes, 'bits_per_pixel'), '32\n');
  await writeFile(join(attributes, 'stride'), `${size[0] * 4}\n`);
  await writeFile(join(attributes, 'name'), `${name}\n`);
  await writeFile(join(attributes, 'blank'), '');
  const node = join(folder, 'fb0');
  await writeFile(`${node}.new`, Buffer.alloc(size[0] * size[1] * 4));
  await rename(`${node}.new`, node);
}

function decodeAt(folder: string, [widthPx, heightPx]: [number, number]): Promise<string[][]> {
  const format = framebufferFormat({ widthPx, heightPx, bitsPerPixel: 32 });
  return readFramebuffer(join(folder, 'fb0'), format).then((pixels) => decodeQrCodes([pixels]));
}

t.test('a device that comes late is drawn on when check finds it', async (t) => {
  const folder = t.testdir();
  const { display, codes } = setUp(t, { path: join(folder, 'fb0'), sysfsDir: join(folder, 'sys') });
  t.same(await display.check(), { drawn: false });
  t.same(await display.show(ordinary['starting'] ?? pairing), notThere);
  t.same(await display.show(pairing), notThere);
  t.same(await display.check(), notThere);
  await plug(folder, [640, 480]);
  t.same(await display.check(), { drawn: true });
  t.same(await decodeAt(folder, [640, 480]), [[pairing.url]]);
  t.same(await display.check(), { drawn: false });
  t.same(codes, ['framebuffer-opened']);
});

t.test('a device replaced by another of another size is reopened and redrawn whole, by check', async (t) => {
  const folder = t.testdir();
  await plug(folder, [640, 480]);
  const { display, codes } = setUp(t, { path: join(folder, 'fb0'), sysfsDir: join(folder, 'sys') });
  await display.show(pairing);
  await plug(folder, [1024, 768], 'virtio_gpudrmfb');
  t.same(await display.check(), { drawn: true });
  t.same(await decodeAt(folder, [1024, 768]), [[pairing.url]]);
  t.same(codes, ['framebuffer-opened', 'framebuffer-replaced', 'framebuffer-opened']);
});

t.test('the same, by show, even when it shows the same screen', async (t) => {
  const folder = t.testdir();
  await plug(folder, [640, 480]);
  const { display } = setUp(t, { path: join(folder, 'fb0'), sysfsDir: join(folder, 'sys') });
  await display.show(pairing);
  await plug(folder, [640, 480]);
  t.same(await display.show(pairing), { drawn: true });
  t.same(await decodeAt(folder, [640, 480]), [[pairing.url]]);
});

t.test('a mode change of the same device is noticed', async (t) => {
  const folder = t.testdir();
  await plug(folder, [1024, 768]);
  const { display } = setUp(t, { path: join(folder, 'fb0'), sysfsDir: join(folder, 'sys') });
  await display.show(pairing);
  await writeFile(join(folder, 'sys', 'fb0', 'virtual_size'), '640,480\n');
  await writeFile(join(folder, 'sys', 'fb0', 'stride'), `${640 * 4}\n`);
  t.same(await display.check(), { drawn: true });
  t.same(await decodeAt(folder, [640, 480]), [[pairing.url]]);
});

t.test('while the device is away nothing is drawn, and the newest screen when it is back', async (t) => {
  const folder = t.testdir();
  await plug(folder, [640, 480]);
  const { display } = setUp(t, { path: join(folder, 'fb0'), sysfsDir: join(folder, 'sys') });
  await display.show(ordinary['starting'] ?? pairing);
  await rm(join(folder, 'fb0'));
  await rm(join(folder, 'sys'), { recursive: true });
  t.same(await display.check(), notThere);
  t.same(await display.show(pairing), notThere);
  await plug(folder, [640, 480]);
  t.same(await display.check(), { drawn: true });
  t.same(await decodeAt(folder, [640, 480]), [[pairing.url]]);
});

t.test('a plain file that was removed is made anew', async (t) => {
  const { path, display } = setUp(t, { geometry: small });
  await display.show(pairing);
  await rm(path);
  t.same(await display.check(), { drawn: true });
  t.same(await decodeQrCodes([await readFramebuffer(path, framebufferFormat(small))]), [[pairing.url]]);
});

t.test('nothing is ever created below /dev', async (t) => {
  const path = '/dev/signet-test-no-such-framebuffer';
  const { display } = setUp(t, { geometry: small, path });
  t.same(await display.show(pairing), notThere);
  await t.rejects(stat(path), { code: 'ENOENT' });
});

t.test(
  'a write that fails for another reason than a vanished device is an operational failure',
  async (t) => {
    // Every write to this device of the kernel's fails for want of space.
    const { display } = setUp(t, { geometry: small, path: '/dev/full' });
    await t.rejects(display.show(pairing), { code: 'framebuffer-write-failed', cause: { code: 'ENOSPC' } });
    await t.rejects(
      display.show(pairing),
      { code: 'framebuffer-write-failed' },
      'and the next show tries again',
    );
  },
);

t.test('a device that vanishes under a write is reopened and drawn whole', async (t) => {
  const folder = t.testdir();
  await plug(folder, [640, 480]);
  let pulled = false;
  const codes: string[] = [];
  const display = createFramebufferDisplay({
    path: join(folder, 'fb0'),
    sysfsDir: join(folder, 'sys'),
    rotation: 0,
    log: { log: (_level, code) => codes.push(code) },
    written() {
      if (pulled) return;
      pulled = true;
      throw Object.assign(new Error('no such device'), { code: 'ENODEV' });
    },
  });
  t.teardown(() => display.close());
  t.same(await display.show(pairing), { drawn: true });
  t.same(codes, ['framebuffer-opened', 'framebuffer-lost', 'framebuffer-opened']);
  t.same(await decodeAt(folder, [640, 480]), [[pairing.url]]);
});

t.test('one that vanishes under every write is waited for', async (t) => {
  let gone = true;
  const display = createFramebufferDisplay({
    path: join(t.testdir(), 'fb0'),
    geometry: small,
    rotation: 0,
    log: { log() {} },
    written() {
      if (gone) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
    },
  });
  t.teardown(() => display.close());
  t.same(await display.show(pairing), notThere);
  gone = false;
  t.same(await display.check(), { drawn: true });
});

t.test('a device that may not be opened is an operational failure with a code', async (t) => {
  const folder = t.testdir({ fb0: {} });
  await t.rejects(setUp(t, { geometry: small, path: join(folder, 'fb0') }).display.show(pairing), {
    code: 'framebuffer-unusable',
    cause: { code: 'EISDIR' },
  });
});

t.test('a depth that cannot be drawn is an operational failure with a code', async (t) => {
  const { display } = setUp(t, { geometry: { ...small, bitsPerPixel: 8 } });
  await t.rejects(display.show(pairing), { code: 'framebuffer-format-unsupported' });
});

t.test('a new device is lit after the whole picture stands on it, once; its successor again', async (t) => {
  const folder = t.testdir();
  await plug(folder, [640, 480]);
  const blank = join(folder, 'sys', 'fb0', 'blank');
  const before: string[] = [];
  const display = createFramebufferDisplay({
    path: join(folder, 'fb0'),
    sysfsDir: join(folder, 'sys'),
    rotation: 0,
    log: { log() {} },
    written: () => before.push(readFileSync(blank, 'utf8')),
  });
  t.teardown(() => display.close());
  await display.show(pairing);
  t.same(before, [''], 'not while it is drawn');
  t.equal(await readFile(blank, 'utf8'), '0');
  await writeFile(blank, '');
  await display.show(ordinary['starting'] ?? pairing);
  await display.check();
  t.equal(await readFile(blank, 'utf8'), '', 'not for each picture');
  await plug(folder, [640, 480], 'virtio_gpudrmfb');
  await display.check();
  t.equal(await readFile(blank, 'utf8'), '0');
});

for (const [what, spoil, reason] of [
  ['has nothing to light it by', (blank: string) => rm(blank), 'ENOENT'],
  ['may not be lit', (blank: string) => rm(blank).then(() => mkdir(blank)), 'EISDIR'],
  [
    'does not implement it',
    // Every write to this device of the kernel's fails.
    (blank: string) => rm(blank).then(() => symlink('/dev/full', blank)),
    'ENOSPC',
  ],
] as const) {
  t.test(`a device that ${what} keeps its picture, and that is logged once`, async (t) => {
    const folder = t.testdir();
    await plug(folder, [640, 480]);
    const blank = join(folder, 'sys', 'fb0', 'blank');
    await spoil(blank);
    const logged: unknown[] = [];
    const display = createFramebufferDisplay({
      path: join(folder, 'fb0'),
      sysfsDir: join(folder, 'sys'),
      rotation: 0,
      log: { log: (_level, code, fields) => logged.push([code, fields['reason']]) },
    });
    t.teardown(() => display.close());
    t.same(await display.show(pairing), { drawn: true });
    t.same(await display.show(ordinary['starting'] ?? pairing), { drawn: true });
    t.same(logged, [
      ['framebuffer-opened', undefined],
      ['framebuffer-not-lit', reason],
    ]);
    if (reason === 'ENOENT') await t.rejects(stat(blank), { code: 'ENOENT' }, 'and nothing is made');
  });
}

t.test('of two screens at once the first is not said to stand', async (t) => {
  const { display } = setUp(t, { geometry: small });
  const [first, second] = await Promise.all([
    display.show(ordinary['starting'] ?? pairing),
    display.show(pairing),
  ]);
  t.same(first, notThere);
  t.same(second, { drawn: true });
});
