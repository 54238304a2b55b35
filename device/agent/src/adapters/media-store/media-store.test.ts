import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { OperationalError } from '../../ports.ts';
import { createMediaStore, type MediaStoreOptions } from './media-store.ts';
import { endless } from './media-store-servers/endless.ts';
import { hangUpOnce } from './media-store-servers/hang-up-once.ts';
import { honest } from './media-store-servers/honest.ts';
import { noRanges } from './media-store-servers/no-ranges.ts';
import { otherPart } from './media-store-servers/other-part.ts';
import { partUnasked } from './media-store-servers/part-unasked.ts';
import type { MisbehavingServer } from './media-store-servers/serve.ts';
import { shortBody } from './media-store-servers/short-body.ts';
import { shortLength } from './media-store-servers/short-length.ts';
import { silent } from './media-store-servers/silent.ts';
import { slowLoris } from './media-store-servers/slow-loris.ts';
import { status } from './media-store-servers/status.ts';
import { wrongBytes } from './media-store-servers/wrong-bytes.ts';

const body = randomBytes(300_000);
const media = { sha256: createHash('sha256').update(body).digest('hex'), bytes: body.length };

async function setUp(
  t: Test,
  starting: Promise<MisbehavingServer>,
  options: Partial<MediaStoreOptions> = {},
) {
  const server = await starting;
  t.teardown(() => server.close());
  const directory = join(t.testdir(), 'media');
  const store = createMediaStore({ directory, cloudOrigin: server.origin, reserveBytes: 0, ...options });
  return {
    server,
    directory,
    store,
    file: join(directory, media.sha256),
    partial: join(directory, `${media.sha256}.partial`),
  };
}

t.test('a file is fetched with the token, verified, and has its name only when it is whole', async (t) => {
  const { store, server, file, directory } = await setUp(t, honest(body));
  t.equal(await store.has(media.sha256), false);
  t.same(await store.fetch(media, 'the-token'), { ok: true });
  t.equal(server.asked[0]?.authorization, 'Bearer the-token');
  t.equal(await store.has(media.sha256), true);
  t.ok(readFileSync(file).equals(body));
  t.same(readdirSync(directory), [media.sha256], 'and nothing else lies about');
});

t.test('a file that is there is not fetched again', async (t) => {
  const { store, server } = await setUp(t, honest(body));
  await store.fetch(media, 'token');
  t.same(await store.fetch(media, 'token'), { ok: true });
  t.equal(server.asked.length, 1);
});

t.test('two who want the same file at once share one download', async (t) => {
  const { store, server } = await setUp(t, honest(body));
  const both = await Promise.all([store.fetch(media, 'token'), store.fetch(media, 'token')]);
  t.same(both, [{ ok: true }, { ok: true }]);
  t.equal(server.asked.length, 1);
});

t.test('wrong bytes are deleted and named', async (t) => {
  const { store, directory } = await setUp(t, wrongBytes(body));
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'hash-mismatch' });
  t.same(readdirSync(directory), []);
});

t.test('a connection that breaks in the middle is resumed where it ended', async (t) => {
  const { store, server, partial, file } = await setUp(t, hangUpOnce(body));
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'connection-lost' });
  const kept = readFileSync(partial).length;
  t.ok(kept > 0, 'what came is kept');
  t.same(await store.fetch(media, 'token'), { ok: true });
  t.equal(server.asked[1]?.range, `bytes=${kept}-`);
  t.ok(readFileSync(file).equals(body));
});

t.test('a body that ends early, in good order, is not taken for the file', async (t) => {
  const { store, partial } = await setUp(t, shortBody(body));
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'connection-lost' });
  t.ok(existsSync(partial));
  t.equal(await store.has(media.sha256), false);
});

t.test('a length that is not the announced one is refused before a byte is written', async (t) => {
  const { store, directory } = await setUp(t, shortLength(body));
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'wrong-size' });
  t.same(readdirSync(directory), []);
});

t.test('what is left of an earlier try', async (t) => {
  const half = body.subarray(0, body.length / 2);
  for (const { name, server, left, requests } of [
    { name: 'is all of it: verified without a request', server: () => honest(body), left: body, requests: 0 },
    {
      name: 'is longer than the file: begun anew',
      server: () => honest(body),
      left: Buffer.concat([body, half]),
      requests: 1,
    },
    {
      name: 'meets a server without ranges: begun anew',
      server: () => noRanges(body),
      left: half,
      requests: 1,
    },
    {
      name: 'meets a server that sends another part: begun anew',
      server: () => otherPart(body),
      left: half,
      requests: 2,
    },
  ]) {
    await t.test(name, async (t) => {
      const { store, partial, file, server: running } = await setUp(t, server());
      writeFileSync(partial, left);
      t.same(await store.fetch(media, 'token'), { ok: true });
      t.ok(readFileSync(file).equals(body));
      t.equal(running.asked.length, requests);
    });
  }
  await t.test('is damaged: deleted after one try, whole after the next', async (t) => {
    const { store, partial, file } = await setUp(t, honest(body));
    writeFileSync(partial, Buffer.alloc(1_000));
    t.match(await store.fetch(media, 'token'), { ok: false, code: 'hash-mismatch' });
    t.notOk(existsSync(partial));
    t.same(await store.fetch(media, 'token'), { ok: true });
    t.ok(readFileSync(file).equals(body));
  });
});

