import { sql } from 'kysely';
import t from 'tap';
import { linkIn, startSmtpSink } from '../../mail/testing/smtp-sink.ts';
import { startIdentity } from '../identity-for-tests.ts';
import { isGuessable } from './password-policy.ts';
import { foreignReturn, isPathOfThisSite } from './return-path.ts';
import { startBrowser } from './testing/browser.ts';

const password = 'a long enough one';
const sink = await startSmtpSink();
const cloud = await startIdentity({
  mail: { smtpUrl: sink.url, mailFrom: 'Signet <signet@signet.example>', mailPage: false },
});
t.teardown(async () => {
  await cloud.close();
  await sink.close();
});
const signUp = (email: string, more: object = {}) =>
  cloud.send('POST', '/api/auth/sign-up/email', { body: { name: 'Ada', email, password, ...more } });
const signIn = (email: string, more: object = {}) =>
  cloud.send('POST', '/api/auth/sign-in/email', { body: { email, password, ...more } });

t.test('a new address lets nobody in before it is confirmed by the mail’s link', async (t) => {
  const made = await signUp('new@example.com', { callbackURL: '/p/ABC?from=qr' });
  t.equal(made.status, 200);
  t.equal(made.body['token'], null);
  t.equal(made.cookie, '', 'no session yet');
  t.match((await signIn('new@example.com', { callbackURL: '/p/ABC' })).body, { code: 'EMAIL_NOT_VERIFIED' });

  const link = linkIn(await sink.mailTo('new@example.com'));
  t.equal(link.origin, cloud.origin);
  t.equal(link.pathname, '/confirm-address', 'a page of Studio, not the API');
  t.equal(link.searchParams.get('next'), '/p/ABC?from=qr', 'the pairing goes on in whichever tab this is');
  const token = link.searchParams.get('token');

  // What the page does, in a browser that knows nothing of the sign-up.
  const browser = startBrowser();
  const confirmed = await browser.json(`${cloud.url}/api/auth/verify-email?token=${token}`);
  t.equal(confirmed.status, 200);
  const session = await browser.json(`${cloud.url}/api/v1/session`);
  t.match(session, { status: 200, body: { user: { email: 'new@example.com' }, accounts: { length: 1 } } });
  t.equal((await signIn('new@example.com')).status, 200);
  const history = await browser.json(`${cloud.url}/api/v1/sign-ins`);
  t.match(history.body, { signIns: [{ method: 'password' }, { method: 'mail', outcome: 'signed-in' }] });
  const broken = await browser.json(`${cloud.url}/api/auth/verify-email?token=${token}x`);
  t.match(broken, { status: 401, body: { code: 'INVALID_TOKEN' } });
});

t.test('whether an address is taken is told to its owner alone', async (t) => {
  await signUp('taken@example.com');
  const first = linkIn(await sink.mailTo('taken@example.com'));
  await cloud.send('GET', `/api/auth/verify-email?token=${first.searchParams.get('token')}`);
  const again = await signUp('taken@example.com');
  const fresh = await signUp('fresh@example.com');
  t.equal(again.status, fresh.status);
  t.same(Object.keys(again.body), Object.keys(fresh.body));
  t.same(Object.keys(again.body['user'] as object).sort(), Object.keys(fresh.body['user'] as object).sort());
  const told = await sink.mailTo('taken@example.com');
  t.match(told.subject, /already/);
  await sink.mailTo('fresh@example.com');
});

t.test('a forgotten password is chosen anew by mail, which ends every session', async (t) => {
  await signUp('forgot@example.com');
  const confirm = linkIn(await sink.mailTo('forgot@example.com'));
  const browser = startBrowser();
  await browser.json(`${cloud.url}/api/auth/verify-email?token=${confirm.searchParams.get('token')}`);
  t.equal((await browser.json(`${cloud.url}/api/v1/session`)).status, 200);

  const ask = (email: string, redirectTo = '/p/XYZ') =>
    cloud.send('POST', '/api/auth/request-password-reset', { body: { email, redirectTo } });
  const nobody = await ask('nobody@example.com');
  const asked = await ask('forgot@example.com');
  t.same(asked.body, nobody.body, 'who exists is not told');
  const link = linkIn(await sink.mailTo('forgot@example.com'));
  t.equal(link.pathname, '/reset-password');
  t.equal(link.searchParams.get('next'), '/p/XYZ');
  const token = link.searchParams.get('token');

  const choose = (newPassword: string) =>
    cloud.send('POST', '/api/auth/reset-password', { body: { newPassword, token } });
  t.match((await choose('password1')).body, { code: 'PASSWORD_COMPROMISED' });
  t.equal((await choose('quite another one')).status, 200, 'a refused password does not use up the link');
  t.match((await choose('and yet another')).body, { code: 'INVALID_TOKEN' }, 'but a chosen one does');
  t.equal((await browser.json(`${cloud.url}/api/v1/session`)).status, 401);
  t.equal((await signIn('forgot@example.com')).status, 401);
  t.equal((await signIn('forgot@example.com', { password: 'quite another one' })).status, 200);
  t.match((await sink.mailTo('forgot@example.com')).subject, /was changed/);
});

