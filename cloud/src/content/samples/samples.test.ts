import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { launchChromium } from '@signet/player/chromium';
import t from 'tap';
import { samplePlaylist } from './samples.ts';

const read = (file: URL): string => readFileSync(file, 'utf8');

t.test('every bundled file is listed, once, and every listed file is there and small', async (t) => {
  const listed = samplePlaylist.items.map(({ file }) => basename(file.pathname)).toSorted();
  const present = readdirSync(import.meta.dirname).filter((name) => /\.(svg|html)$/.test(name));
  t.same(listed, present.toSorted());
  for (const { file, name, durationMs } of samplePlaylist.items) {
    t.ok(statSync(file).size < 64 * 1024, `${name} has ${statSync(file).size} bytes`);
    t.ok(durationMs >= 5_000 && durationMs <= 30_000, `${name} stays for ${durationMs} ms`);
  }
  t.equal(samplePlaylist.items[0]?.name, 'Your screen is live');
});

t.test('a poster holds no script, no words that need a font, and no outside reference', async (t) => {
  for (const { file, name, kind } of samplePlaylist.items) {
    if (kind !== 'picture') continue;
    const svg = read(file);
    t.notMatch(svg, /<(script|foreignObject|image|use|text|style|filter)\b|\bon\w+=|href=|url\((?!#)/, name);
  }
});

t.test('in a browser, at any shape of panel, each fills it and complains of nothing', async (t) => {
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url().slice(0, 30)));
  for (const [width, height] of [
    [640, 480],
    [1280, 720],
    [720, 1280],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const { file, name, type } of samplePlaylist.items.filter(({ kind }) => kind === 'picture')) {
      const source = `data:${type};base64,${readFileSync(file).toString('base64')}`;
      await page.setContent(
        `<img src="${source}" style="position:fixed;inset:0;width:100%;height:100%;object-fit:contain">`,
      );
      const corners = await page.evaluate(async () => {
        const [image] = document.images;
        await image?.decode();
        const canvas = document.createElement('canvas');
        canvas.width = innerWidth;
        canvas.height = innerHeight;
        const context = canvas.getContext('2d', { willReadFrequently: true });
        if (image !== undefined) context?.drawImage(image, 0, 0, canvas.width, canvas.height);
        return [
          [1, 1],
          [innerWidth - 2, 1],
          [1, innerHeight - 2],
          [innerWidth - 2, innerHeight - 2],
        ].map(([x = 0, y = 0]) => context?.getImageData(x, y, 1, 1).data[3]);
      });
      t.same(corners, [255, 255, 255, 255], `${name} at ${width}x${height} is opaque in every corner`);
    }
  }
  requests.splice(0);
  for (const clock of samplePlaylist.items.filter(({ kind }) => kind === 'page')) {
    for (const [at, shown] of [
      ['2026-11-23T09:41:00', 'visible'],
      ['2026-11-23T00:00:00', 'visible'],
      ['2026-11-23T23:59:59', 'visible'],
      ['1970-01-01T00:00:10', 'hidden'],
    ] as const) {
      await page.clock.setFixedTime(new Date(at));
      await page.setContent(read(clock.file));
      t.equal(await page.evaluate(() => document.getElementById('words')?.style.visibility), shown, at);
      if (shown === 'visible') t.equal(await page.getAttribute('#words', 'aria-label'), at.slice(11, 16));
    }
  }
  t.same(requests, [], 'the page asks the network for nothing');
  t.same(complaints, []);
});
