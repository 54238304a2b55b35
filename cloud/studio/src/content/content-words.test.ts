import t from 'tap';
import {
  becauseWords,
  clockWords,
  countWords,
  playedByWords,
  readDuration,
  sizeWords,
} from './content-words.ts';

t.test('durations are read as they are shown', async (t) => {
  for (const [text, ms] of [
    ['8', 8_000],
    ['1:05', 65_000],
    ['1:02:05', 3_725_000],
    ['24:00:00', 86_400_000],
  ] as const)
    t.equal(readDuration(text), ms, text);
  for (const text of ['', '0', 'ten', '1:', '-5', '24:00:01', '1:2:3:4', '1.5'])
    t.equal(readDuration(text), null, text);
  t.equal(clockWords(65_000), '1:05');
  t.equal(clockWords(3_725_000), '1:02:05');
});

t.test('sizes and numbers are short', async (t) => {
  t.same([12, 2_048, 5 * 1_024 ** 2, 120 * 1_024 ** 2, 3 * 1_024 ** 3].map(sizeWords), [
    ...['12 B', '2.0 kB', '5.0 MB', '120 MB', '3.0 GB'],
  ]);
  t.same([countWords(1, 'item'), countWords(2, 'item')], ['1 item', '2 items']);
});

t.test('it is said who plays what, and why', async (t) => {
  const playlist = { id: 'p', name: 'Window', tag: null };
  t.equal(becauseWords({ ...playlist, because: 'account' }), 'The default playlist');
  t.equal(becauseWords({ ...playlist, because: 'device' }), 'Chosen for this device');
  t.equal(becauseWords({ ...playlist, because: 'tag', tag: 'door' }), 'Because of its tag door');
  const devices = ['Foyer', 'Bar'].map((name) => ({ id: name, name }));
  t.equal(playedByWords({ isDefault: false, tags: ['door'], devices }), 'devices tagged door, Foyer, Bar');
  t.equal(
    playedByWords({ isDefault: true, tags: [], devices: [...devices, ...devices] }),
    'every device for which nothing else is chosen, 4 devices',
  );
});
