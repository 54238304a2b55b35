/** Playlists and who plays them, over the whole cloud and with real devices on their sockets. */
import t from 'tap';
import { EventReader } from '../events/testing/event-reader.ts';
import { type Someone, startWholeCloud } from '../testing/whole-cloud.ts';
import { png, webm } from './testing/files.ts';

const cloud = await startWholeCloud(t);

async function addFile(admin: Someone, name: string, bytes = png()): Promise<string> {
  const { body } = await admin.ask('POST', `/api/v1/media?name=${encodeURIComponent(name)}`, bytes);
  return body.file.sha256;
}

async function makePlaylist(admin: Someone, name: string, items: object[] = []): Promise<string> {
  const made = await admin.ask('POST', '/api/v1/playlists', { name, items });
  if (made.status !== 200) throw new Error(`making a playlist answered ${made.body.code}`);
  return made.body.id;
}

/** A paired screen that has heard what it plays. */
async function pairedScreen(admin: Someone, capability = 2) {
  const { device, deviceId, pairingId } = await cloud.screen(capability);
  await admin.ask('POST', '/api/v1/pairings/claim', { pairingId });
  const first = await device.next('bound');
  t.teardown(() => device.leave());
  return { device, deviceId, first, next: async () => (await device.next('bound')).desired };
}

t.test(
  'items are pictures, films and web addresses, with duration and order, and keep who they are',
  async (t) => {
    const admin = await cloud.signUp();
    const [picture, film] = [await addFile(admin, 'Picture'), await addFile(admin, 'Film', webm())];
    const id = await makePlaylist(admin, 'Window', [
      { sha256: picture, durationMs: 5_000 },
      { sha256: film, durationMs: 2_000, name: 'Our film' },
      { url: 'https://example.com/menu?today', durationMs: 20_000 },
    ]);
    const { body: made } = await admin.ask('GET', `/api/v1/playlists/${id}`);
    t.match(made, {
      name: 'Window',
      version: 1,
      items: [
        { kind: 'picture', name: 'Picture', durationMs: 5_000, sha256: picture, url: null },
        { kind: 'video', name: 'Our film', mediaDurationMs: 2_000 },
        { kind: 'web', name: 'example.com', url: 'https://example.com/menu?today', sha256: null },
      ],
    });
    const [first, second, third] = made.items;
    const items = [
      { id: third.id, url: third.url, durationMs: 30_000 },
      { id: first.id, sha256: picture, durationMs: 5_000 },
      { id: first.id, sha256: picture, durationMs: 6_000 },
    ];
    const { body: changed } = await admin.ask('PATCH', `/api/v1/playlists/${id}`, { items, version: 1 });
    t.equal(changed.version, 2);
    t.same(
      changed.items.slice(0, 2).map((item: { id: string }) => item.id),
      [third.id, first.id],
    );
    t.not(changed.items[2].id, first.id, 'an ID that comes twice is nobody’s');
    t.not(changed.items[2].id, second.id);
    t.match(await admin.ask('PATCH', `/api/v1/playlists/${id}`, { items: [], version: 1 }), {
      status: 409,
      body: { code: 'playlist-changed' },
    });
    const { body: list } = await admin.ask('GET', '/api/v1/playlists');
    t.match(
      list.playlists.find((each: { id: string }) => each.id === id),
      { items: 3, durationMs: 41_000, cover: { kind: 'web' }, isDefault: false, playing: 0 },
    );
  },
);

t.test('what cannot be an item is refused, with the field, and nothing is changed', async (t) => {
  const [admin, other] = [await cloud.signUp(), await cloud.signUp()];
  const foreign = await addFile(other, 'Not yours');
  const sha256 = await addFile(admin, 'Picture');
  const id = await makePlaylist(admin, 'Window', [{ sha256, durationMs: 5_000 }]);
  const refused: [string, object, string, string | undefined][] = [
    ['a file of another account', { sha256: foreign, durationMs: 5_000 }, 'unknown-media', 'items.0.sha256'],
    ['no such file', { sha256: '0'.repeat(64), durationMs: 5_000 }, 'unknown-media', 'items.0.sha256'],
    ['too short', { sha256, durationMs: 999 }, 'invalid-request', undefined],
    ['too long', { sha256, durationMs: 86_400_001 }, 'invalid-request', undefined],
    ['a script', { url: 'javascript:alert(1)', durationMs: 5_000 }, 'invalid-request', undefined],
    ['a file of the device', { url: 'file:///etc/passwd', durationMs: 5_000 }, 'invalid-request', undefined],
    ['a password', { url: 'https://me:secret@example.com', durationMs: 5_000 }, 'invalid-request', undefined],
    ['nothing', { durationMs: 5_000 }, 'invalid-request', undefined],
    ['both', { sha256, url: 'https://example.com', durationMs: 5_000 }, 'invalid-request', undefined],
  ];
  for (const [what, item, code, field] of refused) {
    const answer = await admin.ask('PATCH', `/api/v1/playlists/${id}`, { items: [item] });
    t.match(answer.body, { code, ...(field === undefined ? {} : { field }) }, what);
  }
  const many = Array.from({ length: 120 }, () => ({
    url: `https://example.com/${'x'.repeat(400)}`,
    durationMs: 5_000,
  }));
  t.match(await admin.ask('PATCH', `/api/v1/playlists/${id}`, { items: many }), {
    body: { code: 'playlist-too-long' },
  });
  t.match(await admin.ask('POST', '/api/v1/playlists', { name: 'Long', items: many }), {
    body: { code: 'playlist-too-long' },
  });
  t.match((await admin.ask('GET', `/api/v1/playlists/${id}`)).body, { version: 1, items: { length: 1 } });
  t.equal((await admin.ask('PATCH', `/api/v1/playlists/${id}`, {})).status, 400);
  t.notOk(
    (await admin.ask('GET', '/api/v1/playlists')).body.playlists.some(
      ({ name }: { name: string }) => name === 'Long',
    ),
  );
});

