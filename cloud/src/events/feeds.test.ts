import t from 'tap';
import type { SetAlarm } from './alarm.ts';
import { createLocalDeviceNewsBus } from './device-news.ts';
import { createFeeds } from './feeds.ts';

/** Feeds whose alarms ring when the test says so. */
function start() {
  const alarms = new Map<() => void, number>();
  const setAlarm: SetAlarm = (ms, ring) => {
    const once = () => {
      alarms.delete(once);
      ring();
    };
    alarms.set(once, ms);
    return () => alarms.delete(once);
  };
  const newsBus = createLocalDeviceNewsBus();
  let made = 0;
  const feeds = createFeeds({
    newsBus,
    randomBytes(size) {
      made += 1;
      return new Uint8Array(size).fill(made);
    },
    setAlarm,
    gatherMs: 400,
    remembered: 10,
    keepMs: 600_000,
  });
  const happen = (deviceId: string, accountId = 'a') =>
    newsBus.publish([{ accountId, deviceId, what: 'edited' }]);
  const ring = (ms: number) => {
    for (const [once, its] of [...alarms]) if (its === ms) once();
  };
  return { feeds, happen, ring, alarms };
}

const never = new AbortController().signal;

t.test('news is gathered for a moment and then told to everybody at once', async (t) => {
  const { feeds, happen, ring, alarms } = start();
  const [one, two] = [feeds.join('a'), feeds.join('a')];
  const from = one.position;
  const waits = [one.wait(from, 15_000, never), two.wait(from, 15_000, never)];
  happen('x');
  happen('y');
  happen('z', 'of nobody who listens');
  t.equal([...alarms.values()].filter((ms) => ms === 400).length, 1, 'one moment for all of it');
  ring(400);
  t.same(await Promise.all(waits), ['news', 'news']);
  t.same([...(one.since(from)?.devices.keys() ?? [])], ['x', 'y']);
  t.equal(await two.wait(from, 15_000, never), 'news', 'who is behind need not wait');
  happen('x');
  const later = two.wait(from, 15_000, never);
  ring(400);
  t.equal(await later, 'news', 'but for what is being gathered');
  t.equal(alarms.size, 0, 'and no alarm is left behind');
});

t.test('waiting ends by silence, when the reader goes, and when all ends', async (t) => {
  const { feeds, ring, alarms } = start();
  const feed = feeds.join('a');
  const silence = feed.wait(feed.position, 15_000, never);
  ring(15_000);
  t.equal(await silence, 'silence');
  const gone = new AbortController();
  const left = feed.wait(feed.position, 15_000, gone.signal);
  gone.abort();
  t.equal(await left, 'closed');
  t.equal(await feed.wait(feed.position, 15_000, gone.signal), 'closed');
  const last = feed.wait(feed.position, 15_000, never);
  feeds.close();
  t.equal(await last, 'closed');
  t.equal(feeds.closed, true);
  t.equal(await feed.wait(feed.position, 15_000, never), 'closed');
  t.equal(alarms.size, 0);
});

t.test('a feed that nobody reads is remembered for a while, and then none', async (t) => {
  const { feeds, happen, ring } = start();
  const first = feeds.join('a');
  const { position } = first;
  first.leave();
  happen('x');
  const second = feeds.join('a');
  ring(600_000);
  t.same([...(second.since(position)?.devices.keys() ?? [])], ['x'], 'whoever comes back in time hears it');
  const third = feeds.join('a');
  second.leave();
  ring(600_000);
  t.equal(third.since(position)?.devices.size, 1, 'not while somebody reads it');
  third.leave();
  ring(600_000);
  t.equal(feeds.join('a').since(position), null);
});

t.test('the same answer is made once for all, and what failed is tried anew', async (t) => {
  const { feeds } = start();
  const feed = feeds.join('a');
  let made = 0;
  const make = async () => {
    made += 1;
    return `${made}`;
  };
  t.same(await Promise.all([feed.once('k', make), feeds.join('a').once('k', make)]), ['1', '1']);
  t.equal(await feed.once('other', make), '2');
  await t.rejects(feed.once('broken', () => Promise.reject(new Error('busy'))));
  t.equal(await feed.once('broken', make), '3');
});
