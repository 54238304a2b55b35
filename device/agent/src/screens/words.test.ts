import t from 'tap';
import { device, ordinary } from './sample-screens.ts';
import type { Screen } from './screen.ts';
import { plainText, wordsOf } from './words.ts';

const loading = { kind: 'loading', device, account: 'A', name: 'N', link: { state: 'online' } } as const;

for (const [what, screen, expected] of [
  ['one second is singular', connecting({ state: 'waiting', inSeconds: 1 }), /in 1 second\./],
  ['two are plural', connecting({ state: 'waiting', inSeconds: 2 }), /in 2 seconds\./],
  ['now is now', connecting({ state: 'now' }), /Trying again now\./],
  ['nothing assigned says whose turn it is', { ...loading, ready: 0, total: 0 }, /Choose a playlist/],
  ['half way', { ...loading, ready: 3, total: 8 }, /3 of 8/],
  ['no room is said', { ...loading, ready: 3, total: 8, storageFull: true }, /3 of 8.*\n.*storage is full/],
  ['all there', { ...loading, ready: 8, total: 8 }, /starts in a moment/],
  ['a name without a shape is replaced', { ...loading, name: ' \u200b', ready: 0, total: 1 }, /^This screen/],
  [
    'no adapter at all is said',
    { kind: 'no-network', device, trouble: 'no-link', interfaces: [] },
    /no adapter found/,
  ],
  [
    'more addresses than fit are counted',
    {
      kind: 'no-network',
      device,
      trouble: 'no-link',
      interfaces: [{ name: 'eth0', carrier: true, addresses: ['a', 'b', 'c'] }],
    },
    /a, b and 1 more/,
  ],
] as const satisfies readonly (readonly [string, Screen, RegExp])[]) {
  t.test(what, async (t) => {
    t.match(plainText(screen), expected);
  });
}

function connecting(nextTry: Extract<Screen, { kind: 'connecting' }>['nextTry']): Screen {
  return { kind: 'connecting', device, cloud: 'c', addresses: [], trouble: 'dns', nextTry };
}

t.test('no room matters no more once everything is there', async (t) => {
  t.notMatch(plainText({ ...loading, ready: 8, total: 8, storageFull: true }), /full/);
});

t.test('progress never exceeds its whole', async (t) => {
  t.same(wordsOf({ ...loading, ready: 9, total: 8 }).progress, { done: 8, total: 8 });
});

t.test('facts and labels without a value are left out', async (t) => {
  const words = wordsOf({
    ...loading,
    account: '\u202e',
    device: { model: '', serial: 'S', version: ' ' },
    ready: 0,
    total: 1,
  });
  t.same(words.facts, []);
  t.same(words.labels, [{ label: 'Serial', value: 'S' }]);
});

t.test('only screens that know about the links speak of them', async (t) => {
  for (const [name, screen] of Object.entries(ordinary)) {
    const silent = ['starting', 'playing', 'error'].includes(screen.kind);
    t.equal(wordsOf(screen).cloud === null, silent, name);
  }
});
