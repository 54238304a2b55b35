import t from 'tap';
import { readColumns } from './list-columns.ts';

t.test('columns that were kept are shown again, whatever else was kept with them', async (t) => {
  t.same(readColumns('["serial","status"]'), ['status', 'serial'], 'in their own order');
  t.same(readColumns('["serial","of-a-later-version",5,null]'), ['serial']);
  t.same(readColumns('[]'), [], 'none is a choice, too');
  for (const nonsense of [undefined, '', 'null', '{"a":1}', '[1']) {
    t.ok(readColumns(nonsense).includes('status'), `${nonsense}: the usual ones`);
  }
});
