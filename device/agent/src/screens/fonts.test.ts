import t from 'tap';
import { ascentEm, descentEm, type FontName, measureText, outlineText } from './fonts.ts';
import { graphemesOf, printable } from './printable.ts';
import { wrapText } from './wrap.ts';

const texts = [
  'K7QM-3XHT',
  'Point your phone’s camera at the square',
  'ÄÖÜ ÅŮ ģ j Q y',
  '日本橋店 🍰',
  'WWWWWWWW',
  'fe80::5054:ff:fe12:3456',
];

for (const font of ['text', 'strong', 'code'] as const satisfies readonly FontName[]) {
  t.test(`${font}: ink stays in the box that was measured`, async (t) => {
    for (const text of texts) {
      const data = outlineText(font, 100, text);
      t.ok(data.length > 0, text);
      const { left, right, top, bottom } = inkOf(data);
      const side = 4;
      t.ok(left >= -side && right <= measureText(font, 100, text) + side, `${text}: ${left} to ${right}`);
      t.ok(top >= -ascentEm * 100 - 8 && bottom <= descentEm * 100 + 2, `${text}: ${top} to ${bottom}`);
    }
  });
}

/** Bounds of all points of a path; control points lie outside the ink, never inside. */
function inkOf(data: string) {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const [, letter = '', numbers = ''] of data.matchAll(/([A-Z])([^A-Z]*)/g)) {
    const values = (numbers.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
    if (letter === 'H') xs.push(...values);
    else if (letter === 'V') ys.push(...values);
    else for (const [index, value] of values.entries()) (index % 2 === 0 ? xs : ys).push(value);
  }
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

t.test('what no font has is a box for each thing a person sees, not for each code point', async (t) => {
  const boxes = (text: string) => (outlineText('text', 50, text).match(/Z/g) ?? []).length / 2;
  t.equal(boxes('日本'), 2);
  t.equal(boxes('👨‍👩‍👧‍👦'), 1);
  t.equal(measureText('text', 50, '日本'), 2 * measureText('text', 50, '👨‍👩‍👧‍👦'));
});

t.test('piled-up accents do not grow out of the line', async (t) => {
  const piled = `e${'\u0301'.repeat(30)}`;
  t.equal(measureText('text', 50, printable(piled)), measureText('text', 50, 'é'));
});

t.test('an outline is the same from the cache, and after it was dropped from there', async (t) => {
  const first = outlineText('text', 20, 'Signet');
  t.equal(outlineText('text', 20, 'Signet'), first);
  for (let n = 0; n < 700; n += 1) outlineText('text', 20, String(n));
  t.equal(outlineText('text', 20, 'Signet'), first);
});

for (const [given, expected] of [
  ['plain', 'plain'],
  ['  two   spaces\nand\tlines ', 'two spaces and lines'],
  ['a\u0000b\u202ec\ufeffd\ud800e', 'abc d\ufffde'],
  ['e\u0301', 'é'],
  ['', ''],
] as const) {
  t.test(`printable ${JSON.stringify(given)}`, async (t) => {
    t.equal(printable(given), expected);
  });
}

t.test('graphemes are what a person sees', async (t) => {
  t.same([...graphemesOf('a👨‍👩‍👧‍👦é')], ['a', '👨‍👩‍👧‍👦', 'é']);
});

const rules = { font: 'text', sizePx: 20, maxLines: 3, balanced: false } as const;

t.test('text breaks at spaces and every line fits', async (t) => {
  const { lines, cut, widthPx } = wrapText('one two three four five six', 120, rules);
  t.equal(lines.join(' '), 'one two three four five six');
  t.ok(lines.length > 1 && !cut && widthPx <= 120);
});

t.test('a word longer than the width is broken, after a joint where there is one', async (t) => {
  const { lines } = wrapText('signet.example/pair-this-screen', 170, rules);
  t.equal(lines.join(''), 'signet.example/pair-this-screen');
  t.match(lines[0], /[./-]$/);
  t.equal(wrapText('WWWWWWWWWW', 60, { ...rules, maxLines: 9 }).lines.join(''), 'WWWWWWWWWW');
});

t.test('what is left over becomes an ellipsis that fits', async (t) => {
  const { lines, cut, widthPx } = wrapText('W'.repeat(200), 100, rules);
  t.equal(lines.length, 3);
  t.ok(cut && widthPx <= 100);
  t.match(lines.at(-1), /…$/);
});

t.test('even a width of nothing ends', async (t) => {
  t.ok(wrapText('some words', 1, { ...rules, maxLines: 50 }).lines.length > 0);
});

t.test('balanced lines are no more than unbalanced ones, and lose no word', async (t) => {
  const text = 'This code cannot be used right now';
  const plain = wrapText(text, 260, rules);
  const balanced = wrapText(text, 260, { ...rules, balanced: true });
  t.equal(balanced.lines.length, plain.lines.length);
  t.equal(balanced.lines.join(' '), text);
  t.ok(balanced.widthPx < plain.widthPx);
});
