import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { desiredSchema } from '@signet/protocol';
import { Hono } from 'hono';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import t from 'tap';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { bindingRow, keyRow } from '../devices/testing/rows.ts';
import { answerFailure } from '../http/failures.ts';
import { listen } from '../http/server.ts';
import { createDefaultPlaylist, ensureSamples, type SamplePlaylist } from './default-playlist.ts';
import { readDesired } from './desired.ts';
import { deviceMediaRoutes } from './device-media-routes.ts';
import { createDiskMediaStore } from './media-store.ts';
import { createMediaToken } from './media-token.ts';

const picture = Buffer.from('0123456789'.repeat(20_000));
const page = Buffer.from('<!doctype html><p>hello</p>');
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const tmp = () => mkdtempSync(join(tmpdir(), 'signet-content-'));

async function world() {
  const directory = tmp();
  writeFileSync(join(directory, 'picture.png'), picture);
  writeFileSync(join(directory, 'page.html'), page);
  const file = (name: string) => pathToFileURL(join(directory, name));
  const samples: SamplePlaylist = {
    name: 'Welcome',
    items: [
      { file: file('picture.png'), name: 'Picture', kind: 'picture', type: 'image/png', durationMs: 8_000 },
      { file: file('page.html'), name: 'Page', kind: 'page', type: 'text/html', durationMs: 9_000 },
      { file: file('picture.png'), name: 'Again', kind: 'picture', type: 'image/png', durationMs: 3_000 },
    ],
  };
  const db = openDatabase({ file: ':memory:' });
  await migrate(db);
  let now = 1_795_000_000_000;
  const deps = {
    db,
    clock: () => now,
    randomBytes,
    mediaStore: createDiskMediaStore(join(directory, 'media')),
    mediaTokenKey: randomBytes(32),
    settings: {
      pairingGraceMs: 1,
      undoWindowMs: 1,
      removalGraceMs: 0,
      lapseAfterMs: null,
      mediaTokenMs: 3_600_000,
      mediaMaxBytes: 1_000_000,
      mediaQuotaBytes: null,
    },
  };
  const content = await ensureSamples(deps, samples);
  t.teardown(() => db.destroy());
  return { deps, samples, content, directory, forward: (ms: number) => (now += ms) };
}

type World = Awaited<ReturnType<typeof world>>;

async function addAccount({ deps, content }: World, accountId: string): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const { playlistId } = await createDefaultPlaylist(deps, trx, accountId, content, deps.clock());
    const settings = { accountId, deviceLimit: null, defaultPlaylistId: playlistId, createdAt: 0 };
    await trx.insertInto('accountSettings').values(settings).execute();
  });
}

async function bind({ deps }: World, deviceId: string, accountId: string): Promise<void> {
  await deps.db.insertInto('deviceKey').values(keyRow(deviceId)).execute();
  await deps.db.insertInto('binding').values(bindingRow(deviceId, accountId)).execute();
}

/** What a fresh device of the account is to play. */
async function wanted(it: World, accountId: string, revision: number) {
  const deviceId = `${accountId}-${randomBytes(4).toString('hex')}`;
  await bind(it, deviceId, accountId);
  return readDesired(it.deps.db, { deviceId, accountId, revision, capability: 2 });
}

t.test('the store keeps each file whole under its name, once, for its owner alone', async (t) => {
  const directory = join(tmp(), 'media');
  const store = createDiskMediaStore(directory);
  const [first, second] = await Promise.all([store.put(picture), store.put(picture)]);
  t.same(first, { sha256: sha256Of(picture), bytes: picture.length });
  t.same(second, first);
  const folder = join(directory, first.sha256.slice(0, 2));
  t.same(readdirSync(folder), [first.sha256], 'nothing is left beside it');
  t.equal(statSync(join(folder, first.sha256)).mode & 0o777, 0o600);
  t.equal(await store.size(first.sha256), picture.length);
  t.equal(await store.size(sha256Of(page)), null);
  const part = await store.read(first.sha256, { first: 3, last: 6 }).toArray();
  t.equal(Buffer.concat(part).toString(), '3456');
});

