/**
 * From an upload to the screen: a picture and a film become a playlist, the playlist becomes the default, and a real agent
 * plays it; a change is there within seconds; and without the cloud a restarted agent plays on from its disk.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import t, { type Test } from 'tap';
import { openBrowser } from './test-support/browser.ts';
import { pairingIdOf, until, untilQr } from './test-support/panel.ts';
import { claim, devicesOf, type Person, signUp } from './test-support/person.ts';
import { type RunningAgent, startAgent, startCloud } from './test-support/programs.ts';

const film = readFileSync(new URL('../../cloud/src/content/testing/film.webm', import.meta.url));
/** An item that is no longer listed stays for ten seconds at most, and an emulated browser takes its time. */
const changeWithinMs = 20_000;

function picture(shade: number): Buffer {
  const png = new PNG({ width: 160, height: 90 });
  png.data.fill(255);
  for (let at = 0; at < png.data.length; at += 4) png.data[at] = shade;
  return PNG.sync.write(png);
}

async function upload(person: Person, name: string, bytes: Buffer): Promise<string> {
  const { status, body } = await person.call('POST', `/api/v1/media?name=${name}`, bytes);
  if (status !== 200) throw new Error(`the upload answered ${status}: ${JSON.stringify(body)}`);
  return String(Object(body['file']).sha256);
}

/** Which items the agent's page has had in front, from now on. */
async function watchPage(t: Test, { page: address }: RunningAgent): Promise<() => Promise<string[]>> {
  const browser = await openBrowser(t);
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const look = () => {
      const layers = [...document.querySelectorAll<HTMLElement>('#player.front .layer[data-item]')];
      const top = layers.toSorted((one, other) => Number(other.style.zIndex) - Number(one.style.zIndex))[0];
      const item = top?.dataset['item'];
      if (item !== undefined && seen.at(-1) !== item) seen.push(item);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(address);
  return () => page.evaluate(() => Reflect.get(window, 'seen') as string[]);
}

const itemIds = (body: Record<string, unknown>): string[] =>
  (body['items'] as { id: string }[]).map(({ id }) => id);

t.test(
  'uploaded content plays, changes within seconds, and plays without the cloud',
  { timeout: 240_000 },
  async (t) => {
    const cloud = await startCloud(t);
    const agent = await startAgent(t, { cloud: cloud.url });
    const person = await signUp(cloud.url);
    const url = await untilQr(agent);
    t.equal((await claim(person, { pairingId: pairingIdOf(url), name: 'Window' })).status, 200);

    const [red, clip, blue] = [
      await upload(person, 'red', picture(250)),
      await upload(person, 'clip', film),
      await upload(person, 'blue', picture(20)),
    ];
    const made = await person.call('POST', '/api/v1/playlists', {
      name: 'Shop',
      items: [
        { sha256: red, durationMs: 1_500 },
        { sha256: clip, durationMs: 60_000 },
      ],
    });
    t.equal(made.status, 200, JSON.stringify(made.body));
    const playlistId = String(made.body['id']);
    t.equal((await person.call('PUT', '/api/v1/default-playlist', { playlistId })).status, 204);

    const seen = await watchPage(t, agent);
    const [redItem = '', clipItem = ''] = itemIds(made.body);
    await until('picture, film and the picture again', async () => {
      const items = await seen();
      const at = items.indexOf(redItem);
      return at >= 0 && items[at + 1] === clipItem && items[at + 2] === redItem;
    });
    await until('the device to be listed as playing', async () =>
      (await devicesOf(person)).some(({ showing }) => showing === 'playing'),
    );

    const changed = await person.call('PATCH', `/api/v1/playlists/${playlistId}`, {
      items: [{ sha256: blue, durationMs: 60_000 }],
    });
    const changedAt = performance.now();
    const [blueItem = ''] = itemIds(changed.body);
    await until('the change', async () => (await seen()).at(-1) === blueItem, changeWithinMs);
    t.comment(`a change is on the screen after ${Math.round(performance.now() - changedAt)} ms`);
    await until('what is wanted no more to be gone from the disk', () => {
      const files = readdirSync(join(agent.data, 'media'));
      return files.includes(blue) && !files.includes(clip);
    });

    await agent.program.kill();
    await cloud.program.kill();
    const again = await startAgent(t, { cloud: cloud.url, data: agent.data });
    const seenAgain = await watchPage(t, again);
    await until('the cache to play without the cloud', async () => (await seenAgain()).at(-1) === blueItem);
  },
);
