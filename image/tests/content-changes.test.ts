/**
 * What an operator has put together plays on a real panel: picture, film, web page, picture, without a black or a foreign
 * frame between them; a change is on the panel within seconds; after a reboot without a network everything but the web
 * page plays from the disk, and the device says afterwards which item it left out.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PNG } from 'pngjs';
import t, { type Test } from 'tap';
import { pairingIdOf, until } from '../../scripts/e2e/test-support/panel.ts';
import { claim, devicesOf, type Person } from '../../scripts/e2e/test-support/person.ts';
import { bootTimeoutMs, guestTime } from '../testing/guest-time.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import { isAgentScreen, type Picture } from '../testing/picture.ts';
import { longestWrongMs, samplePictures } from '../testing/picture-sampler.ts';
import { firstPictureTimeoutMs } from '../testing/playing.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import type { VirtualMachine } from '../testing/virtual-machine.ts';

type Colour = readonly [number, number, number];
const colours = {
  red: [255, 0, 0],
  blue: [0, 0, 255],
  orange: [255, 165, 0],
  lime: [0, 255, 0],
  pink: [255, 105, 180],
} as const satisfies Record<string, Colour>;
type Name = keyof typeof colours;

/** How far a colour may be off: a film is coded, and the compositor dithers. */
const sameUpTo = 40;
const lookEveryMs = guestTime(20);
/** While the panel changes hands the kernel sets its mode once (see `plays.test.ts`). */
const modeSwitchMs = guestTime(250);
/** An item of eight seconds, the one before it, and what an emulated browser takes to load the next. */
const nextTimeoutMs = guestTime(10_000) + 90_000;
/** An item that is no longer listed stays ten seconds at most. */
const changeTimeoutMs = guestTime(10_000) + 60_000;

t.test('picture, film and web page play without a gap, change, and play from the disk', async (t) => {
  const cloud = await startTestCloud(t);
  const person = await cloud.signUp();
  const web = await startWebSite(t, 'orange');
  const machine = await machineForTest(t, { credentials: cloud.credentials, probe: true });
  await machine.powerOn();
  const url = await machine.untilQr();

  const items = [
    { sha256: await upload(person, 'red', png(colours.red)), durationMs: 8_000 },
    { sha256: await upload(person, 'blue', film()), durationMs: 30_000 },
    { url: web, durationMs: 8_000, name: 'Web page' },
    { sha256: await upload(person, 'lime', png(colours.lime)), durationMs: 8_000 },
  ];
  const made = await person.call('POST', '/api/v1/playlists', { name: 'Shop', items });
  t.equal(made.status, 200, JSON.stringify(made.body));
  const playlistId = String(made.body['id']);
  t.equal((await person.call('PUT', '/api/v1/default-playlist', { playlistId })).status, 204);
  t.equal((await claim(person, { pairingId: pairingIdOf(url), name: 'Window' })).status, 200);

  const round = untilInTurn(machine, ['red', 'blue', 'orange', 'lime', 'red'], firstPictureTimeoutMs);
  const there = await samplePictures(machine, round, { everyMs: lookEveryMs, isOurs });
  t.ok(longestWrongMs(there) <= modeSwitchMs, `at most one mode switch: ${longestWrongMs(there)} ms`);

  const around = untilInTurn(machine, ['blue', 'orange', 'lime', 'red'], nextTimeoutMs);
  const between = await samplePictures(machine, around, { everyMs: lookEveryMs, isOurs: isContent });
  t.equal(longestWrongMs(between), 0, `no black or foreign frame in ${between.length} looks`);

  const pink = await upload(person, 'pink', png(colours.pink));
  const changed = await person.call('PATCH', `/api/v1/playlists/${playlistId}`, {
    items: [{ sha256: pink, durationMs: 8_000 }, ...items],
  });
  t.equal(changed.status, 200, JSON.stringify(changed.body));
  const arrives = untilInTurn(machine, ['pink'], nextTimeoutMs * 3 + changeTimeoutMs);
  const change = await samplePictures(machine, arrives, { everyMs: lookEveryMs, isOurs: isContent });
  t.equal(longestWrongMs(change), 0, 'nor while it changes');

  await machine.shutDown();
  await machine.powerOn();
  // The firmware has not found its first device yet.
  await machine.setLink('down');
  const connections = cloud.proxy.connectionCount;
  const fromDisk = ['red', 'blue', 'lime', 'pink', 'red'] as const;
  const offline = untilInTurn(machine, fromDisk, bootTimeoutMs + firstPictureTimeoutMs);
  await offline;
  const alone = untilInTurn(machine, ['blue', 'lime', 'pink', 'red'], nextTimeoutMs);
  const unplugged = await samplePictures(machine, alone, {
    everyMs: lookEveryMs,
    isOurs: (picture) => isContent(picture) && colourOf(picture) !== 'orange',
  });
  t.equal(longestWrongMs(unplugged), 0, 'without a network the web page is left out, and nothing is black');
  t.equal(cloud.proxy.connectionCount, connections, 'nothing reached the cloud');

  await machine.setLink('up');
  await until(
    'the device to say what it left out',
    async () => {
      const [device] = await devicesOf(person);
      return device?.notices.some(({ code }) => code === 'item-failed');
    },
    guestTime(30_000) + 60_000,
  );
  await untilInTurn(machine, ['orange'], nextTimeoutMs * 4);
});