t.test('choosing a new password by mail confirms the address as well', async (t) => {
  await signUp('both@example.com');
  await sink.mailTo('both@example.com');
  await cloud.send('POST', '/api/auth/request-password-reset', { body: { email: 'both@example.com' } });
  const token = linkIn(await sink.mailTo('both@example.com')).searchParams.get('token');
  await cloud.send('POST', '/api/auth/reset-password', { body: { newPassword: password, token } });
  t.equal((await signIn('both@example.com')).status, 200);
});

t.test('no way in leads to another site', async (t) => {
  const before = await cloud.db.selectFrom('mailOutbox').select('id').execute();
  const elsewhere = [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    `${cloud.origin}.evil.example/`,
    `${cloud.origin}@evil.example/`,
  ];
  for (const url of elsewhere) {
    const answers = await Promise.all([
      signUp('open@example.com', { callbackURL: url }),
      signIn('taken@example.com', { callbackURL: url }),
      cloud.send('POST', '/api/auth/request-password-reset', {
        body: { email: 'taken@example.com', redirectTo: url },
      }),
      cloud.send('GET', `/api/auth/verify-email?token=x&callbackURL=${encodeURIComponent(url)}`),
      cloud.send('GET', `/api/auth/reset-password/x?callbackURL=${encodeURIComponent(url)}`),
    ]);
    for (const { status, headers } of answers) {
      t.equal(status, 403, url);
      t.equal(headers.get('Location'), null);
    }
  }
  const after = await cloud.db.selectFrom('mailOutbox').select('id').execute();
  t.equal(after.length, before.length, 'and no mail was sent');
});

t.test('paths are judged as a browser would follow them', async (t) => {
  const table: [unknown, boolean][] = [
    ['/', true],
    ['/p/ABC?x=1#y', true],
    ['/a//b', true],
    ['', false],
    ['p/ABC', false],
    ['//host', false],
    ['/\\host', false],
    ['/\n/host', false],
    ['/x/..//host', false],
    [`/${'x'.repeat(3_000)}`, false],
    [7, false],
    [undefined, false],
  ];
  for (const [path, expected] of table) t.equal(isPathOfThisSite(path), expected, String(path).slice(0, 20));
  t.equal(foreignReturn({ callbackURL: '/ok', errorCallbackURL: '//no' }), 'errorCallbackURL');
  t.equal(foreignReturn({}), null);
  t.equal(foreignReturn(null), null);
});

t.test('nobody’s mailbox is flooded through us', async (t) => {
  await signUp('flood@example.com');
  for (let i = 0; i < 8; i += 1) {
    await cloud.send('POST', '/api/auth/send-verification-email', { body: { email: 'flood@example.com' } });
  }
  const rows = await cloud.db
    .selectFrom('mailOutbox')
    .select('id')
    .where('toAddress', '=', 'flood@example.com')
    .execute();
  t.equal(rows.length, 5);
  t.ok(cloud.logged.some((line) => line.includes('mail-held-back')));
});

t.test('a mail is there only with the sign-up that causes it', async (t) => {
  const demo = await startIdentity({ mail: { mailPage: true } });
  t.teardown(() => demo.close());
  await sql`create trigger no_session before insert on "session" begin select raise(abort, 'no'); end`.execute(
    demo.db,
  );
  const body = { name: 'Half', email: 'half@example.com', password };
  t.equal((await demo.send('POST', '/api/auth/sign-up/email', { body })).status, 500);
  t.same(await demo.db.selectFrom('mailOutbox').selectAll().execute(), []);
  await sql`drop trigger no_session`.execute(demo.db);
  t.equal((await demo.send('POST', '/api/auth/sign-up/email', { body })).status, 200);
  t.match(await demo.db.selectFrom('mailOutbox').selectAll().execute(), [{ kind: 'confirm-address' }]);
});