t.test('a part that nobody asked for is refused', async (t) => {
  const { store } = await setUp(t, partUnasked(body));
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'refused' });
});

for (const [code, expected] of [
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [404, 'not-found'],
  [410, 'not-found'],
  [429, 'refused'],
  [302, 'refused'],
  [500, 'server-error'],
  [503, 'server-error'],
] as const) {
  t.test(`status ${code} is ${expected}, and leaves nothing`, async (t) => {
    const { store, directory } = await setUp(t, status(code));
    const outcome = await store.fetch(media, 'secret-token');
    t.match(outcome, { ok: false, code: expected });
    t.notMatch(JSON.stringify(outcome), /secret-token/);
    t.same(readdirSync(directory), []);
  });
}

t.test('a body without end is cut off at the announced size and removed', async (t) => {
  const { store, directory } = await setUp(t, endless());
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'too-large' });
  t.same(readdirSync(directory), []);
});

t.test('a line that only drips is given up, though it never falls silent', async (t) => {
  const { store } = await setUp(t, slowLoris(5), { spanMs: 60, minBytesPerSpan: 1_000 });
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'timed-out' });
});

t.test('a server that does not answer is given up', async (t) => {
  const { store } = await setUp(t, silent(), { answerTimeoutMs: 50 });
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'timed-out' });
});

t.test('no server at all is unreachable', async (t) => {
  const { store, server } = await setUp(t, silent());
  await server.close();
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'unreachable' });
});

t.test('the caller can end a download', async (t) => {
  const { store } = await setUp(t, silent());
  const abort = new AbortController();
  const fetching = store.fetch(media, 'token', abort.signal);
  abort.abort();
  t.match(await fetching, { ok: false, code: 'aborted' });
});

t.test('a file larger than this device takes is not asked for', async (t) => {
  const { store, server } = await setUp(t, honest(body), { maxBytes: 1_000 });
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'too-large' });
  t.equal(server.asked.length, 0);
});

t.test('room that the rest of the device needs is not taken', async (t) => {
  const { store, server } = await setUp(t, honest(body), { reserveBytes: Number.MAX_SAFE_INTEGER });
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'disk-full' });
  t.equal(server.asked.length, 0);
});

t.test('a disk that is full in the middle is a value, and what was written is removed', async (t) => {
  const { store, partial } = await setUp(t, honest(body));
  symlinkSync('/dev/full', partial);
  t.match(await store.fetch(media, 'token'), { ok: false, code: 'disk-full' });
  t.notOk(existsSync(partial));
});

t.test('a disk that fails otherwise is thrown, with a stable code', async (t) => {
  const { store, partial } = await setUp(t, honest(body));
  symlinkSync(`${partial}/loop`, partial);
  await t.rejects(store.fetch(media, 'token'), { name: 'OperationalError', code: 'media-disk-failed' });
  const blocked = t.testdir({ file: 'not a directory' });
  const options = { directory: join(blocked, 'file', 'media'), cloudOrigin: 'http://127.0.0.1:9' };
  t.throws(() => createMediaStore(options), { code: 'media-disk-failed' });
  t.throws(() => createMediaStore(options), OperationalError);
});

t.test('what is not kept is removed, with what was begun of it; the rest stays', async (t) => {
  const { store, directory } = await setUp(t, honest(body));
  await store.fetch(media, 'token');
  const other = 'a'.repeat(64);
  writeFileSync(join(directory, other), 'x');
  writeFileSync(join(directory, `${'b'.repeat(64)}.partial`), 'x');
  await store.removeAllBut(new Set([media.sha256]));
  t.same(readdirSync(directory), [media.sha256]);
  await store.removeAllBut(new Set());
  t.same(readdirSync(directory), []);
});

t.test('a wipe ends the downloads of what it removes, so that nothing comes back after it', async (t) => {
  const { store, directory } = await setUp(t, slowLoris(5), { minBytesPerSpan: 0 });
  const fetching = store.fetch(media, 'token');
  await store.removeAllBut(new Set());
  t.match(await fetching, { ok: false, code: 'aborted' });
  t.same(readdirSync(directory), []);
});

t.test('a name that is no SHA-256 is never made into a path', async (t) => {
  const { store } = await setUp(t, honest(body));
  await t.rejects(store.has('../key'), TypeError);
});