/** Resolves when the panel has shown these colours one after the other; the first may take longer. */
async function untilInTurn(
  machine: VirtualMachine,
  names: readonly Name[],
  firstTimeoutMs: number,
): Promise<void> {
  for (const [index, name] of names.entries()) {
    const isThere = (picture: Picture) => colourOf(picture) === name;
    await machine.untilScreen(`${name}-${index}`, isThere, index === 0 ? firstTimeoutMs : nextTimeoutMs);
  }
}

const isOurs = (picture: Picture) => isAgentScreen(picture) || isContent(picture);

/** One of the colours, or one fading into another. */
function isContent(picture: Picture): boolean {
  const seen = middleOf(picture);
  const all: readonly Colour[] = Object.values(colours);
  return all.some((one) => all.some((other) => distanceFromFade(seen, one, other) <= sameUpTo));
}

function colourOf(picture: Picture): Name | null {
  const seen = middleOf(picture);
  const names = Object.keys(colours) as Name[];
  return names.find((name) => distance(seen, colours[name]) <= sameUpTo) ?? null;
}

/** What is beside a picture of another shape than the panel is a darkened copy of it; so the middle alone counts. */
function middleOf({ widthPx, heightPx, rgb }: Picture): Colour {
  const side = Math.floor(Math.min(widthPx, heightPx) / 4);
  const [left, top] = [Math.floor((widthPx - side) / 2), Math.floor((heightPx - side) / 2)];
  const sums: [number, number, number] = [0, 0, 0];
  for (let y = top; y < top + side; y += 1) {
    for (let x = left; x < left + side; x += 1) {
      const at = (y * widthPx + x) * 3;
      for (const channel of [0, 1, 2] as const) sums[channel] += rgb[at + channel] ?? 0;
    }
  }
  return [sums[0] / side ** 2, sums[1] / side ** 2, sums[2] / side ** 2];
}

function distance(one: Colour, other: Colour): number {
  return Math.max(...one.map((value, channel) => Math.abs(value - (other[channel] ?? 0))));
}

function distanceFromFade(seen: Colour, from: Colour, to: Colour): number {
  const way = to.map((value, channel) => value - (from[channel] ?? 0));
  const length = way.reduce((sum, value) => sum + value * value, 0);
  const gone = way.reduce(
    (sum, value, channel) => sum + value * ((seen[channel] ?? 0) - (from[channel] ?? 0)),
    0,
  );
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, gone / length));
  const [red = 0, green = 0, blue = 0] = from.map((value, channel) => value + share * (way[channel] ?? 0));
  return distance(seen, [red, green, blue]);
}

function png([red, green, blue]: Colour): Buffer {
  const picture = new PNG({ width: 320, height: 180 });
  for (let at = 0; at < picture.data.length; at += 4) picture.data.set([red, green, blue, 255], at);
  return PNG.sync.write(picture);
}

/** A second and a half of blue. */
function film(): Buffer {
  return readFileSync(new URL('../../device/agent/testdata/films/blue.webm', import.meta.url));
}

async function upload(person: Person, name: string, bytes: Buffer): Promise<string> {
  const { status, body } = await person.call('POST', `/api/v1/media?name=${name}`, bytes);
  if (status !== 200) throw new Error(`the upload answered ${status}: ${JSON.stringify(body)}`);
  return String(Object(body['file']).sha256);
}

/** A web site of one colour on this machine, as the guest reaches it. */
async function startWebSite(t: Test, name: Name): Promise<string> {
  const html = `<!doctype html><html style="background: rgb(${colours[name].join()})"></html>`;
  const site = createServer((_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(html),
  );
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    site.closeAllConnections();
    site.close();
  });
  return `http://10.0.2.2:${(site.address() as AddressInfo).port}/`;
}
