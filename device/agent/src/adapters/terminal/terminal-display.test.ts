import t from 'tap';
import { decodeQrCodes, pngOfPixels } from '../../screens/qr-decoding.ts';
import { extreme, ordinary, pairing, pairings, tellings } from '../../screens/sample-screens.ts';
import { plainText } from '../../screens/words.ts';
import { displayContract } from '../display-contract.ts';
import { createTerminalDisplay, terminalText, wrapColumns } from './terminal-display.ts';
import { paintBlocks } from './terminal-reading.ts';

t.test('the display contract', async (t) => {
  displayContract(t, {
    async create() {
      const written: string[] = [];
      const display = createTerminalDisplay({ write: (text) => written.push(text), columns: () => 80 });
      return {
        display,
        readPicture: async () => pngOfPixels(paintBlocks(written.join(''))),
        writes: () => written.length,
      };
    },
  });
});

t.test('every sentence of every screen is there, in lines that fit', async (t) => {
  for (const [name, screen] of Object.entries({ ...ordinary, ...pairings, ...tellings })) {
    const text = terminalText(screen, 50);
    const flat = text.replace(/\s+/g, ' ');
    for (const line of plainText(screen).split('\n')) t.ok(flat.includes(line), `${name}: ${line}`);
    for (const line of text.split('\n')) t.ok(line.length <= 50, `${name}: ${line}`);
  }
});

t.test('a countdown alone writes nothing, the end of the trouble does', async (t) => {
  const written: string[] = [];
  const display = createTerminalDisplay({ write: (text) => written.push(text), columns: () => 80 });
  const waiting = ordinary['connecting-later'];
  if (waiting?.kind !== 'connecting') return t.fail('sample is missing');
  await display.show(waiting);
  t.same(await display.show({ ...waiting, nextTry: { state: 'waiting', inSeconds: 11 } }), { drawn: false });
  t.same(await display.show({ ...waiting, nextTry: { state: 'now' } }), { drawn: false });
  t.equal(written.length, 1);
  t.match(written[0], /Trying again in 12 seconds/);
  t.same(await display.show({ ...waiting, trouble: 'dns' }), { drawn: true });
});

t.test('a terminal that is too narrow says what it needs and still shows code and address', async (t) => {
  const text = terminalText(pairing, 30);
  t.notMatch(text, /█/);
  t.match(text.replace(/\s+/g, ' '), /45 columns are needed/);
  t.match(text, /K7QM-3XHT/);
  t.match(text, /signet\.example\/pair/);
});

t.test('the longest code is still decodable', async (t) => {
  const screen = extreme['pairing with a long host'];
  if (screen?.kind !== 'pairing') return t.fail('sample is missing');
  t.same(await decodeQrCodes([paintBlocks(terminalText(screen, 200))]), [[screen.url]]);
});

t.test('lines break at spaces, and a longer word keeps its own line', async (t) => {
  t.same(wrapColumns('a bb ccc', 4), ['a bb', 'ccc']);
  t.same(wrapColumns('abcdefgh i', 4), ['abcdefgh', 'i']);
  t.same(wrapColumns('', 4), ['']);
});
