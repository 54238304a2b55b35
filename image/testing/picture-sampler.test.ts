import t from 'tap';
import { longestWrongMs } from './picture-sampler.ts';

const at = (letters: string) =>
  [...letters].map((letter, index) => ({
    atMs: index * 100,
    verdict: ({ b: 'black', f: 'foreign' } as const)[letter] ?? ('ours' as const),
  }));

for (const [what, samples, expected] of [
  ['nothing seen', '', 0],
  ['nothing wrong', 'ooo', 0],
  ['one wrong frame lasts until the next of ours', 'obo', 100],
  ['black and foreign are one stretch', 'obbfo', 300],
  ['the longest of several', 'bofffob', 300],
  ['a stretch that had not ended', 'obb', 100],
] as const) {
  t.test(what, async (t) => {
    t.equal(longestWrongMs(at(samples)), expected);
  });
}
