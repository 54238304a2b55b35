import { unlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { launchChromium } from '@signet/player/chromium';
import type { CDPSession, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import t, { type Test } from 'tap';
import type { StoredBinding } from '../../ports.ts';
import type { Screen } from '../../screens/screen.ts';
import { createLocalPlayer } from './local-player.ts';
import {
  filmItem,
  pageItem,
  pictureItem,
  playlistOf,
  type Rig,
  startServer,
  testDevice,
  webItem,
} from './local-server-rig.ts';

const browser = await launchChromium();
t.teardown(() => browser.close());

const starting: Screen = { kind: 'starting', device: testDevice };
const loading: Screen = {
  kind: 'loading',
  device: testDevice,
  account: 'Acme',
  name: 'Foyer',
  ready: 0,
  total: 3,
  link: { state: 'online' },
};
const unpaired: Screen = {
  kind: 'unpaired',
  device: testDevice,
  reason: 'removed',
  link: { state: 'online' },
};

function bindingOf(playlist: StoredBinding['desired']['playlist']): StoredBinding {
  return { account: { id: 'a', name: 'Acme' }, name: 'Foyer', desired: { revision: 1, playlist } };
}

async function openPage(t: Test, { server }: Rig): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 320, height: 180 } });
  t.teardown(() => context.close());
  const page = await context.newPage();
  await page.addInitScript(watchFrames);
  await page.goto(server.origin);
  return page;
}

/**
 * Runs in the page: looks at every frame for one in which the player is in front and no layer of it is both
 * opaque and full, or in which nothing at all is shown after the first screen.
 */
