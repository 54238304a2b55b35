import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { type Someone, startWholeCloud } from '../../testing/whole-cloud.ts';
import { identityTables } from '../accounts.ts';
import { startIdentity } from '../identity-for-tests.ts';
import { mostKeys } from './api-keys.ts';
import { keyTables } from './key-grants.ts';

const cloud = await startWholeCloud(t);

async function make(someone: Someone, role: string, more: object = {}) {
  const { status, body } = await someone.ask('POST', '/api/v1/api-keys', { name: 'script', role, ...more });
  if (status !== 200) throw new Error(`making a key answered ${status}: ${body.detail}`);
  const { id, key } = body as { id: string; key: string };
  const by = (method: string, path: string, sent?: unknown) =>
    cloud.send(method, path, {
      headers: { Authorization: `Bearer ${key}` },
      ...(sent ? { body: sent } : {}),
    });
  return { id, key, by };
}

const list = async (someone: Someone) => (await someone.ask('GET', '/api/v1/api-keys')).body.keys;

t.test('a key is shown once, named, with when it was last used', async (t) => {
  const admin = await cloud.signUp('Ada');
  const { key, by } = await make(admin, 'operator', { name: '  Nightly report ' });
  t.match(key, /^signet_[A-Za-z]{64}$/);
  t.match(await list(admin), [
    {
      name: 'Nightly report',
      start: key.slice(0, 12),
      role: 'operator',
      worth: 'operator',
      madeBy: { userId: admin.userId, name: `Ada (${admin.email})` },
      createdAt: Number,
      expiresAt: null,
      isExpired: false,
      lastUsedAt: null,
    },
  ]);
  t.equal((await by('GET', '/api/v1/devices')).status, 200);
  const listed = await list(admin);
  t.ok(listed[0].lastUsedAt > 0);
  t.notMatch(JSON.stringify(listed), key, 'and never again');
  const rows = await keyTables(cloud.db).selectFrom('apikey').selectAll().execute();
  t.notMatch(JSON.stringify(rows), key, 'the database knows its hash alone');
});

t.test('a key is worth at most what its maker is, when it is made and whenever it is used', async (t) => {
  const admin = await cloud.signUp('Ada');
  const operator = await cloud.member(admin, 'operator');
  const more = await operator.ask('POST', '/api/v1/api-keys', { name: 'more', role: 'admin' });
  t.match(more, { status: 403, body: { code: 'not-allowed', field: 'role', detail: /Operator or less/ } });

  const { by } = await make(operator, 'operator');
  const screen = await cloud.screen();
  const remove = () => by('DELETE', '/api/v1/devices/nobody');
  t.match(await remove(), { status: 404 }, 'as an Operator it may');
  const demote = (role: string) => admin.ask('PATCH', `/api/v1/members/${operator.userId}`, { role });
  await demote('viewer');
  t.match(await remove(), { status: 403, body: { code: 'not-allowed' } });
  t.match(await by('POST', '/api/v1/pairings/claim', { code: screen.code }), { status: 403 });
  t.match(await list(admin), [{ role: 'operator', worth: 'viewer' }]);
  await demote('admin');
  t.match(await by('GET', '/api/v1/audit'), { status: 403 }, 'and never more than it was made for');
  await screen.device.leave();
});

t.test('a key cannot raise itself: not by keys, members, policies or sign-on', async (t) => {
  const admin = await cloud.signUp('Ada');
  const viewer = await cloud.member(admin, 'viewer');
  const { by } = await make(admin, 'admin');
  const tries: [string, string, object?][] = [
    ['POST', '/api/v1/api-keys', { name: 'more', role: 'admin' }],
    ['PATCH', `/api/v1/members/${viewer.userId}`, { role: 'admin' }],
    ['DELETE', `/api/v1/members/${viewer.userId}`],
    ['POST', '/api/v1/invitations', { email: 'x@example.org', role: 'admin' }],
    ['POST', '/api/v1/accounts', { name: 'More' }],
    ['POST', '/api/v1/session/account', { accountId: admin.accountId }],
    ['POST', '/api/v1/account/leave', {}],
    ['GET', '/api/v1/companies'],
  ];
  for (const [method, path, body] of tries)
    t.match(
      await by(method, path, body),
      { status: 403, body: { code: 'not-allowed' } },
      `${method} ${path}`,
    );
  t.equal((await by('GET', '/api/v1/audit')).status, 200, 'reading the log is what an Admin’s key may');
});

