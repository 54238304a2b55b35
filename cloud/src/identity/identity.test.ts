import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { createAddressReader } from '../http/client-address.ts';
import { accountNameOf, identityTables } from './accounts.ts';
import { requireActor } from './actor.ts';
import { startIdentity } from './identity-for-tests.ts';

const password = 'a long enough one';

const cloud = await startIdentity({
  mount(app, { identity, origin }) {
    app.post('/api/v1/change', requireActor({ identity, origins: [origin] }), (c) => c.json(c.var.actor));
  },
});
t.teardown(() => cloud.close());

t.test('a sign-up makes exactly one account, with its owner, settings and default playlist', async (t) => {
  const cookie = await cloud.signUp('ada@example.com', 'Ada');
  const { status, body } = await cloud.send('GET', '/api/v1/session', { cookie });
  t.equal(status, 200);
  t.match(body, {
    user: { name: 'Ada', email: 'ada@example.com' },
    accounts: [{ name: "Ada's screens", role: 'admin' }],
    account: { name: "Ada's screens", role: 'admin' },
  });
  const accountId = (body['account'] as { id: string }).id;
  const settings = await cloud.db.selectFrom('accountSettings').selectAll().execute();
  t.match(settings, [{ accountId, deviceLimit: null }]);
  const items = await cloud.db
    .selectFrom('playlistItem')
    .where('playlistId', '=', settings[0]?.defaultPlaylistId ?? '')
    .orderBy('position')
    .selectAll()
    .execute();
  t.match(items, [
    { name: 'Hello', kind: 'picture', position: 0 },
    { name: 'Clock', kind: 'page', position: 1 },
  ]);
  t.equal((await cloud.db.selectFrom('accountMedia').selectAll().execute()).length, 2);
  const sessions = await identityTables(cloud.db).selectFrom('session').selectAll().execute();
  t.same(
    sessions.map((session) => session.activeOrganizationId),
    [accountId],
    'the session is in the account',
  );
});

t.test('a person without a name gives the account the first part of the address', async (t) => {
  const cookie = await cloud.signUp('grace.hopper@example.com', '');
  const { body } = await cloud.send('GET', '/api/v1/session', { cookie });
  t.match(body['account'], { name: "grace.hopper's screens" });
});

t.test('signing in works with the right password and with no other', async (t) => {
  await cloud.signUp('in@example.com');
  const right = await cloud.send('POST', '/api/auth/sign-in/email', {
    body: { email: 'IN@example.com', password },
  });
  t.equal(right.status, 200);
  t.equal((await cloud.send('GET', '/api/v1/session', { cookie: right.cookie })).status, 200);
  const wrong = await cloud.send('POST', '/api/auth/sign-in/email', {
    body: { email: 'in@example.com', password: 'not the right one' },
  });
  const nobody = await cloud.send('POST', '/api/auth/sign-in/email', {
    body: { email: 'nobody@example.com', password },
  });
  t.equal(wrong.status, 401);
  t.match(wrong.headers.get('Content-Type'), 'application/problem+json');
  t.match(wrong.body, { status: 401, code: 'INVALID_EMAIL_OR_PASSWORD', type: String, title: String });
  t.same(nobody.body, wrong.body, 'who exists is not told');
});

t.test('signing out ends the session for whoever kept the cookie', async (t) => {
  const cookie = await cloud.signUp('out@example.com');
  t.equal((await cloud.send('POST', '/api/auth/sign-out', { cookie, body: {} })).status, 200);
  const { status, body } = await cloud.send('GET', '/api/v1/session', { cookie });
  t.equal(status, 401);
  t.equal(body['code'], 'sign-in-required');
});