t.test(
  'a change reaches the screens that play it at once, with a higher revision, and no other',
  async (t) => {
    const admin = await cloud.signUp();
    const [one, other] = [await pairedScreen(admin), await pairedScreen(admin)];
    const sha256 = await addFile(admin, 'Picture');
    const items = [{ sha256, durationMs: 5_000 }];
    const id = await makePlaylist(admin, 'Window', items);
    t.equal(
      (await admin.ask('PUT', `/api/v1/devices/${one.deviceId}/playlist`, { playlistId: id })).status,
      204,
    );
    const chosen = await one.next();
    t.match(chosen, {
      revision: one.first.desired.revision + 1,
      playlist: { id, items: [{ kind: 'picture' }] },
    });
    await admin.ask('PATCH', `/api/v1/playlists/${id}`, {
      items: [{ url: 'https://example.com/', durationMs: 9_000 }],
    });
    t.match(await one.next(), { revision: chosen.revision + 1, playlist: { items: [{ kind: 'web' }] } });
    await admin.ask('PATCH', `/api/v1/playlists/${id}`, { name: 'Shop' });
    t.match(await one.next(), { playlist: { name: 'Shop' } });
    await admin.ask('PUT', '/api/v1/default-playlist', { playlistId: id });
    t.match(
      await other.next(),
      { revision: other.first.desired.revision + 1, playlist: { id } },
      'its first news',
    );
    await one.device.caughtUp();
    t.equal(one.device.received.at(-1)?.type, 'bound');
    t.equal(Object(one.device.received.at(-1))['desired'].playlist.name, 'Shop', 'nothing came since');
  },
);

t.test('device, then tag, then account decide, and the first of several tags', async (t) => {
  const admin = await cloud.signUp();
  const screen = await pairedScreen(admin);
  const [window, door, own] = [
    await makePlaylist(admin, 'Window'),
    await makePlaylist(admin, 'Door'),
    await makePlaylist(admin, 'Own'),
  ];
  const played = async () => (await admin.ask('GET', `/api/v1/devices/${screen.deviceId}`)).body.playlist;
  t.match(await played(), { because: 'account', tag: null });
  const forTag = (tag: string, playlistId: string | null, position?: number) =>
    admin.ask('PUT', '/api/v1/tag-playlists', { tag, playlistId, position });
  t.equal((await forTag('window', window)).status, 204);
  await forTag('Door', door);
  await admin.ask('PATCH', `/api/v1/devices/${screen.deviceId}`, { addTags: ['DOOR'] });
  t.match(await screen.next(), { playlist: { id: door } }, 'a tag brings it');
  await admin.ask('POST', '/api/v1/devices/bulk', {
    action: { kind: 'tag', tags: ['Window'] },
    devices: { ids: [screen.deviceId] },
  });
  t.match(await screen.next(), { playlist: { id: window } });
  t.match(await played(), { id: window, because: 'tag', tag: 'window' });
  await forTag('door', door, 0);
  t.match(await screen.next(), { playlist: { id: door } }, 'which now stands first');
  await admin.ask('PUT', `/api/v1/devices/${screen.deviceId}/playlist`, { playlistId: own });
  t.match(await screen.next(), { playlist: { id: own } });
  t.match(await played(), { name: 'Own', because: 'device' });
  const { body: list } = await admin.ask('GET', '/api/v1/playlists');
  t.match(list.tags, [
    { tag: 'Door', playlistId: door },
    { tag: 'window', playlistId: window },
  ]);
  for (const [id, detail] of [
    [own, /one device/],
    [door, /the tag “Door”/],
    [list.defaultPlaylistId, /default/],
  ] as const) {
    t.match(await admin.ask('DELETE', `/api/v1/playlists/${id}`), {
      body: { code: 'playlist-in-use', detail },
    });
  }
  await admin.ask('PUT', `/api/v1/devices/${screen.deviceId}/playlist`, { playlistId: null });
  t.match(await screen.next(), { playlist: { id: door } });
  await forTag('door', null);
  t.match(await screen.next(), { playlist: { id: window } });
  for (const id of [own, door]) t.equal((await admin.ask('DELETE', `/api/v1/playlists/${id}`)).status, 204);
  t.equal((await forTag('nobody', null)).status, 204, 'taking away what was never given changes nothing');
});

