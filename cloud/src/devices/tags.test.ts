import t from 'tap';
import { differenceOf, tagSchema } from './tags.ts';

t.test('what a change of tags comes to', async (t) => {
  for (const [what, before, add, remove, expected] of [
    ['added', ['a'], ['b'], [], { added: ['b'], removedKeys: [], after: ['a', 'b'] }],
    [
      'there already, in another spelling',
      ['Wall'],
      ['wall'],
      [],
      { added: [], removedKeys: [], after: ['Wall'] },
    ],
    ['named twice', [], ['Wall', 'WALL'], [], { added: ['WALL'], removedKeys: [], after: ['WALL'] }],
    [
      'removed in any spelling',
      ['Wall', 'b'],
      [],
      ['WALL'],
      { added: [], removedKeys: ['wall'], after: ['b'] },
    ],
    ['not there to remove', ['b'], [], ['a', 'a'], { added: [], removedKeys: [], after: ['b'] }],
    ['added and removed at once', ['a'], ['a'], ['a'], { added: [], removedKeys: [], after: ['a'] }],
    ['exchanged', ['a'], ['b'], ['a'], { added: ['b'], removedKeys: ['a'], after: ['b'] }],
  ] as const) {
    t.same(differenceOf(before, { add, remove }), expected, what);
  }
});

t.test('a tag is a short line without commas', async (t) => {
  t.equal(tagSchema.parse('  High Street '), 'High Street');
  for (const wrong of ['', '  ', 'a,b', 'a\nb', 'a\u2028b', 'x'.repeat(41), 5]) {
    t.notOk(tagSchema.safeParse(wrong).success, encodeURIComponent(wrong));
  }
});