t.test('better-auth’s own routes for keys lead nowhere', async (t) => {
  const admin = await cloud.signUp('Ada');
  const { id } = await make(admin, 'viewer');
  for (const [method, path, body] of [
    ['POST', 'create', { name: 'x' }],
    ['POST', 'update', { keyId: id, name: 'y' }],
    ['POST', 'delete', { keyId: id }],
    ['POST', 'verify', { key: 'x' }],
    ['GET', 'list', undefined],
    ['GET', `get?id=${id}`, undefined],
  ] as const)
    t.equal((await admin.ask(method, `/api/auth/api-key/${path}`, body)).status, 404, path);
});

t.test(
  'a revoked, an expired and a removed person’s key open nothing, also when they come back',
  async (t) => {
    const admin = await cloud.signUp('Ada');
    const operator = await cloud.member(admin, 'operator');
    const [revoked, expired, theirs] = [
      await make(admin, 'viewer'),
      await make(admin, 'viewer', { expiresInDays: 30 }),
      await make(operator, 'operator'),
    ];
    const status = async ({ by }: typeof revoked) => (await by('GET', '/api/v1/devices')).status;
    t.same([await status(revoked), await status(expired), await status(theirs)], [200, 200, 200]);
    t.equal((await admin.ask('DELETE', `/api/v1/api-keys/${revoked.id}`)).status, 204);
    t.match(await admin.ask('DELETE', `/api/v1/api-keys/${revoked.id}`), { body: { code: 'unknown-key' } });
    await keyTables(cloud.db)
      .updateTable('apikey')
      .set({ expiresAt: '2020-01-01T00:00:00.000Z' })
      .where('id', '=', expired.id)
      .execute();
    t.match(await list(admin), [{ id: theirs.id }, { id: expired.id, isExpired: true }]);
    t.equal(await status(expired), 401);
    t.match(
      await list(admin),
      [{ id: theirs.id }, { id: expired.id, isExpired: true }],
      'it is still listed as such',
    );

    await admin.ask('DELETE', `/api/v1/members/${operator.userId}`);
    t.same([await status(revoked), await status(theirs)], [401, 401]);
    await identityTables(cloud.db)
      .insertInto('member')
      .values({
        id: 'back',
        organizationId: admin.accountId,
        userId: operator.userId,
        role: 'operator',
        createdAt: new Date().toISOString(),
      })
      .execute();
    t.equal(await status(theirs), 401, 'whoever comes back makes new ones');
    const { body } = await admin.ask('GET', '/api/v1/audit?limit=200');
    const actions = body.entries.map(({ action }: { action: string }) => action);
    t.match(actions.slice(0, 4), ['member.removed', 'api-key.revoked', 'api-key.made', 'api-key.made']);
    t.match(body.entries[0], { after: { keysRevoked: 1 } });
    t.match(body.entries[2], { subject: { kind: 'api-key', name: 'script' }, after: { role: 'operator' } });
    t.notMatch(JSON.stringify(body), theirs.key.slice(7, 30), 'no key is in the log');
  },
);

t.test('what a key does is written down as the key’s, with the person behind it', async (t) => {
  const admin = await cloud.signUp('Ada');
  const { id, by } = await make(admin, 'operator', { name: 'Deploy' });
  const screen = await cloud.screen();
  t.equal((await by('POST', '/api/v1/pairings/claim', { code: screen.code })).status, 200);
  const { body } = await admin.ask('GET', `/api/v1/audit?userId=${admin.userId}&action=device`);
  t.match(body.entries, [
    {
      actor: { kind: 'api-key', id, userId: admin.userId, name: `Deploy, key of Ada (${admin.email})` },
      sessionId: null,
    },
  ]);
  await screen.device.leave();
});