t.test('an older device hears of nothing that it cannot play', async (t) => {
  const admin = await cloud.signUp();
  const [old, young] = [await pairedScreen(admin, 1), await pairedScreen(admin, 2)];
  const [picture, film] = [await addFile(admin, 'Picture'), await addFile(admin, 'Film', webm())];
  const playlistId = await makePlaylist(admin, 'All', [
    { sha256: film, durationMs: 5_000 },
    { sha256: picture, durationMs: 5_000 },
    { url: 'https://example.com/', durationMs: 5_000 },
  ]);
  await admin.ask('PUT', '/api/v1/default-playlist', { playlistId });
  const kinds = async ({ next }: typeof old) => (await next()).playlist?.items.map(({ kind }) => kind);
  t.same(await kinds(young), ['video', 'picture', 'web']);
  t.same(await kinds(old), ['picture']);
});

t.test('nothing of another account can be chosen', async (t) => {
  const [admin, other] = [await cloud.signUp(), await cloud.signUp()];
  const screen = await pairedScreen(admin);
  const [mine, theirs] = [await makePlaylist(admin, 'Mine'), await makePlaylist(other, 'Theirs')];
  const unknown = { status: 404, body: { code: 'unknown-playlist' } };
  t.match(await admin.ask('PUT', '/api/v1/default-playlist', { playlistId: theirs }), unknown);
  t.match(await admin.ask('PUT', '/api/v1/tag-playlists', { tag: 'x', playlistId: theirs }), unknown);
  const path = `/api/v1/devices/${screen.deviceId}/playlist`;
  t.match(await admin.ask('PUT', path, { playlistId: theirs }), unknown);
  t.match(await other.ask('PUT', path, { playlistId: theirs }), { body: { code: 'unknown-device' } });
  t.match(await other.ask('GET', `/api/v1/playlists/${mine}`), unknown);
  t.match(await other.ask('PATCH', `/api/v1/playlists/${mine}`, { name: 'x' }), unknown);
  t.match(await other.ask('DELETE', `/api/v1/playlists/${mine}`), unknown);
});

t.test('every change leaves its line and is told to whoever watches', async (t) => {
  const admin = await cloud.signUp();
  const screen = await pairedScreen(admin);
  const events = await EventReader.open(`${cloud.url}/api/v1/events`, { Cookie: admin.cookie });
  t.match(await events.next(), { event: 'ready' });
  // Between them come and go devices, whose news is written a second late.
  const heard = async (event: string, pattern: RegExp) => {
    for (;;) {
      const news = await events.nextNews();
      if (news === null) return false;
      if (news.event === event && pattern.test(JSON.stringify(news.data))) return true;
    }
  };
  const id = await makePlaylist(admin, 'Window');
  t.ok(await heard('content', /"what":\["playlists"\]/));
  await admin.ask('PUT', '/api/v1/default-playlist', { playlistId: id });
  t.ok(await heard('content', /"what":\["playlists"\]/));
  t.ok(await heard('devices', new RegExp(`"id":"${screen.deviceId}".*"playlist":\\{[^}]*"name":"Window"`)));
  events.close();
  await admin.ask('PATCH', `/api/v1/playlists/${id}`, { name: 'Shop' });
  await admin.ask('PATCH', `/api/v1/playlists/${id}`, { name: 'Shop' });
  await admin.ask('PATCH', `/api/v1/playlists/${id}`, { items: [] });
  await admin.ask('PUT', '/api/v1/tag-playlists', { tag: 'x', playlistId: id });
  const { body } = await admin.ask('GET', '/api/v1/audit?subjectKind=playlist');
  t.same(
    body.entries.map(({ action }: { action: string }) => action),
    [
      'playlist.tag-chosen',
      'playlist.changed',
      'playlist.renamed',
      'playlist.made-default',
      'playlist.created',
    ],
  );
  t.match(body.entries[3].after, { playlist: 'Window' });
});

t.test('an account has a bounded number of playlists', async (t) => {
  const admin = await cloud.signUp();
  const now = Date.now();
  for (let first = 0; first < 500; first += 100) {
    const rows = Array.from({ length: 100 }, (_, i) => ({
      playlistId: `p-${admin.accountId}-${first + i}`,
      accountId: admin.accountId,
      name: `No ${first + i}`,
      createdAt: now,
      updatedAt: now,
    }));
    await cloud.db.insertInto('playlist').values(rows).execute();
  }
  t.match(await admin.ask('POST', '/api/v1/playlists', { name: 'One more' }), {
    body: { code: 'too-many-playlists' },
  });
});
