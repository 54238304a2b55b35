import t from 'tap';
import type { Device } from '../api/cloud.ts';
import type { ListQuery } from '../api/list-query.ts';
import { changePages, type DeviceChange, mayMove } from './device-change.ts';

const device = (id: string, name = id): Device => ({
  ...{ id, name, location: '', tags: [], model: '', serial: '', status: 'online', onlineSince: null },
  ...{
    lastSeenAt: null,
    boundAt: '',
    versions: {},
    showing: null,
    playlist: null,
    warnings: [],
    notices: [],
  },
});
const pages = [
  { devices: [device('a'), device('b')], total: 3, nextCursor: 'x' },
  { devices: [device('c')], total: 3, nextCursor: null },
];
const change = (id: string, what: DeviceChange['what'], now: Device | null = device(id)): DeviceChange => ({
  id,
  what,
  device: now,
});

t.test(
  'a device that is shown is brought up to date where it stands, and one that is gone goes',
  async (t) => {
    const now = changePages(pages, [
      change('a', ['edited'], device('a', 'New name')),
      change('c', ['removed'], null),
      change('z', ['bound']),
    ]);
    t.same(
      now.map(({ devices, total }) => [devices.map(({ name }) => name), total]),
      [
        [['New name', 'b'], 2],
        [[], 2],
      ],
    );
    t.equal(changePages(pages, [change('z', ['online'])]), pages, 'news of others changes nothing');
  },
);

t.test('the list is read anew where devices may have moved', async (t) => {
  const query = (given: Partial<ListQuery>): ListQuery => ({
    ...{ search: '', status: [], tag: [], location: [], warning: [], sort: 'name', descending: false },
    ...given,
  });
  for (const [what, kind, given, expected] of [
    ['a new one', 'bound', {}, true],
    ['another name', 'edited', {}, true],
    ['coming online, in a list by name', 'online', {}, false],
    ['coming online, in a list by status', 'online', { sort: 'status' }, true],
    ['going offline, in a list by last contact', 'offline', { sort: 'lastSeenAt' }, true],
    ['coming online, in a list of those offline', 'online', { status: ['offline'] }, true],
    ['playing, in a list of those playing', 'reported', { status: ['playing'] }, true],
    ['a warning, in a list of those with it', 'health', { warning: ['disk-low'] }, true],
    ['a warning, in a list by name', 'health', {}, false],
    ['playing, in a list of one place', 'reported', { location: ['x'] }, false],
  ] as const) {
    t.equal(mayMove(query(given), [change('a', [kind])]), expected, what);
  }
  t.notOk(mayMove(query({}), [change('a', ['removed'], null)]), 'one that is gone was taken out already');
  t.notOk(mayMove(query({}), [change('a', ['edited', 'removed'], null)]));
});