t.test('a short password, a broken address and a taken address are refused as problems', async (t) => {
  await cloud.signUp('taken@example.com');
  const cases = [
    [{ name: 'A', email: 'short@example.com', password: '1234567' }, 'PASSWORD_TOO_SHORT'],
    [{ name: 'A', email: 'not an address', password }, 'VALIDATION_ERROR'],
    [{ name: 'A', email: 'Taken@example.com', password }, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL'],
  ] as const;
  for (const [body, code] of cases) {
    const refused = await cloud.send('POST', '/api/auth/sign-up/email', { body });
    t.ok(refused.status >= 400 && refused.status < 500, `${code}: ${refused.status}`);
    t.match(refused.body, { code, detail: String, message: String });
  }
});

t.test('an API key acts for its maker as a Bearer token until it is removed', async (t) => {
  const cookie = await cloud.signUp('key@example.com');
  const body = { name: 'script', role: 'admin' };
  const made = await cloud.send('POST', '/api/v1/api-keys', { cookie, body });
  t.equal(made.status, 200);
  const headers = { Authorization: `Bearer ${made.body['key']}` };
  const session = await cloud.send('GET', '/api/v1/session', { headers });
  t.equal(session.status, 200);
  t.match(session.body['user'], { email: 'key@example.com' });
  const change = await cloud.send('POST', '/api/v1/change', {
    headers: { ...headers, Origin: 'https://elsewhere' },
  });
  t.match(change.body, { kind: 'api-key', keyId: made.body['id'], role: 'admin' }, 'and needs no Origin');

  const removed = await cloud.send('DELETE', `/api/v1/api-keys/${made.body['id']}`, { cookie });
  t.equal(removed.status, 204);
  t.equal((await cloud.send('GET', '/api/v1/session', { headers })).status, 401);
  t.equal(
    (await cloud.send('GET', '/api/v1/session', { headers, cookie })).status,
    401,
    'a bad key does not pass as the cookie beside it',
  );
});

t.test('an API key acts on the account in which it was made, while its maker belongs there', async (t) => {
  const cookie = await cloud.signUp('two@example.com');
  const second = await cloud.send('POST', '/api/v1/accounts', { cookie, body: { name: ' Second ' } });
  t.equal(second.status, 200);
  const accountId = second.body['id'] as string;
  const settings = await cloud.db
    .selectFrom('accountSettings')
    .selectAll()
    .where('accountId', '=', accountId)
    .execute();
  t.match(settings, [{ defaultPlaylistId: String }], 'a further account is furnished like the first');
  const inSecond = await cloud.send('GET', '/api/v1/session', { cookie });
  t.match(inSecond.body, { account: { id: accountId }, accounts: { length: 2 } });

  const body = { name: 'second', role: 'operator' };
  const made = await cloud.send('POST', '/api/v1/api-keys', { cookie, body });
  const headers = { Authorization: `Bearer ${made.body['key']}` };
  t.match((await cloud.send('POST', '/api/v1/change', { headers })).body, { accountId });
  await identityTables(cloud.db).deleteFrom('member').where('organizationId', '=', accountId).execute();
  t.equal((await cloud.send('POST', '/api/v1/change', { headers })).status, 401);
});

t.test('whatever is no credential is nobody', async (t) => {
  const cookies = [undefined, 'signet.session_token=made.up', 'signet.session_token=', 'other=1'];
  for (const cookie of cookies) {
    const { status, body, headers } = await cloud.send('GET', '/api/v1/session', cookie ? { cookie } : {});
    t.equal(status, 401);
    t.match(body, { code: 'sign-in-required', type: '/problems/sign-in-required' });
    t.equal(headers.get('WWW-Authenticate'), 'Bearer');
  }
});

t.test('a change with a cookie needs an Origin of ours', async (t) => {
  const cookie = await cloud.signUp('origin@example.com');
  t.equal((await cloud.send('POST', '/api/v1/change', { cookie })).status, 200);
  for (const Origin of ['https://elsewhere.example', 'null', `${cloud.origin}.elsewhere.example`, '']) {
    const { status, body } = await cloud.send('POST', '/api/v1/change', { cookie, headers: { Origin } });
    t.equal(status, 403, Origin);
    t.equal(body['code'], 'foreign-origin');
  }
  const auth = await cloud.send('POST', '/api/auth/sign-out', {
    cookie,
    body: {},
    headers: { Origin: 'https://elsewhere.example' },
  });
  t.equal(auth.status, 403, 'and better-auth is of the same mind');
  t.equal((await cloud.send('GET', '/api/v1/session', { cookie })).status, 200);
});

t.test('the session cookie cannot be read by scripts nor sent by other sites', async (t) => {
  const answer = await cloud.send('POST', '/api/auth/sign-up/email', {
    body: { name: 'C', email: 'cookie@example.com', password },
  });
  const [line = ''] = answer.headers.getSetCookie();
  t.match(line, /^signet\.session_token=/);
  t.match(line, /; HttpOnly/i);
  t.match(line, /; SameSite=Lax/i);
  t.notMatch(line, /; Secure/i);
});

t.test('on https the session cookie is marked Secure', async (t) => {
  const secure = await startIdentity({ publicUrl: 'https://signet.example' });
  t.teardown(() => secure.close());
  const answer = await secure.send('POST', '/api/auth/sign-up/email', {
    body: { name: 'S', email: 'secure@example.com', password },
  });
  t.equal(answer.status, 200);
  const [line = ''] = answer.headers.getSetCookie();
  t.match(line, /^__Secure-signet\.session_token=/);
  t.match(line, /; Secure/i);
  t.match(line, /; HttpOnly/i);
});

t.test('a person who was left without an account gets one at the next request, and only one', async (t) => {
  const cookie = await cloud.signUp('half@example.com', 'Half');
  const user = await identityTables(cloud.db)
    .selectFrom('user')
    .select('id')
    .where('email', '=', 'half@example.com')
    .executeTakeFirstOrThrow();
  const ends = async () => {
    const [first] = await cloud.identity.membershipsOf(user.id);
    await identityTables(cloud.db).deleteFrom('member').where('userId', '=', user.id).execute();
    await identityTables(cloud.db)
      .deleteFrom('organization')
      .where('id', '=', first?.id ?? '')
      .execute();
  };
  await ends();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => cloud.send('GET', '/api/v1/session', { cookie })),
  );
  const ids = new Set(answers.map((answer) => (answer.body['account'] as { id: string }).id));
  t.equal(ids.size, 1);
  t.match(answers[0]?.body, { accounts: { length: 1 }, account: { name: "Half's screens", role: 'admin' } });

  await ends();
  await cloud.send('POST', '/api/auth/sign-in/email', { body: { email: 'half@example.com', password } });
  t.equal((await cloud.identity.membershipsOf(user.id)).length, 1, 'signing in mends it too');
});