t.test('a file that was damaged on disk is written anew by the next put', async (t) => {
  const directory = tmp();
  const store = createDiskMediaStore(directory);
  const { sha256 } = await store.put(page);
  writeFileSync(join(directory, sha256.slice(0, 2), sha256), Buffer.alloc(page.length));
  await store.put(page);
  t.equal(Buffer.concat(await store.read(sha256).toArray()).toString(), page.toString());
});

t.test('a disk that refuses is an error with a stable code, and a wrong name never reaches it', async (t) => {
  const directory = tmp();
  writeFileSync(join(directory, 'file'), '');
  const store = createDiskMediaStore(join(directory, 'file'));
  await t.rejects(store.put(page), { code: 'media-store-failed', cause: { code: 'ENOTDIR' } });
  await t.rejects(store.size(sha256Of(page)), { code: 'media-store-failed' });
  await t.rejects(store.size('../../etc/passwd'), { code: 'media-store-failed' });
  t.throws(() => store.read('../file'), { code: 'media-store-failed' });
});

t.test(
  'samples are registered once, and desired names the account’s default playlist in order',
  async (t) => {
    const it = await world();
    await ensureSamples(it.deps, it.samples);
    t.equal(
      (await it.deps.db.selectFrom('media').selectAll().execute()).length,
      2,
      'two files, one used twice',
    );
    await addAccount(it, 'a');
    const desired = await wanted(it, 'a', 7);
    t.match(desired, {
      revision: 7,
      playlist: {
        name: 'Welcome',
        items: [
          { name: 'Picture', kind: 'picture', durationMs: 8_000 },
          { name: 'Page', kind: 'page', durationMs: 9_000 },
          { name: 'Again', kind: 'picture', durationMs: 3_000 },
        ],
      },
    });
    t.same(Object(desired.playlist?.items[1]).media, {
      sha256: sha256Of(page),
      bytes: page.length,
      type: 'text/html',
    });
    t.same(desiredSchema.parse(desired), desired, 'and is what the wire takes');
  },
);

t.test(
  'an account without a default playlist wants nothing; another account’s list is never taken',
  async (t) => {
    const it = await world();
    await addAccount(it, 'a');
    t.same(await wanted(it, 'none', 1), {
      revision: 1,
      playlist: null,
    });
    const theirs = await it.deps.db.selectFrom('accountSettings').selectAll().executeTakeFirstOrThrow();
    await it.deps.db
      .insertInto('accountSettings')
      .values({ ...theirs, accountId: 'b' })
      .execute();
    t.same(await wanted(it, 'b', 1), { revision: 1, playlist: null });
  },
);

t.test('without samples a new account has an empty playlist', async (t) => {
  const it = await world();
  const content = await ensureSamples(it.deps, { name: 'Empty', items: [] });
  await addAccount({ ...it, content }, 'a');
  t.match(await wanted(it, 'a', 1), {
    playlist: { name: 'Empty', items: [] },
  });
});

