import t from 'tap';
import { NewsLog } from './news-log.ts';

const told = (log: NewsLog, position: string) => {
  const changes = log.since(position);
  return changes === null
    ? null
    : [...[...changes.devices].map(([id, kinds]) => `${id}: ${[...kinds].join(' ')}`), ...changes.content];
};

t.test('a reader goes on where it was, and hears of each device once', async (t) => {
  const log = new NewsLog('log', 10);
  const start = log.position;
  t.same(told(log, start), []);
  log.append('a', 'online');
  log.append('b', 'bound');
  const middle = log.position;
  log.append('a', 'reported');
  log.append('a', 'offline');
  log.append('a', 'offline');
  t.same(told(log, start), ['a: online reported offline', 'b: bound']);
  t.same(told(log, middle), ['a: reported offline']);
  t.same(told(log, log.position), []);
  log.appendContent('playlists');
  log.append('b', 'edited');
  log.appendContent('playlists');
  t.same(told(log, middle), ['a: reported offline', 'b: edited', 'playlists'], 'and once of content');
});

t.test('who was away for more than is kept has to look again', async (t) => {
  const log = new NewsLog('log', 3);
  const positions = [log.position];
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    log.append(id, 'edited');
    positions.push(log.position);
  }
  t.equal(told(log, positions[2] ?? ''), null, 'forgotten');
  t.same(told(log, positions[3] ?? ''), ['d: edited', 'e: edited', 'f: edited', 'g: edited']);
  t.same(told(log, positions[6] ?? ''), ['g: edited']);
});

t.test('a position of something else is of no use', async (t) => {
  const log = new NewsLog('log', 3);
  log.append('a', 'edited');
  for (const position of [
    '',
    '1',
    'other.1',
    'log.',
    'log.x',
    'log.-1',
    'log.2',
    'log.1.1',
    'log.0x1',
    'log.1\n',
  ]) {
    t.equal(log.since(position), null, encodeURIComponent(position));
  }
});
