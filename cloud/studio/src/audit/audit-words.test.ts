import t from 'tap';
import { actorWords, changesOf, deedWords } from './audit-words.ts';

t.test('deeds have words, also those of a newer cloud', async (t) => {
  t.equal(deedWords('device.claimed'), 'Screen paired');
  t.equal(deedWords('playlist.sent-to-moon'), 'Playlist sent to moon');
});

t.test('who did it is named, whatever they are', async (t) => {
  const by = (kind: 'user' | 'api-key' | 'device' | 'system', name: string | null) =>
    actorWords({ kind, name, id: null, userId: null });
  t.equal(by('user', 'Ada (a@b.example)'), 'Ada (a@b.example)');
  t.equal(by('user', null), 'Somebody');
  t.equal(by('api-key', 'Script'), 'Script, by API key');
  t.equal(by('api-key', null), 'An API key');
  t.equal(by('device', null), 'The device itself');
  t.equal(by('system', null), 'The cloud');
});

t.test('what changed is told field by field, and what stayed is not', async (t) => {
  t.same(changesOf({ before: { role: 'viewer', x: 1 }, after: { role: 'admin', x: 1 } }), [
    { what: 'Role', before: 'Viewer', after: 'Admin' },
  ]);
  t.same(changesOf({ before: null, after: { onlySso: true, tags: ['a', 'b'], none: [], empty: '' } }), [
    { what: 'Only sso', before: null, after: 'yes' },
    { what: 'Tags', before: null, after: 'a, b' },
  ]);
  t.same(changesOf({ before: { limit: 3, off: false }, after: null }), [
    { what: 'Limit', before: '3', after: null },
    { what: 'Off', before: 'no', after: null },
  ]);
  t.same(changesOf({ before: null, after: null }), []);
  const [at] = changesOf({ before: null, after: { expiresAt: '2026-11-27T10:00:00.000Z', deep: { a: 1 } } });
  t.equal(at?.what, 'Expires at');
  t.match(at?.after, /2026/);
  t.notMatch(at?.after, /T10/, 'a time as people write it');
  t.equal(changesOf({ before: null, after: { deep: { a: 1 } } })[0]?.after, '{"a":1}');
});
