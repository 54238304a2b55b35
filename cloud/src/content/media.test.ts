/** Uploading, listing, renaming, deleting and having back, over the whole cloud. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { pino } from 'pino';
import t from 'tap';
import { startWholeCloud } from '../testing/whole-cloud.ts';
import { forgetMedia, restorableMs } from './forget-media.ts';
import { MediaStoreError } from './media-store.ts';
import { mp4, oldMp4, png, svg, webm } from './testing/files.ts';

const cloud = await startWholeCloud(t);
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const upload = (
  who: { ask: Awaited<ReturnType<typeof cloud.signUp>>['ask'] },
  bytes: Buffer,
  name = 'A file',
) => who.ask('POST', `/api/v1/media?name=${encodeURIComponent(name)}`, bytes);

t.test('what a file is, is read from its content', async (t) => {
  const admin = await cloud.signUp();
  const picture = png(32, 18);
  t.match(await upload(admin, picture, 'a film.mp4'), {
    status: 200,
    body: {
      isNew: true,
      file: {
        sha256: sha256Of(picture),
        name: 'a film.mp4',
        kind: 'picture',
        type: 'image/png',
        width: 32,
        height: 18,
        durationMs: null,
        bytes: picture.length,
        usedIn: [],
      },
    },
  });
  t.match((await upload(admin, svg())).body.file, { kind: 'picture', type: 'image/svg+xml' });
  t.match((await upload(admin, webm())).body.file, {
    ...{ kind: 'video', type: 'video/webm', width: 160, height: 90, durationMs: 2_000 },
  });
  t.match((await upload(admin, mp4())).body.file, { kind: 'video', type: 'video/mp4', durationMs: 2_000 });
});

t.test('what no screen plays is refused with what may be sent', async (t) => {
  const admin = await cloud.signUp();
  const sent: [string, Buffer, RegExp][] = [
    ['nothing', Buffer.alloc(0), /PNG, JPEG/],
    ['three bytes', Buffer.from('abc'), /PNG, JPEG/],
    ['text', Buffer.from('a picture, says its name'), /PNG, JPEG/],
    ['a page with a drawing', Buffer.from('<html><svg width="1" height="1"></svg></html>'), /PNG, JPEG/],
    ['an old film', oldMp4(), /H\.264/],
    ['a film cut short', webm().subarray(0, 90), /no picture/],
    ['a bitmap', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60, 1)]), /PNG, JPEG/],
    ['a picture like a wall', hugePng(), /30000 × 30000/],
  ];
  for (const [what, bytes, detail] of sent) {
    t.match(await upload(admin, bytes), { status: 415, body: { code: 'unsupported-media', detail } }, what);
  }
  t.same(
    (await admin.ask('GET', '/api/v1/media')).body.media.filter(
      ({ name }: { name: string }) => name === 'A file',
    ),
    [],
  );
  t.match(await admin.ask('POST', '/api/v1/media?name=', png()), { status: 400, body: { field: 'name' } });
});

t.test('the same file is kept once, whoever sends it, and belongs to each account by itself', async (t) => {
  const [ann, bob] = [await cloud.signUp('Ann'), await cloud.signUp('Bob')];
  const bytes = png();
  const sha256 = sha256Of(bytes);
  const path = `/api/v1/media/${sha256}`;
  t.match((await upload(ann, bytes, 'Of Ann')).body, { isNew: true });
  t.match((await upload(ann, bytes, 'Again')).body, { isNew: false, file: { name: 'Of Ann' } });
  for (const [method, rest, body] of [
    ['GET', '/file', undefined],
    ['PATCH', '', { name: 'Mine' }],
    ['DELETE', '', undefined],
    ['POST', '/restore', undefined],
  ] as const) {
    t.match(await bob.ask(method, `${path}${rest}`, body), { status: 404, body: { code: 'unknown-media' } });
  }
  t.match((await upload(bob, bytes, 'Of Bob')).body, { isNew: true, file: { name: 'Of Bob' } });
  t.equal((await bob.ask('DELETE', path)).status, 204);
  const still = await ann.ask('GET', `${path}/file`);
  t.match(still, { status: 200 });
  t.equal(still.headers.get('Content-Type'), 'image/png');
  t.match(still.headers.get('Content-Security-Policy') ?? '', /sandbox/);
});

t.test(
  'renaming, deleting and having back leave their lines, and what changes nothing leaves none',
  async (t) => {
    const admin = await cloud.signUp();
    const bytes = png();
    const path = `/api/v1/media/${sha256Of(bytes)}`;
    await upload(admin, bytes, 'First');
    t.match((await admin.ask('PATCH', path, { name: ' Second ' })).body, { name: 'Second' });
    await admin.ask('PATCH', path, { name: 'Second' });
    t.equal((await admin.ask('DELETE', path)).status, 204);
    t.equal((await admin.ask('DELETE', path)).status, 404);
    t.equal((await admin.ask('PATCH', path, { name: 'Gone' })).status, 404);
    t.equal((await admin.ask('GET', `${path}/file`)).status, 404);
    t.match(await admin.ask('POST', `${path}/restore`), { status: 200, body: { name: 'Second' } });
    t.equal((await admin.ask('POST', `${path}/restore`)).status, 200);
    const { body } = await admin.ask('GET', '/api/v1/audit?subjectKind=media');
    t.same(
      body.entries.map(({ action }: { action: string }) => action),
      ['media.restored', 'media.deleted', 'media.renamed', 'media.added'],
    );
    t.match(body.entries[2], { before: { name: 'First' }, after: { name: 'Second' } });
  },
);

t.test('a file that a playlist shows is not deleted, and it is said which', async (t) => {
  const admin = await cloud.signUp();
  const bytes = png();
  const sha256 = sha256Of(bytes);
  await upload(admin, bytes);
  await admin.ask('POST', '/api/v1/playlists', { name: 'Window', items: [{ sha256, durationMs: 5_000 }] });
  t.match(await admin.ask('DELETE', `/api/v1/media/${sha256}`), {
    status: 409,
    body: { code: 'media-in-use', detail: 'Take it out of Window first.' },
  });
  const { body } = await admin.ask('GET', '/api/v1/media');
  t.match(body.media[0], { sha256, usedIn: [{ name: 'Window' }] });
});

t.test('a file that is too large, and an account that is full, are told in numbers', async (t) => {
  const admin = await cloud.signUp();
  const large = Buffer.concat([png(), Buffer.alloc(999_999)]);
  t.match(await upload(admin, large), {
    status: 413,
    body: { code: 'too-large', detail: /A file may have 1 MiB/ },
  });
  const unannounced = await fetch(`${cloud.url}/api/v1/media?name=x`, {
    method: 'POST',
    headers: { Cookie: admin.cookie, Origin: cloud.url },
    body: new Blob([new Uint8Array(large)]).stream(),
    duplex: 'half',
  } as RequestInit);
  t.equal(unannounced.status, 413, 'also where its size is not announced');
  const padded = () => Buffer.concat([png(), Buffer.alloc(900_000)]);
  const first = padded();
  t.equal((await upload(admin, first)).status, 200);
  t.equal((await upload(admin, padded())).status, 200);
  const refused = { status: 409, body: { code: 'media-quota-reached', detail: /may keep 2 MiB/ } };
  t.match(await upload(admin, padded()), refused);
  await admin.ask('DELETE', `/api/v1/media/${sha256Of(first)}`);
  t.equal((await upload(admin, padded())).status, 200, 'what is deleted makes room');
  t.match(await admin.ask('POST', `/api/v1/media/${sha256Of(first)}/restore`), refused);
  t.ok((await admin.ask('GET', '/api/v1/media')).body.usage.bytes <= 2_000_000);
});

t.test('what was deleted is forgotten after its hour, and its bytes when nobody holds them', async (t) => {
  const [ann, bob] = [await cloud.signUp('Ann'), await cloud.signUp('Bob')];
  const [shared, own] = [png(), png()];
  for (const bytes of [shared, own]) await upload(ann, bytes);
  await upload(bob, shared);
  for (const bytes of [shared, own]) await ann.ask('DELETE', `/api/v1/media/${sha256Of(bytes)}`);
  const { db, mediaStore, clock } = cloud.deps;
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const needs = { db, mediaStore, clock, log, keep: ['a'.repeat(64), 'b'.repeat(64)] };
  await forgetMedia(needs);
  t.equal(await mediaStore.size(sha256Of(own)), own.length, 'not before');
  cloud.advance(restorableMs + 1);
  await forgetMedia(needs);
  t.equal(await mediaStore.size(sha256Of(own)), null);
  t.equal(await mediaStore.size(sha256Of(shared)), shared.length);
  t.equal((await ann.ask('POST', `/api/v1/media/${sha256Of(own)}/restore`)).status, 404);
  t.equal((await upload(ann, own)).body.isNew, true, 'and it may come again');
  const broken = { ...mediaStore, remove: () => Promise.reject(new MediaStoreError('x', new Error('disk'))) };
  await ann.ask('DELETE', `/api/v1/media/${sha256Of(own)}`);
  cloud.advance(restorableMs + 1);
  await forgetMedia({ ...needs, mediaStore: broken });
  t.match(lines.join(''), /media-keeper-failed/, 'a disk that refuses is logged');
  t.equal(await mediaStore.size(sha256Of(own)), own.length);
  await forgetMedia(needs);
  t.equal(await mediaStore.size(sha256Of(own)), null, 'and tried again');
});

t.test('an upload that breaks off leaves nothing behind', async (t) => {
  const admin = await cloud.signUp();
  const before = await admin.ask('GET', '/api/v1/media');
  const bytes = png();
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(bytes.subarray(0, 20)));
      controller.error(new Error('the cable was pulled'));
    },
  });
  await t.rejects(
    fetch(`${cloud.url}/api/v1/media?name=x`, {
      method: 'POST',
      headers: { Cookie: admin.cookie, Origin: cloud.url },
      body,
      duplex: 'half',
    } as RequestInit),
  );
  t.same((await admin.ask('GET', '/api/v1/media')).body, before.body);
  const { path } = (await cloud.deps.mediaStore.receive(oneChunk(bytes), 1_000_000)) as { path: string };
  t.ok(existsSync(path));
  await cloud.deps.mediaStore.forgetReceived();
  t.notOk(existsSync(path), 'and what a program that was killed has left is swept when the next one starts');
  t.same(readdirSync(path.replace(/\/incoming\/.*$/, '')).includes('incoming'), false);
});

async function* oneChunk(bytes: Buffer) {
  yield bytes;
}

/** Says it is 30,000 pixels each way. */
function hugePng(): Buffer {
  const bytes = png();
  bytes.writeUInt32BE(30_000, 16);
  bytes.writeUInt32BE(30_000, 20);
  return bytes;
}
