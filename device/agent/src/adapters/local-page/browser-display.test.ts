import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from '@signet/player/chromium';
import { create } from 'qrcode';
import t from 'tap';
import { drawScreen } from '../../screens/draw-screen.ts';
import type { Geometry, Screen } from '../../screens/screen.ts';
import { displayContract } from '../display-contract.ts';
import { createBrowserDisplay } from './browser-display.ts';
import { startServer, testDevice } from './local-server-rig.ts';

const browser = await launchChromium();
t.teardown(() => browser.close());

function pairing(code: string): Screen {
  return {
    kind: 'pairing',
    device: testDevice,
    url: `HTTPS://SIGNET.EXAMPLE/P/${code.replace('-', '')}`,
    code,
    shortUrl: 'signet.example/pair',
    link: { state: 'online' },
    banner: null,
  };
}

/** A QR of whole pixels, as the real screens draw it. */
function drawCode(screen: Screen, { widthPx, heightPx }: Geometry): string {
  const { size, data } = create(screen.kind === 'pairing' ? screen.url : screen.kind).modules;
  const scale = Math.floor(Math.min(widthPx, heightPx) / (size + 8));
  const path = [...data].map((dark, index) =>
    dark === 0
      ? ''
      : `M${(index % size) * scale} ${Math.floor(index / size) * scale}h${scale}v${scale}h-${scale}z`,
  );
  const shift = 4 * scale;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="#fff"/><path transform="translate(${shift} ${shift})" d="${path.join('')}"/></svg>`;
}

/** What an independent decoder reads in a picture; null when it finds no code in it. */
function decode(directory: string, png: Buffer): string | null {
  const file = join(directory, 'page.png');
  writeFileSync(file, png);
  const { status, stdout } = spawnSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' });
  if (status === 4) return null;
  if (status !== 0) throw new Error(`zbarimg ended with status ${status}`);
  return stdout.trim();
}

t.test('the page shows the very screen that was asked for, at any size and pixel density', async (t) => {
  const directory = t.testdir();
  const { server } = await startServer(t, { drawScreen: drawCode, mediaDirectory: directory });
  const display = createBrowserDisplay({ server });
  t.same(await display.show(pairing('ABCD-2345')), { drawn: true });
  t.same(await display.show(pairing('ABCD-2345')), { drawn: false });
  for (const { width, height, deviceScaleFactor } of [
    { width: 640, height: 480, deviceScaleFactor: 1 },
    { width: 480, height: 853, deviceScaleFactor: 1.5 },
  ]) {
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor });
    await page.goto(server.origin);
    await page.waitForSelector('img#screen[data-version="1"]');
    t.equal(decode(directory, await page.screenshot()), 'HTTPS://SIGNET.EXAMPLE/P/ABCD2345');
    t.equal(
      await page.evaluate(() => document.querySelector<HTMLImageElement>('#screen')?.naturalWidth),
      Math.round(width * deviceScaleFactor),
      'drawn for the pixels of the panel',
    );
    await page.setViewportSize({ width: height, height: width });
    await page.waitForFunction(
      (expected) => document.querySelector<HTMLImageElement>('#screen')?.naturalWidth === expected,
      Math.round(height * deviceScaleFactor),
    );
    await page.close();
  }
});

t.test('every open page goes over to the next screen by itself', async (t) => {
  const directory = t.testdir();
  const { server } = await startServer(t, { drawScreen: drawCode, mediaDirectory: directory });
  const display = createBrowserDisplay({ server });
  await display.show(pairing('ABCD-2345'));
  const pages = [await browser.newPage(), await browser.newPage()];
  for (const page of pages) {
    await page.goto(server.origin);
    await page.waitForSelector('img#screen[data-version="1"]');
  }
  await display.show(pairing('WXYZ-6789'));
  for (const page of pages) {
    await page.waitForSelector('img#screen[data-version="2"]');
    t.equal(decode(directory, await page.screenshot()), 'HTTPS://SIGNET.EXAMPLE/P/WXYZ6789');
    t.equal(await page.evaluate(() => document.querySelectorAll('#screen').length), 1);
    await page.close();
  }
});

t.test(
  'without its agent a page hides the code within seconds and says so; a new agent brings a new one',
  async (t) => {
    const directory = t.testdir();
    const first = await startServer(t, { drawScreen: drawCode, mediaDirectory: directory });
    first.server.setScreen(pairing('ABCD-2345'));
    const page = await browser.newPage();
    await page.clock.install();
    await page.goto(first.server.origin);
    await page.waitForSelector('img#screen[data-version="1"]');
    t.equal(await page.isVisible('#cover'), false);
    await first.server.close();
    await page.clock.fastForward(6_000);
    await page.waitForSelector('#cover', { state: 'visible' });
    t.match(await page.textContent('#cover'), /Signet is not running/);
    const covered = await page.screenshot();
    t.equal(decode(directory, covered), null);
    const second = await startServer(t, {
      drawScreen: drawCode,
      mediaDirectory: directory,
      port: Number(new URL(first.server.origin).port),
    });
    second.server.setScreen(pairing('WXYZ-6789'));
    await page.clock.fastForward(1_000);
    await page.waitForSelector('#cover', { state: 'hidden' });
    t.equal(decode(directory, await page.screenshot()), 'HTTPS://SIGNET.EXAMPLE/P/WXYZ6789');
    await page.close();
  },
);

t.test('the page needs nothing that its policy forbids', async (t) => {
  const { server } = await startServer(t);
  server.setScreen(pairing('ABCD-2345'));
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(server.origin);
  await page.waitForSelector('img#screen[data-version="1"]');
  t.same(complaints, []);
  t.equal(await page.evaluate(() => getComputedStyle(document.body).cursor), 'none');
  t.equal(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), true);
  await page.close();
});

t.test('it does what every display does, as a page in a browser', async (t) => {
  displayContract(t, {
    async create(t) {
      const { server } = await startServer(t, { drawScreen });
      let version = 0;
      const display = createBrowserDisplay({
        server: {
          setScreen(screen) {
            const changed = server.setScreen(screen);
            if (changed) version += 1;
            return changed;
          },
        },
      });
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      t.teardown(() => page.close());
      await page.goto(server.origin);
      return {
        display,
        writes: () => version,
        async readPicture() {
          await page.waitForSelector(`img#screen[data-version="${version}"]`);
          return page.screenshot();
        },
      };
    },
  });
});
