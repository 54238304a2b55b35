import t from 'tap';
import { worthWords } from './key-words.ts';

t.test('a key is worth its role, or what its maker is worth by now', async (t) => {
  t.equal(worthWords({ role: 'operator', worth: 'operator' }), 'Operator');
  t.equal(
    worthWords({ role: 'operator', worth: 'viewer' }),
    'Operator, of which only Viewer counts, as for its maker',
  );
});