function watchFrames(): void {
  const bad: string[] = [];
  const items: string[] = [];
  Object.assign(window, { bad, items });
  let hadScreen = false;
  const look = (): void => {
    const screen = document.querySelector<HTMLImageElement>('img#screen');
    const isThere = (screen?.complete ?? false) && screen?.naturalWidth !== 0;
    if (hadScreen && !isThere) bad.push('no screen');
    hadScreen ||= isThere;
    const layers = [...document.querySelectorAll<HTMLElement>('.layer')];
    if (document.querySelector('#player.front') !== null) {
      const full = layers.filter((layer) => {
        const image = layer.querySelector('img');
        const film = layer.querySelector('video');
        const isLoaded =
          film !== null
            ? film.readyState >= 2
            : image === null
              ? layer.querySelector('iframe') !== null
              : image.complete && image.naturalWidth > 0;
        return layer.dataset['load'] !== undefined && isLoaded && getComputedStyle(layer).opacity === '1';
      });
      // The very first item fades in over the screen, so there the screen is what is opaque.
      const overScreen =
        layers.filter((layer) => layer.childElementCount > 0).length === 1 && items.length <= 1;
      if (full.length === 0 && !overScreen) bad.push(layers.map((layer) => layer.outerHTML).join());
      const top = layers.toSorted((one, other) => Number(other.style.zIndex) - Number(one.style.zIndex))[0];
      const item = top?.dataset['item'];
      if (item !== undefined && item !== items.at(-1)) items.push(item);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** The colour in the middle of each picture that the compositor really made. */
async function watchColours(page: Page): Promise<{ colours: string[]; stop(): Promise<void> }> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const colours: string[] = [];
  session.on('Page.screencastFrame', ({ data, sessionId }) => {
    const { width, height, data: pixels } = PNG.sync.read(Buffer.from(data, 'base64'));
    const at = (Math.floor(height / 2) * width + Math.floor(width / 2)) * 4;
    colours.push([...pixels.subarray(at, at + 3)].join());
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
  return {
    colours,
    stop: async () => {
      await session.send('Page.stopScreencast');
    },
  };
}

function isDark(colour: string): boolean {
  return Math.max(...colour.split(',').map(Number)) < 80;
}

const isBlack = (colour: string) => Math.max(...colour.split(',').map(Number)) < 40;

/** As far as a coded film has one colour. */
function isBlue(colour: string): boolean {
  const [red = 0, green = 0, blue = 0] = colour.split(',').map(Number);
  return blue > 200 && red < 40 && green < 40;
}

const watched = (page: Page, name: 'bad' | 'items'): Promise<string[]> =>
  page.evaluate((key) => Reflect.get(window, key) as string[], name);

/** Resolves when the page has seen this item in front. */
async function seen(page: Page, item: string, times = 1): Promise<void> {
  await page.waitForFunction(
    ([id, count]) =>
      (Reflect.get(window, 'items') as string[]).filter((one) => one === id).length >= Number(count),
    [item, times] as const,
    { polling: 20 },
  );
}

const screenIs = (page: Page, kind: string) => page.waitForSelector(`img#screen[data-kind="${kind}"]`);
const playerIsInFront = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.querySelector('#player.front') !== null);

t.test(
  'screen to player, picture to page to picture and round again, and back: never a dark frame',
  async (t) => {
    const rig = await startServer(t);
    const player = createLocalPlayer({ server: rig.server, onReport: () => undefined });
    rig.server.setScreen(loading);
    const page = await openPage(t, rig);
    await screenIs(page, 'loading');
    const screencast = await watchColours(page);
    const items = [
      pictureItem(rig.mediaDirectory, 'red'),
      pageItem(rig.mediaDirectory, 'lime'),
      pictureItem(rig.mediaDirectory, 'yellow'),
    ];
    await player.play(bindingOf(playlistOf(...items)));
    await rig.report(({ type }) => type === 'first-frame');
    await seen(page, 'item-red', 2);
    rig.server.setScreen(unpaired);
    await player.stop();
    await screenIs(page, 'unpaired');
    await page.waitForFunction(() => document.querySelector('#player.front') === null);
    await screencast.stop();
    t.same((await watched(page, 'items')).slice(0, 4), ['item-red', 'item-lime', 'item-yellow', 'item-red']);
    t.same(await watched(page, 'bad'), []);
    t.ok(screencast.colours.length > 20, `${screencast.colours.length} frames looked at`);
    t.same(screencast.colours.filter(isDark), []);
    for (const colour of ['34,68,136', '255,0,0', '0,255,0', '255,255,0'])
      t.ok(screencast.colours.includes(colour), colour);
    t.same(
      await page.evaluate(() => document.querySelectorAll('.layer > *').length),
      0,
      'nothing of the account is left',
    );
  },
);

t.test('picture, film, web page, picture: never a dark frame, and the film makes no sound', async (t) => {
  const web = await startWebSite(t, '<body style="background: #ffa500">');
  const rig = await startServer(t, { readReachable: async () => ({ ok: true, detail: '' }) });
  const player = createLocalPlayer({ server: rig.server, onReport: () => undefined });
  rig.server.setScreen(loading);
  const page = await openPage(t, rig);
  await screenIs(page, 'loading');
  const screencast = await watchColours(page);
  await player.play(
    bindingOf(
      playlistOf(
        pictureItem(rig.mediaDirectory, 'red'),
        filmItem(rig.mediaDirectory, 60_000),
        webItem(web),
        pictureItem(rig.mediaDirectory, 'lime'),
      ),
    ),
  );
  await seen(page, 'item-film');
  t.same(
    await page.evaluate(() =>
      [...document.querySelectorAll('video')].map(({ muted, loop }) => [muted, loop]),
    ),
    [[true, false]],
  );
  await seen(page, 'item-red', 2);
  await screencast.stop();
  t.same(
    (await watched(page, 'items')).slice(0, 5),
    ['item-red', 'item-film', 'item-web', 'item-lime', 'item-red'],
    'a film that is over gives way, although it might have stayed for a minute',
  );
  t.same(await watched(page, 'bad'), []);
  t.same(screencast.colours.filter(isBlack), []);
  for (const [what, colour] of [
    ['the picture', '255,0,0'],
    ['the web page', '255,165,0'],
    ['the last picture', '0,255,0'],
  ] as const)
    t.ok(screencast.colours.includes(colour), `${what} was seen`);
  t.ok(screencast.colours.some(isBlue), 'the film was seen');
});

t.test('a film by itself begins anew, and one that is cut does not go on unseen', async (t) => {
  const rig = await startServer(t);
  const player = createLocalPlayer({ server: rig.server, onReport: () => undefined });
  const page = await openPage(t, rig);
  await player.play(bindingOf(playlistOf(filmItem(rig.mediaDirectory, 60_000))));
  await rig.report(({ type }) => type === 'first-frame');
  const starts = () => rig.reports.filter(({ type }) => type === 'item-started').length;
  while (starts() < 3) await rig.next();
  t.equal(
    await page.evaluate(() => document.querySelectorAll('video').length),
    1,
    'without a second decoder',
  );
  await player.play(
    bindingOf(
      playlistOf(filmItem(rig.mediaDirectory, 1_000), pictureItem(rig.mediaDirectory, 'red', 60_000)),
    ),
  );
  await rig.report((one) => one.type === 'item-started' && one.itemId === 'item-red');
  await page.waitForFunction(() => document.querySelector('video') === null);
});

t.test('a web page that is not there is skipped with its reason, and the last picture stays', async (t) => {
  const rig = await startServer(t, {
    readReachable: async () => ({ ok: false, detail: 'the page is not reachable: ENOTFOUND' }),
  });
  const player = createLocalPlayer({ server: rig.server, onReport: () => undefined });
  rig.server.setScreen(loading);
  const page = await openPage(t, rig);
  await player.play(
    bindingOf(playlistOf(pictureItem(rig.mediaDirectory, 'red'), webItem('https://web.example/'))),
  );
  t.match(await rig.report(({ type }) => type === 'item-failed'), {
    itemId: 'item-web',
    detail: 'the page is not reachable: ENOTFOUND',
  });
  const starts = () => rig.reports.filter(({ type }) => type === 'item-started').length;
  while (starts() < 2) await rig.next();
  t.same(await watched(page, 'items'), ['item-red']);
});

t.test('a web page in a frame reaches neither the player nor the agent, and leads nowhere', async (t) => {
  const rig = await startServer(t, { readReachable: async () => ({ ok: true, detail: '' }) });
  const { origin } = rig.server;
  const asked: string[] = [];
  const web = await startWebSite(
    t,
    `<body><script>
      const tell = (what) => fetch('/told?' + what);
      try { parent.document.title; tell('read-parent'); } catch { tell('parent-is-closed'); }
      try { top.location = '/elsewhere'; } catch { tell('top-is-closed'); }
      fetch('${origin}/', { mode: 'no-cors' }).then((r) => tell('fetched-' + r.status), () => tell('agent-is-closed'));
      const socket = new WebSocket('${origin.replace('http', 'ws')}/live');
      socket.onopen = () => tell('socket-opened'); socket.onerror = () => tell('socket-is-closed');
    </script></body>`,
    asked,
  );
  const player = createLocalPlayer({ server: rig.server, onReport: () => undefined });
  const page = await openPage(t, rig);
  await player.play(bindingOf(playlistOf(webItem(web, 5_000))));
  await rig.report(({ type }) => type === 'first-frame');
  const told = () => asked.filter((path) => path.startsWith('/told'));
  while (told().length < 4) await page.waitForTimeout(20);
  t.same(told().sort(), [
    '/told?agent-is-closed',
    '/told?parent-is-closed',
    '/told?socket-is-closed',
    '/told?top-is-closed',
  ]);
  t.equal(page.url(), `${origin}/`);
  const framed = await page.evaluate(
    async (url) => (await fetch(url)).headers.get('content-security-policy'),
    `${origin}/`,
  );
  t.match(framed, /frame-ancestors 'none'/);
});

/** A web site of one page elsewhere: under another name of this machine. */
async function startWebSite(t: Test, html: string, asked: string[] = []): Promise<string> {
  const site = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(request.url === '/' ? html : '');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    site.closeAllConnections();
    site.close();
  });
  return `http://localhost:${Object(site.address()).port}/`;
}

t.test('reports arrive in order, with the IDs of what they are about', async (t) => {
  const rig = await startServer(t);
  const got: unknown[] = [];
  const player = createLocalPlayer({ server: rig.server, onReport: (report) => got.push(report) });
  rig.server.setScreen(loading);
  await openPage(t, rig);
  await player.play(
    bindingOf(playlistOf(pictureItem(rig.mediaDirectory, 'red'), pictureItem(rig.mediaDirectory, 'lime'))),
  );
  await rig.report((one) => one.type === 'item-started' && one.itemId === 'item-lime');
  const playlistId = 'playlist-1';
  t.same(got, [
    { type: 'first-frame', playlistId, itemId: 'item-red' },
    { type: 'item-started', playlistId, itemId: 'item-red' },
    { type: 'item-started', playlistId, itemId: 'item-lime' },
  ]);
});

t.test(
  'the screen stays until something is really painted; broken items are reported and skipped',
  async (t) => {
    const rig = await startServer(t);
    const player = createLocalPlayer({ server: rig.server, onReport: () => undefined });
    rig.server.setScreen(loading);
    const page = await openPage(t, rig);
    await screenIs(page, 'loading');
    const [gone, goneToo, good] = [
      pictureItem(rig.mediaDirectory, 'red'),
      pageItem(rig.mediaDirectory, 'blue'),
      pictureItem(rig.mediaDirectory, 'lime'),
    ];
    const broken = { ...pictureItem(rig.mediaDirectory, 'white'), id: 'no-picture' };
    broken.media = { ...pageItem(rig.mediaDirectory, 'white').media, type: 'image/png' };
    for (const { media } of [gone, goneToo]) unlinkSync(join(rig.mediaDirectory, media.sha256));
    await player.play(bindingOf(playlistOf(gone, goneToo, broken)));
    for (const { id } of [gone, goneToo, broken])
      await rig.report((one) => one.type === 'item-failed' && one.itemId === id);
    t.equal(await playerIsInFront(page), false, 'with nothing to play the screen stays');
    await player.play(bindingOf(playlistOf(gone, good, broken)));
    await rig.report(({ type }) => type === 'first-frame');
    await rig.report((one) => one.type === 'item-started' && one.itemId === good.id);
    await seen(page, good.id);
    t.same(await watched(page, 'items'), [good.id]);
    t.same(await watched(page, 'bad'), []);
  },
);

t.test('a list of one is not loaded again, and a changed list goes over without a gap', async (t) => {
  const rig = await startServer(t);
  const player = createLocalPlayer({ server: rig.server, onReport: () => undefined });
  rig.server.setScreen(loading);
  const page = await openPage(t, rig);
  const one = pageItem(rig.mediaDirectory, 'red');
  await player.play(bindingOf(playlistOf(one)));
  const startedTimes = () => rig.reports.filter(({ type }) => type === 'item-started').length;
  await rig.report(() => startedTimes() >= 3);
  t.equal(
    await page.evaluate(() => document.querySelector<HTMLElement>('.layer[data-load]')?.dataset['load']),
    '1',
  );
  const other = pictureItem(rig.mediaDirectory, 'lime');
  await player.play(bindingOf(playlistOf(one, other)));
  await seen(page, other.id);
  await player.play(
    bindingOf({ ...playlistOf(pictureItem(rig.mediaDirectory, 'yellow')), id: 'playlist-2' }),
  );
  await rig.report((report) => report.type === 'first-frame' && report.playlistId === 'playlist-2');
  await seen(page, 'item-yellow');
  t.same(await watched(page, 'bad'), []);
});

t.test('a page of the account has no network and cannot reach the agent', async (t) => {
  const rig = await startServer(t);
  const player = createLocalPlayer({ server: rig.server, onReport: () => undefined });
  rig.server.setScreen(loading);
  const page = await openPage(t, rig);
  const item = pageItem(
    rig.mediaDirectory,
    'white',
    5_000,
    `(async () => {
      const tried = [];
      for (const [name, run] of Object.entries({
        parent: () => String(parent.document.title),
        storage: () => String(localStorage.length),
        fetch: () => fetch('/screen.svg?w=10&h=10').then((r) => r.status),
        socket: () => new Promise((done, no) => { const s = new WebSocket('ws://' + new URL(document.URL).host + '/live'); s.onopen = done; s.onerror = no; }),
        picture: () => new Promise((done, no) => { const i = new Image(); i.onload = done; i.onerror = no; i.src = '/icon.svg'; }),
      })) {
        try { await run(); tried.push(name + ' worked'); } catch { tried.push(name + ' failed'); }
      }
      document.body.textContent = tried.join(', ');
    })();`,
  );
  await player.play(bindingOf(playlistOf(item)));
  await rig.report(({ type }) => type === 'first-frame');
  const frame = page.frames().find((one) => one !== page.mainFrame());
  await frame?.waitForFunction(() => document.body.textContent.includes('picture'));
  t.equal(
    await frame?.evaluate(() => document.body.textContent),
    'parent failed, storage failed, fetch failed, socket failed, picture failed',
  );
});

t.test('what plays goes on without the agent, and an agent that comes back is answered', async (t) => {
  const rig = await startServer(t);
  rig.server.setScreen(loading);
  const playlist = playlistOf(pictureItem(rig.mediaDirectory, 'red'), pageItem(rig.mediaDirectory, 'lime'));
  rig.server.setPlaylist(playlist);
  const page = await openPage(t, rig);
  await seen(page, 'item-lime');
  await rig.server.close();
  const rounds = (await watched(page, 'items')).length;
  await page.waitForFunction(
    (count) => (Reflect.get(window, 'items') as string[]).length >= count + 3,
    rounds,
  );
  const again = await startServer(t, {
    port: Number(new URL(rig.server.origin).port),
    mediaDirectory: rig.mediaDirectory,
  });
  again.server.setScreen(starting);
  await screenIs(page, 'starting');
  t.equal(await playerIsInFront(page), true, 'an agent that has not decided yet takes nothing away');
  t.same(again.reports, [], 'and is not told of what it has not asked for');
  again.server.setPlaylist(playlist);
  await again.report(({ type }) => type === 'first-frame');
  again.server.setScreen(unpaired);
  again.server.setPlaylist(null);
  await page.waitForFunction(() => document.querySelector('#player.front') === null);
  t.same(await watched(page, 'bad'), []);
});

/** In the page: animation frames that are never made, as behind a compositor that hangs, from `hang()` on. */
function hangOnDemand(): void {
  const frames = window.requestAnimationFrame.bind(window);
  let hangs = false;
  Object.assign(window, {
    requestAnimationFrame: (frame: FrameRequestCallback) => (hangs ? 0 : frames(frame)),
    hang: () => {
      hangs = true;
    },
  });
}

t.test('a page tells that its picture advances, and is silent behind a frozen one', async (t) => {
  const rig = await startServer(t);
  rig.server.setScreen(loading);
  let beats = 0;
  let beaten: () => void = () => undefined;
  rig.server.onAlive(() => {
    beats += 1;
    beaten();
  });
  const context = await browser.newContext({ viewport: { width: 320, height: 180 } });
  t.teardown(() => context.close());
  const page = await context.newPage();
  await page.clock.install();
  await page.addInitScript(hangOnDemand);
  await page.goto(rig.server.origin);
  await screenIs(page, 'loading');
  const next = () => new Promise<void>((resolve) => (beaten = resolve));
  for (let beat = 0; beat < 3; beat += 1) {
    const heard = next();
    await page.clock.runFor(2_100);
    await heard;
  }
  await page.evaluate(() => (Reflect.get(window, 'hang') as () => void)());
  const before = beats;
  await page.clock.runFor(30_000);
  // What the page sent meanwhile comes before what it is made to send now.
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const socket = new WebSocket(new URL('/live', location.href));
        socket.addEventListener('message', resolve, { once: true });
      }),
  );
  t.ok(beats - before <= 1, `${beats - before} beats behind a frozen picture`);
  t.ok(before >= 3);
});
