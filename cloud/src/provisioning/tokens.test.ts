import t, { type Test } from 'tap';
import { startTestCloud, type TestCloud } from '../devices/testing/test-cloud.ts';
import { mostRefusals } from './refusals.ts';
import { enrolBy, makeTestToken } from './testing/stick.ts';
import { mostTokens } from './tokens.ts';

const path = '/api/v1/provisioning-tokens';
const as = { user: 'ann' };

async function start(t: Test): Promise<TestCloud> {
  const cloud = await startTestCloud();
  t.teardown(() => cloud.close());
  return cloud;
}

const deeds = async (cloud: TestCloud) =>
  (await cloud.deps.db.selectFrom('audit').selectAll().where('subjectKind', '=', 'token').execute()).map(
    ({ action, before, after }) => ({ action, before, after }),
  );

t.test('a token is shown once and kept as a hash', async (t) => {
  const cloud = await start(t);
  const { id, token } = await makeTestToken(cloud, { tags: ['a'] });
  t.match(token, /^sgt_[a-z2-7]{33}$/);
  const rows = JSON.stringify(await cloud.deps.db.selectFrom('provisioningToken').selectAll().execute());
  t.notMatch(rows, token);
  const { body } = await cloud.request('GET', path, as);
  t.match(body.tokens, [
    { id, name: 'Shops', start: token.slice(0, 9), standing: 'active', createdBy: 'ann' },
  ]);
  t.notMatch(JSON.stringify(body), token);
  t.match(await deeds(cloud), [{ action: 'token.made' }]);
});

t.test('a token is no way in but for a device', async (t) => {
  const cloud = await start(t);
  await makeTestToken(cloud);
  t.equal((await cloud.request('GET', path)).status, 401);
  t.equal((await cloud.request('GET', path, { user: 'bob' })).body.tokens.length, 0);
});

t.test('a change is written down without secrets, and what changes nothing leaves no line', async (t) => {
  const cloud = await start(t);
  const wifi = { ssid: 'Shop', passphrase: 'open sesame' };
  const { id } = await makeTestToken(cloud, { network: { wifi } });
  const change = (body: object) => cloud.request('PATCH', `${path}/${id}`, as, body);
  t.match(await change({ name: 'Shops', tags: [] }), { status: 200 });
  t.match(await change({ network: { wifi: { ssid: 'Shop' }, dns: ['192.0.2.1'] } }), {
    body: { hasPassphrase: true, network: { wifi: { ssid: 'Shop' }, dns: ['192.0.2.1'] } },
  });
  t.match(await change({ network: { wifi: { ssid: 'Other' } } }), { body: { hasPassphrase: false } });
  t.match(await change({ network: null, maxUses: 3, serials: ['A*'] }), {
    body: { network: null, hasPassphrase: false, maxUses: 3, serials: ['A*'] },
  });
  t.match(await change({ paused: true }), { body: { standing: 'paused', isPaused: true } });
  t.match(await change({ paused: true }), { status: 200 });
  t.match(await change({ paused: false, name: 'Malls' }), { body: { standing: 'active', name: 'Malls' } });
  t.match(await change({ paused: true }), { status: 200 });
  t.match(await change({ paused: false }), { body: { standing: 'active' } });
  const written = await deeds(cloud);
  t.same(
    written.map(({ action }) => action),
    [
      ...['token.made', 'token.changed', 'token.changed', 'token.changed'],
      ...['token.paused', 'token.changed', 'token.paused', 'token.resumed'],
    ],
  );
  t.notMatch(JSON.stringify(written), /sesame/);
});

t.test('what is wrong with a field is said of that field', async (t) => {
  const cloud = await start(t);
  const cases: [object, string][] = [
    [{ name: '' }, 'name'],
    [{ maxUses: 0 }, 'maxUses'],
    [{ serials: [] }, 'serials'],
    [{ serials: ['A*B'] }, 'serials.0'],
    [{ network: { wifi: { ssid: 'S', passphrase: 'short' } } }, 'network.wifi.passphrase'],
    [{ network: { proxy: { url: 'socks://x' } } }, 'network.proxy.url'],
    [{ namePattern: 'a\nb' }, 'namePattern'],
  ];
  for (const [fields, field] of cases) {
    const answer = await cloud.request('POST', path, as, { name: 'T', ...fields });
    t.match(answer, { status: 400, body: { field } }, JSON.stringify(answer.body));
  }
  const unknown = await cloud.request('POST', path, as, { name: 'T', network: { dsn: [] } });
  t.equal(unknown.status, 400, 'an unknown key is a mistake to be named');
});