t.test('a person who was removed from the first account starts anew in another', async (t) => {
  const cookie = await cloud.signUp('removed@example.com', 'Removed');
  const before = await cloud.send('GET', '/api/v1/session', { cookie });
  const accountId = (before.body['account'] as { id: string }).id;
  await identityTables(cloud.db).deleteFrom('member').where('organizationId', '=', accountId).execute();
  const after = await cloud.send('GET', '/api/v1/session', { cookie });
  t.equal(after.status, 200);
  t.match(after.body, { accounts: { length: 1 }, account: { role: 'admin' } });
  t.not((after.body['account'] as { id: string }).id, accountId);
});

t.test('an account whose making was cut short is finished at the next start', async (t) => {
  const file = join(mkdtempSync(join(tmpdir(), 'signet-identity-')), 'cloud.sqlite');
  const before = await startIdentity({ file });
  await before.signUp('cut@example.com');
  await before.db.deleteFrom('accountSettings').execute();
  await before.close();
  const after = await startIdentity({ file });
  t.teardown(() => after.close());
  const settings = await after.db.selectFrom('accountSettings').selectAll().execute();
  t.match(settings, [{ defaultPlaylistId: String }]);
});

t.test('a sign-up that fails in the middle leaves no half person behind', async (t) => {
  await sql`create trigger refuse before insert on "account" when exists (select 1 from "user" where "user".id = new."userId" and "user".email = 'unlucky@example.com') begin select raise(abort, 'no'); end`.execute(
    cloud.db,
  );
  const body = { name: 'U', email: 'unlucky@example.com', password };
  const failed = await cloud.send('POST', '/api/auth/sign-up/email', { body });
  t.equal(failed.status, 500);
  t.equal(failed.body['code'], 'internal');
  t.notMatch(JSON.stringify(failed.body), /sqlite|account/i, 'and says nothing of the inside');
  await sql`drop trigger refuse`.execute(cloud.db);
  const again = await cloud.send('POST', '/api/auth/sign-up/email', { body });
  t.equal(again.status, 200, 'the same person can try again');
});

t.test('sign-ups at once do not hold each other up or mix', async (t) => {
  const names = Array.from({ length: 6 }, (_, i) => `Together${i}`);
  const cookies = await Promise.all(names.map((name) => cloud.signUp(`${name}@example.com`, name)));
  for (const [i, cookie] of cookies.entries()) {
    const { body } = await cloud.send('GET', '/api/v1/session', { cookie });
    t.match(body, { user: { name: names[i] }, account: { name: `${names[i]}'s screens` } });
  }
});

t.test('guessing passwords from one address is stopped, and a made-up header does not help', async (t) => {
  await cloud.signUp('victim@example.com');
  const headers = { 'X-Forwarded-For': '203.0.113.9' };
  const guess = (more: Record<string, string> = {}) =>
    cloud.send('POST', '/api/auth/sign-in/email', {
      body: { email: 'victim@example.com', password: 'guess guess' },
      headers: { ...headers, ...more },
    });
  for (let i = 0; i < 10; i += 1) t.equal((await guess()).status, 401);
  const stopped = await guess({ 'X-Signet-Client-Address': '192.0.2.1' });
  t.equal(stopped.status, 429);
  t.match(stopped.body, { code: 'too-many-tries', retryAfterSeconds: Number });
  t.ok(Number(stopped.headers.get('Retry-After')) > 0);
  const spoofed = await guess({ 'X-Forwarded-For': '192.0.2.77, 203.0.113.9' });
  t.equal(spoofed.status, 429, 'what a client writes to the left counts for nothing');
  const elsewhere = await cloud.send('POST', '/api/auth/sign-in/email', {
    body: { email: 'victim@example.com', password },
    headers: { 'X-Forwarded-For': '203.0.113.10' },
  });
  t.equal(elsewhere.status, 200, 'another address is not punished');
});

t.test('nothing that was logged names an address, a password or a key', async (t) => {
  const text = cloud.logged.join('\n');
  t.notMatch(text, /@example\.com/);
  t.notMatch(text, password);
  t.notMatch(text, /signet_[A-Za-z]{20}/);
});

t.test('names and addresses are read as other tests assume', async (t) => {
  t.equal(accountNameOf({ name: '   ', email: 'x@y.example' }), "x's screens");
  t.equal([...accountNameOf({ name: '𝒜'.repeat(300), email: '' })].length, 80 + "'s screens".length);
  t.equal(createAddressReader([])('127.0.0.1', '203.0.113.9'), '127.0.0.1');
});