t.test('whoever got no mail gets it by trying to sign in', async (t) => {
  await sql`create trigger no_mail before insert on mail_outbox begin select raise(abort, 'no'); end`.execute(
    cloud.db,
  );
  t.equal((await signUp('later@example.com')).status, 200);
  t.ok(
    cloud.logged.some((line) => line.includes('Failed to run background task')),
    'it is in the log',
  );
  await sql`drop trigger no_mail`.execute(cloud.db);
  t.match((await signIn('later@example.com', { callbackURL: '/p/ABC' })).body, {
    code: 'EMAIL_NOT_VERIFIED',
  });
  t.equal(linkIn(await sink.mailTo('later@example.com')).searchParams.get('next'), '/p/ABC');
});

t.test('passwords that everybody tries first are refused, without asking anybody', async (t) => {
  const guessable = [
    'password',
    'Password1!',
    'qwertyuiop',
    'iloveyou2',
    '12345678',
    'aaaaaaaaaa',
    'football99',
  ];
  for (const each of guessable) t.ok(await isGuessable(each), each);
  t.ok(await isGuessable('ada.lovelace', { email: 'Ada.Lovelace@example.com' }));
  t.ok(await isGuessable('Ada Lovelace', { name: 'ada lovelace' }));
  for (const each of [password, 'correct horse battery staple', 'xq7-Tm2v-pL'])
    t.notOk(await isGuessable(each), each);
  t.match((await signUp('weak@example.com', { password: 'Football99' })).body, {
    code: 'PASSWORD_COMPROMISED',
  });
});

t.test('a person sees what became of the mails to them, but not what they said', async (t) => {
  const browser = startBrowser();
  await browser.send(`${cloud.url}/api/auth/sign-in/email`, { email: 'taken@example.com', password });
  const { body } = await browser.json(`${cloud.url}/api/v1/mails`);
  const mails = body['mails'] as { to: string; status: string }[];
  t.ok(mails.length >= 2);
  for (const mail of mails) t.match(mail, { to: 'taken@example.com', status: 'sent', text: undefined });
  t.equal((await startBrowser().json(`${cloud.url}/api/v1/mails`)).status, 401);
});

t.test('without mail nobody has to confirm, and what needs a mail says so', async (t) => {
  const plain = await startIdentity();
  t.teardown(() => plain.close());
  await plain.signUp('plain@example.com');
  t.match((await plain.send('GET', '/api/v1/sign-in-methods')).body, {
    password: true,
    passwordReset: false,
    confirmsAddresses: false,
  });
  const asked = await plain.send('POST', '/api/auth/request-password-reset', {
    body: { email: 'plain@example.com' },
  });
  t.match(asked, { status: 400, body: { code: 'RESET_PASSWORD_DISABLED' } });
});

t.test('the page of mails shows them to this computer under its own name, and to nobody else', async (t) => {
  const demo = await startIdentity({ mail: { mailPage: true } });
  t.teardown(() => demo.close());
  const cookie = await demo.signUp('demo<b>@example.com'.replace('<b>', ''));
  t.ok(cookie, 'an address need not be confirmed there');
  const page = (headers: Record<string, string>) => demo.send('GET', '/demo/mails', { headers });
  const here = await page({ 'X-Forwarded-For': '127.0.0.1' });
  t.equal(here.status, 200);
  t.match(here.body['text'], /href="http:\/\/127\.0\.0\.1:\d+\/confirm-address\?token=/);
  t.match(here.body['text'], /demo@example\.com/);
  t.equal((await page({ 'X-Forwarded-For': '192.168.1.7' })).status, 404, 'not to the network');
  const { request } = await import('node:http');
  const rebound = await new Promise<number>((resolve, reject) => {
    request(`${demo.url}/demo/mails`, { headers: { Host: 'evil.example' } }, (answer) =>
      resolve(answer.statusCode ?? 0),
    )
      .on('error', reject)
      .end();
  });
  t.equal(rebound, 404, 'not under a name that somebody else gave this address');
});