t.test('a revoked token stays revoked, and one of another account does not exist', async (t) => {
  const cloud = await start(t);
  const { id } = await makeTestToken(cloud);
  for (const [method, url] of [
    ['GET', `${path}/${id}`],
    ['PATCH', `${path}/${id}`],
    ['DELETE', `${path}/${id}`],
    ['GET', `${path}/${id}/uses`],
    ['GET', `${path}/${id}/refusals`],
  ] as const) {
    const body = method === 'PATCH' ? { name: 'Mine' } : undefined;
    const answer = await cloud.request(method, url, { user: 'bob' }, body);
    t.match(answer, { status: 404, body: { code: 'unknown-provisioning-token' } });
  }
  for (let again = 0; again < 2; again += 1)
    t.equal((await cloud.request('DELETE', `${path}/${id}`, as)).status, 204);
  t.match(await cloud.request('PATCH', `${path}/${id}`, as, { paused: false }), {
    status: 409,
    body: { code: 'provisioning-token-revoked' },
  });
  t.same(
    (await deeds(cloud)).map(({ action }) => action),
    ['token.made', 'token.revoked'],
  );
});

t.test('an account has so many tokens, and revoked ones do not count', async (t) => {
  const cloud = await start(t);
  const { id } = await makeTestToken(cloud);
  const [row] = await cloud.deps.db.selectFrom('provisioningToken').selectAll().execute();
  if (row === undefined) throw new Error('no token');
  const more = Array.from({ length: mostTokens - 1 }, (_, n) => ({
    ...row,
    ...{ tokenId: `t${n}`, secretHash: `h${n}` },
  }));
  for (const each of more) await cloud.deps.db.insertInto('provisioningToken').values(each).execute();
  t.match(await cloud.request('POST', path, as, { name: 'T' }), {
    status: 409,
    body: { code: 'too-many-provisioning-tokens' },
  });
  await cloud.request('DELETE', `${path}/${id}`, as);
  t.equal((await cloud.request('POST', path, as, { name: 'T' })).status, 200);
});

t.test('uses and refusals come a page at a time, none twice and none left out', async (t) => {
  const cloud = await start(t);
  const { id, token } = await makeTestToken(cloud, { maxUses: 5 });
  const devices = await Promise.all(Array.from({ length: 9 }, () => enrolBy(cloud, token)));
  for (const list of ['uses', 'refusals']) {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await cloud.request('GET', `${path}/${id}/${list}?limit=2${query}`, as);
      found.push(...body[list].map(({ deviceId }: { deviceId: string }) => deviceId));
      cursor = body.nextCursor;
    } while (cursor !== null);
    const expected = devices.filter(({ answer }) => (answer.type === 'bound') === (list === 'uses'));
    t.same(found.sort(), expected.map(({ device }) => device.key.deviceId).sort(), list);
    const wrong = await cloud.request('GET', `${path}/${id}/${list}?cursor=x`, as);
    t.match(wrong, { status: 400, body: { field: 'cursor' } });
  }
});

t.test('whoever holds a token cannot fill the disk with refusals', async (t) => {
  const cloud = await start(t);
  const { id, token } = await makeTestToken(cloud, { serials: ['none'] });
  const { db } = cloud.deps;
  for (let n = 0; n < mostRefusals; n += 1) {
    const row = {
      tokenId: id,
      deviceId: `d${n}`,
      reason: 'paused',
      accountId: 'a-ann',
      model: '',
      serial: '',
    };
    await db
      .insertInto('provisioningRefusal')
      .values({ ...row, address: null, firstAt: n, lastAt: n, times: 1 })
      .execute();
  }
  const { device } = await enrolBy(cloud, token);
  const rows = await db.selectFrom('provisioningRefusal').select('deviceId').execute();
  t.equal(rows.length, mostRefusals);
  t.ok(rows.some(({ deviceId }) => deviceId === device.key.deviceId));
  t.notOk(
    rows.some(({ deviceId }) => deviceId === 'd0'),
    'the oldest gave way',
  );
});
