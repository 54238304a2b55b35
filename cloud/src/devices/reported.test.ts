import t from 'tap';
import { mergeReported, type Reported, readReported } from './reported.ts';

const report = (showing: string, ...codes: string[]): Reported => ({
  type: 'reported',
  showing,
  notices: codes.map((code) => ({ code, detail: `${code} while ${showing}` })),
});

t.test('a report replaces the one before, but notices stay', async (t) => {
  const first = mergeReported(null, report('pairing', 'database-rebuilt'));
  t.same(first, report('pairing', 'database-rebuilt'));
  const second = mergeReported(first, { ...report('playing'), playlistId: 'p', itemId: 'i' });
  t.same(second, {
    type: 'reported',
    showing: 'playing',
    playlistId: 'p',
    itemId: 'i',
    notices: [{ code: 'database-rebuilt', detail: 'database-rebuilt while pairing' }],
  });
});

t.test('of each code the latest notice is kept, and of all codes the latest twenty', async (t) => {
  const old = report('old', 'a', 'b');
  const merged = mergeReported(old, report('new', 'a'));
  t.same(
    merged.notices.map((notice) => notice.detail),
    ['b while old', 'a while new'],
  );
  const many = Array.from({ length: 20 }, (_, i) => `code-${i}`);
  const full = mergeReported(merged, report('later', ...many));
  t.same(
    full.notices.map((notice) => notice.code),
    many,
  );
});

t.test('what is stored is read back, and a shape nobody knows is nothing', async (t) => {
  t.same(readReported(JSON.stringify(report('playing', 'a'))), report('playing', 'a'));
  t.equal(readReported(null), null);
  t.equal(readReported('{"type":"reported"}'), null);
});
