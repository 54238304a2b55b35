/** Nothing overlaps, nothing leaves the picture, nothing but names is cut: every screen on every panel. */
import t, { type Test } from 'tap';
import type { Picture, PlacedBox } from './canvas.ts';
import { composeScreen } from './draw-screen.ts';
import { geometries, nameOfGeometry } from './geometries.ts';
import type { PairingScreen } from './pairing-parts.ts';
import { qrMatrix, quietZoneModules } from './qr.ts';
import { extreme, ordinary, pairing, pairings, tellings } from './sample-screens.ts';
import type { Geometry, Screen } from './screen.ts';
import { wordsOf } from './words.ts';

function overlapping(boxes: readonly PlacedBox[]): string[] {
  const found: string[] = [];
  boxes.forEach((a, index) => {
    for (const b of boxes.slice(index + 1)) {
      const across = Math.min(a.xPx + a.widthPx, b.xPx + b.widthPx) - Math.max(a.xPx, b.xPx);
      const down = Math.min(a.yPx + a.heightPx, b.yPx + b.heightPx) - Math.max(a.yPx, b.yPx);
      if (across > 0.5 && down > 0.5) found.push(`"${a.label}" and "${b.label}"`);
    }
  });
  return found;
}

function outside(boxes: readonly PlacedBox[], { widthPx, heightPx }: Geometry): string[] {
  return boxes
    .filter((b) => b.xPx < 0 || b.yPx < 0 || b.xPx + b.widthPx > widthPx || b.yPx + b.heightPx > heightPx)
    .map((b) => b.label);
}

/** Texts that people chose, which may be cut. */
function chosenTexts(screen: Screen): string[] {
  const words = wordsOf(screen);
  return [
    words.headlineIsName ? words.headline : '',
    ...[...words.facts, ...words.labels].map((one) => one.value),
  ];
}

function checkPlaces(t: Test, name: string, { boxes }: Picture, geometry: Geometry): void {
  t.same(overlapping(boxes), [], `${name}: overlaps`);
  t.same(outside(boxes, geometry), [], `${name}: outside`);
}

/** The square is whole, on whole pixels, and as quiet around as a decoder needs it. */
function checkSquare(t: Test, name: string, { svg, boxes }: Picture, url: string, leastPx = 3): void {
  const [card, ...others] = boxes.filter((box) => box.kind === 'qr');
  if (card === undefined) {
    t.fail(`${name}: there is no square`);
    return;
  }
  t.same(others, []);
  const [, path = ''] = /shape-rendering="crispEdges" fill="[^"]*" d="([^"]*)"/.exec(svg) ?? [];
  t.match(path, /^(M\d+ \d+h\d+v\d+h-\d+z)+$/, `${name}: whole pixels`);
  const [, x = 0, y = 0, , modulePx = 0] = (/^M(\d+) (\d+)h(\d+)v(\d+)/.exec(path) ?? []).map(Number);
  t.ok(modulePx >= leastPx, `${name}: ${modulePx} px`);
  for (const quiet of [x - card.xPx, y - card.yPx]) t.ok(quiet >= quietZoneModules * modulePx);
  t.ok(card.widthPx >= (qrMatrix(url).size + 2 * quietZoneModules) * modulePx);
}

/** Code, address and labels, and for both links a symbol besides the words. */
function checkContents(t: Test, name: string, { boxes }: Picture, screen: PairingScreen): void {
  const shown = boxes.map((box) => box.label);
  const { network, cloud } = wordsOf(screen);
  const links = [network, cloud].flatMap((one) => (one === null ? ['?'] : [one.words, one.state]));
  for (const one of [screen.code, screen.shortUrl, ...Object.values(screen.device), ...links]) {
    t.ok(shown.includes(one), `${name}: ${one}`);
  }
}

for (const geometry of geometries) {
  t.test(`${nameOfGeometry(geometry)}: ordinary texts, none of them cut`, async (t) => {
    for (const [name, screen] of Object.entries({ ...ordinary, ...pairings, ...tellings })) {
      const picture = composeScreen(screen, geometry);
      checkPlaces(t, name, picture, geometry);
      t.same(
        picture.boxes.filter((box) => box.cut).map((box) => box.label),
        [],
        `${name}: cut`,
      );
      if (screen.kind !== 'pairing') continue;
      checkSquare(t, name, picture, screen.url);
      checkContents(t, name, picture, screen);
    }
  });

  t.test(`${nameOfGeometry(geometry)}: texts as long and odd as they can get`, async (t) => {
    for (const [name, screen] of Object.entries(extreme)) {
      const picture = composeScreen(screen, geometry);
      checkPlaces(t, name, picture, geometry);
      const chosen = chosenTexts(screen).join(' ').replace(/\s+/g, ' ');
      for (const box of picture.boxes.filter((one) => one.cut)) {
        t.ok(chosen.includes(box.label.slice(0, 3)), `${name}: "${box.label}" is cut`);
      }
      if (screen.kind === 'pairing') checkSquare(t, name, picture, screen.url, 2);
    }
  });

  t.test(`${nameOfGeometry(geometry)}: the square is large`, async (t) => {
    const card = composeScreen(pairing, geometry).boxes.find((box) => box.kind === 'qr');
    const shorter = Math.min(geometry.widthPx, geometry.heightPx);
    t.ok((card?.widthPx ?? 0) >= 0.45 * shorter, `${card?.widthPx} px of ${shorter}`);
  });
}