t.test('media over real HTTP', async (t) => {
  const it = await world();
  const { deps } = it;
  await addAccount(it, 'a');
  await bind(it, 'device-1', 'a');
  const app = new Hono().route('/', deviceMediaRoutes(deps));
  app.onError(answerFailure(pino({ level: 'silent' })) as never);
  const server = await listen({ host: '127.0.0.1', port: 0, tls: null });
  t.teardown(() => server.close(0));
  server.serve({ request: getRequestListener(app.fetch), upgrade: () => false });
  const sha256 = sha256Of(picture);
  const token = await createMediaToken(deps, 'device-1', 'a');
  const fetchMedia = (headers: Record<string, string> = {}, name = sha256, method = 'GET') =>
    fetch(`${server.url}/media/${name}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...headers },
    });
  const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

  t.test('a device gets the whole file, with what it needs to keep and verify it', async (t) => {
    const response = await fetchMedia();
    t.equal(response.status, 200);
    t.equal(response.headers.get('Content-Type'), 'image/png');
    t.equal(response.headers.get('Content-Length'), String(picture.length));
    t.equal(response.headers.get('Accept-Ranges'), 'bytes');
    t.equal(response.headers.get('ETag'), `"${sha256}"`);
    t.match(response.headers.get('Cache-Control'), /private.*immutable/);
    t.match(response.headers.get('Content-Security-Policy'), /sandbox/);
    t.equal(sha256Of(Buffer.from(await response.arrayBuffer())), sha256);
    t.equal((await fetchMedia({}, sha256.toUpperCase())).status, 200, 'whatever the case of its name');
  });

  t.test('it can resume, ask for the head, and learn that it has the file already', async (t) => {
    const rest = await fetchMedia({ Range: 'bytes=199995-', 'If-Range': `"${sha256}"` });
    t.equal(rest.status, 206);
    t.equal(rest.headers.get('Content-Range'), 'bytes 199995-199999/200000');
    t.equal(rest.headers.get('Content-Length'), '5');
    t.equal(await rest.text(), '56789');
    const other = await fetchMedia({ Range: 'bytes=5-', 'If-Range': '"something else"' });
    t.equal(other.status, 200);
    await other.arrayBuffer();
    const head = await fetchMedia({}, sha256, 'HEAD');
    t.equal(head.status, 200);
    t.equal(head.headers.get('Content-Length'), '200000');
    const same = await fetchMedia({ 'If-None-Match': `"x", W/"${sha256}"` });
    t.equal(same.status, 304);
    const beyond = await fetchMedia({ Range: 'bytes=200000-' });
    t.equal(beyond.status, 416);
    t.equal(beyond.headers.get('Content-Range'), 'bytes */200000');
    t.equal(await codeOf(beyond), 'range-not-satisfiable');
  });

  t.test('a device that goes away in mid-file disturbs nobody', async (t) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(`GET /media/${sha256} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    const [beginning] = await once(socket, 'data');
    t.match(String(beginning), /^HTTP\/1\.1 200 /);
    socket.resetAndDestroy();
    t.equal((await fetchMedia()).status, 200);
  });

  t.test('no token, another key, another audience, no algorithm, or an old token: 401', async (t) => {
    const forged = await createMediaToken({ ...deps, mediaTokenKey: randomBytes(32) }, 'device-1', 'a');
    const claims = new SignJWT({ acc: 'a', sub: 'device-1', aud: 'else' }).setProtectedHeader({
      alg: 'HS256',
    });
    const otherAudience = await claims.setExpirationTime('1h').sign(deps.mediaTokenKey);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`;
    const noSubject = await new SignJWT({ acc: 'a', aud: 'signet-media', exp: 9_999_999_999 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(deps.mediaTokenKey);
    const wrong = [
      '',
      'Basic abc',
      ...[forged, otherAudience, unsigned, noSubject, 'x.y.z'].map((t) => `Bearer ${t}`),
    ];
    for (const Authorization of wrong) {
      const response = await fetchMedia({ Authorization });
      t.equal(response.status, 401, Authorization.slice(0, 30));
      t.equal(await codeOf(response), 'media-token-required');
    }
    it.forward(deps.settings.mediaTokenMs - 1_000);
    t.equal((await fetchMedia()).status, 200, 'good until the end');
    it.forward(2_000);
    t.equal((await fetchMedia()).status, 401, 'and no longer');
    it.forward(-deps.settings.mediaTokenMs - 1_000);
  });

  t.test('a file that the account does not hold, or that is nowhere: 404', async (t) => {
    const { sha256: alien } = await deps.mediaStore.put(Buffer.from('of another account'));
    await deps.db
      .insertInto('media')
      .values({ sha256: alien, bytes: 18, type: 'image/png', createdAt: 0 })
      .execute();
    for (const name of [alien, 'f'.repeat(64), 'nonsense', '..%2f..%2fsecret']) {
      const response = await fetchMedia({}, name);
      t.equal(response.status, 404, name);
      t.equal(await codeOf(response), 'unknown-media');
    }
  });

  t.test('a device that was removed, or moved to another account, gets nothing more: 403', async (t) => {
    const elsewhere = await createMediaToken(deps, 'device-1', 'b');
    const moved = await fetchMedia({ Authorization: `Bearer ${elsewhere}` });
    t.equal(moved.status, 403);
    t.equal(await codeOf(moved), 'not-bound');
    await deps.db.deleteFrom('binding').where('deviceId', '=', 'device-1').execute();
    t.equal((await fetchMedia()).status, 403);
  });
});
