import { Resvg } from '@resvg/resvg-js';
import t from 'tap';
import { drawScreen } from './draw-screen.ts';
import { escapeXml } from './printable.ts';
import { extreme, ordinary, pairing, pairings, tellings } from './sample-screens.ts';
import { plainText, wordsOf } from './words.ts';

const all = { ...ordinary, ...extreme, ...pairings, ...tellings };
const geometry = { widthPx: 800, heightPx: 480 };

t.test('the same screen gives the same picture, whatever was drawn in between', async (t) => {
  const first = Object.values(ordinary).map((screen) => drawScreen(screen, geometry));
  for (const screen of Object.values(all)) drawScreen(screen, { widthPx: 480, heightPx: 800 });
  t.same(
    Object.values(ordinary).map((screen) => drawScreen(screen, geometry)),
    first,
  );
});

t.test('no two ordinary screens look the same', async (t) => {
  const pictures = Object.values(ordinary).map((screen) => drawScreen(screen, geometry));
  t.equal(new Set(pictures).size, pictures.length);
});

for (const [name, screen] of Object.entries(all)) {
  t.test(`${name}: well-formed, without fonts, and readable to those who cannot see it`, async (t) => {
    const svg = drawScreen(screen, geometry);
    t.doesNotThrow(() => new Resvg(svg, { font: { loadSystemFonts: false } }));
    t.notMatch(svg, /<text|font-|href|<script|<style|NaN|undefined|Infinity/);
    t.ok(svg.includes(`<title>${escapeXml(wordsOf(screen).headline)}</title>`));
    t.ok(svg.includes(`aria-label="${escapeXml(plainText(screen))}"`));
  });
}

t.test('while offline the picture says that the code cannot be used, why, and what to do', async (t) => {
  const words = wordsOf({ ...pairing, link: { state: 'offline', trouble: 'dns' } });
  t.match(words.headline, /cannot be used right now/);
  t.match(words.trouble, { sentence: /DNS/, advice: /router/ });
});

t.test('names cannot break out of their place in the file', async (t) => {
  t.equal(escapeXml('<b a="x">&amp;'), '&#60;b a=&#34;x&#34;&#62;&#38;amp;');
});
