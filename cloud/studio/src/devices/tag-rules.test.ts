import t from 'tap';
import { splitTags, tagTrouble } from './tag-rules.ts';

t.test('what was typed is parted by commas', async (t) => {
  t.same(splitTags(' window , , high street'), ['window', 'high street']);
  t.same(splitTags(' '), []);
});

t.test('too many and too long are said before they are sent', async (t) => {
  t.equal(tagTrouble(['a'.repeat(40)]), null);
  t.match(tagTrouble(['a'.repeat(41)]), /too long/);
  t.equal(tagTrouble(Array.from({ length: 21 }, (_, i) => `${i}`)), 'A device may have 20 tags.');
});
