import t from 'tap';
import { changeWords, readingWords } from './health-words.ts';

t.test('a change is told in a line', async (t) => {
  const named = { title: 'The disk is full.', detail: null };
  t.equal(changeWords({ what: 'raised', ...named }), 'The disk is full');
  t.equal(changeWords({ what: 'closed', ...named, detail: '3 MiB' }), 'Over: The disk is full (3 MiB)');
  t.equal(changeWords({ what: 'online', title: null, detail: null }), 'Came online');
  t.equal(changeWords({ what: 'offline', title: null, detail: null }), 'Went offline');
});

t.test('readings are told as far as there are any', async (t) => {
  t.same(readingWords({ at: '' }), []);
  t.same(
    readingWords({
      ...{ at: '', diskFreeBytes: 5e8, diskTotalBytes: 8 * 1024 ** 3, temperatureCelsius: 61.4 },
      ...{ memoryAvailableBytes: 1024 ** 3, memoryTotalBytes: 2 * 1024 ** 3 },
      ...{ uptimeMs: 90_000_000, playerRestarts: 0, clockOffsetMs: -120_000 },
    }),
    [
      ['Disk', '477 MiB of 8.0 GiB free'],
      ['Memory', '1.0 GiB of 2.0 GiB free'],
      ['Temperature', '61 °C'],
      ['Running for', '1 d 1 h'],
      ['Player restarts', '0'],
      ['Clock', '120 s slow'],
    ],
  );
  t.same(readingWords({ at: '', uptimeMs: 3_700_000, clockOffsetMs: 900 }), [
    ['Running for', '1 h 1 min'],
    ['Clock', 'Right'],
  ]);
  t.same(readingWords({ at: '', uptimeMs: 60_000 }), [['Running for', '1 min']]);
});