t.test('an Operator sees and revokes their own keys, an Admin all, a stranger none', async (t) => {
  const admin = await cloud.signUp('Ada');
  const operator = await cloud.member(admin, 'operator');
  const stranger = await cloud.signUp('Stranger');
  const [ofAdmin, ofOperator] = [await make(admin, 'viewer'), await make(operator, 'viewer')];
  t.match(await list(operator), [{ id: ofOperator.id }]);
  t.equal((await list(admin)).length, 2);
  t.same(await list(stranger), []);
  for (const someone of [operator, stranger])
    t.match(await someone.ask('DELETE', `/api/v1/api-keys/${ofAdmin.id}`), { status: 404 });
  t.equal((await operator.ask('DELETE', `/api/v1/api-keys/${ofOperator.id}`)).status, 204);
  t.equal((await ofAdmin.by('GET', '/api/v1/devices')).status, 200);
});

t.test('names, roles and lives are checked, and an account has so many keys', async (t) => {
  const admin = await cloud.signUp('Ada');
  for (const [body, field] of [
    [{ name: '', role: 'viewer' }, 'name'],
    [{ name: 'two\nlines', role: 'viewer' }, 'name'],
    [{ name: 'x', role: 'owner' }, 'role'],
    [{ name: 'x', role: 'viewer', expiresInDays: 0 }, 'expiresInDays'],
    [{ name: 'x', role: 'viewer', expiresInDays: 3_651 }, 'expiresInDays'],
  ] as const)
    t.match(await admin.ask('POST', '/api/v1/api-keys', body), { status: 400, body: { field } });
  const long = await make(admin, 'viewer', { expiresInDays: 3_650 });
  t.ok(long.id);
  await cloud.db
    .insertInto('apiKeyGrant')
    .values(
      Array.from({ length: mostKeys - 1 }, (_, i) => ({
        keyId: `${admin.userId}-${i}`,
        accountId: admin.accountId,
        userId: admin.userId,
        name: `${i}`,
        role: 'viewer',
        createdAt: 0,
      })),
    )
    .execute();
  t.match(await admin.ask('POST', '/api/v1/api-keys', { name: 'x', role: 'viewer' }), {
    status: 409,
    body: { code: 'too-many-keys' },
  });
});

t.test('a start settles what an earlier version or a crash left', async (t) => {
  const file = join(mkdtempSync(join(tmpdir(), 'signet-keys-')), 'cloud.sqlite');
  const before = await startIdentity({ file });
  const cookie = await before.signUp('early@example.com');
  const { body: session } = await before.send('GET', '/api/v1/session', { cookie });
  const accountId = (session['account'] as { id: string }).id;
  const make = async (name: string) =>
    (await before.send('POST', '/api/v1/api-keys', { cookie, body: { name, role: 'viewer' } })).body;
  const [early, torn] = [await make('early'), await make('torn')];
  await before.db.deleteFrom('apiKeyGrant').execute();
  await keyTables(before.db)
    .updateTable('apikey')
    .set({ metadata: JSON.stringify({ accountId }) })
    .where('id', '=', String(early['id']))
    .execute();
  const use = (identity: typeof before, key: unknown) =>
    identity.send('GET', '/api/v1/session', { headers: { Authorization: `Bearer ${key}` } });
  t.equal((await use(before, torn['key'])).status, 401, 'without a grant it is worth nothing');
  await before.close();

  const after = await startIdentity({ file });
  t.teardown(() => after.close());
  t.match(await use(after, early['key']), { status: 200, body: { account: { id: accountId } } });
  t.equal((await use(after, torn['key'])).status, 401);
  const left = await keyTables(after.db).selectFrom('apikey').select('id').execute();
  t.same(left, [{ id: early['id'] }], 'and what nobody was ever given is forgotten');
});
