import t from 'tap';
import { isNarrowed, noFilter, queryOf, readAddress, writeAddress } from './audit-filter.ts';

t.test('what narrows the log survives in the address', async (t) => {
  const filter = {
    who: 'u1',
    kind: 'api-key',
    about: 'k1',
    aboutName: 'A script',
    from: '2026-11-01',
    to: '2026-11-27',
  } as const;
  t.same(readAddress(writeAddress(filter)), filter);
  t.equal(String(writeAddress(noFilter)), '');
  t.ok(isNarrowed(filter));
  t.notOk(isNarrowed(noFilter));
});

t.test('what makes no sense in an address is passed over', async (t) => {
  const search = new URLSearchParams('kind=toString&from=yesterday&to=2026-13-45&who=&x=1');
  t.same(readAddress(search), noFilter);
});

t.test('days are asked for from midnight to midnight here, the last one included', async (t) => {
  const query = queryOf({ ...noFilter, from: '2026-11-27', to: '2026-11-27' });
  t.equal(query.since, new Date(2026, 10, 27).toISOString());
  t.equal(query.until, new Date(2026, 10, 28).toISOString());
  t.same(queryOf(noFilter), {});
  t.same(queryOf({ ...noFilter, who: 'u', kind: 'device', about: 'd' }), {
    userId: 'u',
    subjectKind: 'device',
    subjectId: 'd',
  });
});
