import t from 'tap';
import type { ListQuery } from '../api/list-query.ts';
import { everything, isFiltered, readAddress, writeAddress } from './list-address.ts';

t.test('a list is the same after a trip through the address', async (t) => {
  for (const query of [
    everything,
    { ...everything, search: 'café & bar' },
    { ...everything, status: ['online', 'offline'], tag: ['a b', 'c+d'], location: ['High Street, 5'] },
    { ...everything, sort: 'lastSeenAt', descending: true },
  ] satisfies ListQuery[]) {
    const params = writeAddress(query);
    t.same(readAddress(new URLSearchParams(params.toString())), query, `?${params}`);
  }
  t.equal(writeAddress(everything).toString(), '', 'an address without anything is short');
});

t.test('what nobody knows is passed over', async (t) => {
  const params = new URLSearchParams(
    'status=gone&status=online&status=online&sort=secret&direction=up&tag=&tag=a&tag=a',
  );
  t.same(readAddress(params), { ...everything, status: ['online'], tag: ['a'] });
});

t.test('an order alone is no filter', async (t) => {
  t.equal(isFiltered({ ...everything, sort: 'status', descending: true } as ListQuery), false);
  t.equal(isFiltered({ ...everything, search: 'x' }), true);
  t.equal(isFiltered({ ...everything, location: ['x'] }), true);
});
