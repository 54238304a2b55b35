import t from 'tap';
import { startIdentity } from '../identity-for-tests.ts';
import { methodOf } from './sign-in-history.ts';
import { passkeySite } from './sign-in-options.ts';
import { type BrowserForTests, startBrowser } from './testing/browser.ts';
import { ask, signUp } from './testing/company.ts';
import { startPhone } from './testing/phone.ts';
import { totp } from './testing/totp.ts';

const password = 'a long enough one';
const cloud = await startIdentity({ publicUrl: 'localhost' });
t.teardown(() => cloud.close());
const session = (browser: BrowserForTests) => browser.json(`${cloud.origin}/api/v1/session`);
const post = (browser: BrowserForTests, path: string, body: unknown) =>
  browser.send(`${cloud.origin}/api/auth${path}`, body);

t.test('a passkey signs its owner in, without a name or a password', async (t) => {
  const owner = await signUp(cloud, 'passkey@people.example');
  const phone = startPhone(cloud);
  t.equal((await phone.register(owner)).status, 200);
  const listed = await owner.json(`${cloud.origin}/api/auth/passkey/list-user-passkeys`);
  t.match(listed.body, [{ name: 'My phone' }]);
  const browser = startBrowser();
  t.equal((await phone.signIn(browser)).status, 200);
  t.match((await session(browser)).body, { user: { email: 'passkey@people.example' } });
  const history = await browser.json(`${cloud.origin}/api/v1/sign-ins`);
  t.match(history.body, { signIns: [{ method: 'passkey', outcome: 'signed-in' }, { method: 'password' }] });

  const [{ id }] = listed.body as unknown as [{ id: string }];
  const stranger = await signUp(cloud, 'stranger@people.example');
  t.ok(
    (await post(stranger, '/passkey/delete-passkey', { id })).status >= 400,
    'not somebody else’s to remove',
  );
  t.equal((await post(owner, '/passkey/delete-passkey', { id })).status, 200);
  t.not((await phone.signIn(startBrowser())).status, 200, 'a removed one opens nothing');
});

t.test('an answer of an authenticator is good for one challenge, one browser and this site', async (t) => {
  const owner = await signUp(cloud, 'challenge@people.example');
  const phone = startPhone(cloud);
  await phone.register(owner);
  const browser = startBrowser();
  const response = await phone.answer(browser);
  t.not((await post(startBrowser(), '/passkey/verify-authentication', { response })).status, 200);
  t.equal((await post(browser, '/passkey/verify-authentication', { response })).status, 200);
  t.not((await post(browser, '/passkey/verify-authentication', { response })).status, 200, 'once');
  const other = startBrowser();
  const foreign = { ...response, response: { ...response.response } };
  const clientData = JSON.parse(Buffer.from(foreign.response.clientDataJSON, 'base64url').toString());
  foreign.response.clientDataJSON = Buffer.from(
    JSON.stringify({ ...clientData, origin: 'https://evil.example' }),
  ).toString('base64url');
  t.not((await post(other, '/passkey/verify-authentication', { response: foreign })).status, 200);
  t.equal((await session(other)).status, 401);
});

t.test('passkeys are offered only where browsers have them', async (t) => {
  const table: [string, string | null][] = [
    ['https://signet.example', 'signet.example'],
    ['http://localhost:8080', 'localhost'],
    ['http://signet.example', null],
    ['https://192.0.2.7', null],
    ['https://[2001:db8::1]:8443', null],
  ];
  for (const [url, site] of table) t.equal(passkeySite(url), site, url);
  t.match((await cloud.send('GET', '/api/v1/sign-in-methods')).body, { passkey: true });
  const bare = await startIdentity();
  t.teardown(() => bare.close());
  t.match((await bare.send('GET', '/api/v1/sign-in-methods')).body, { passkey: false });
  t.equal((await bare.send('GET', '/api/auth/passkey/generate-authenticate-options')).status, 404);
});

async function turnOn(email: string) {
  const owner = await signUp(cloud, email);
  const enabled = await post(owner, '/two-factor/enable', { password });
  const uri = String(enabled.body['totpURI']);
  const verified = await post(owner, '/two-factor/verify-totp', { code: totp(uri) });
  if (verified.status !== 200) throw new Error(JSON.stringify(verified.body));
  return { owner, uri, recoveryCodes: enabled.body['backupCodes'] as string[] };
}

t.test('with a second factor, a password alone opens nothing', async (t) => {
  const { uri } = await turnOn('totp@people.example');
  t.match(uri, /^otpauth:\/\/totp\/Signet/);
  const browser = startBrowser();
  const first = await post(browser, '/sign-in/email', { email: 'totp@people.example', password });
  t.match(first, { status: 200, body: { twoFactorRedirect: true } });
  t.equal((await session(browser)).status, 401);
  const wrong = await post(browser, '/two-factor/verify-totp', { code: '000000' });
  t.equal(wrong.status, 401);
  t.equal((await session(browser)).status, 401);
  t.equal((await post(browser, '/two-factor/verify-totp', { code: totp(uri) })).status, 200);
  t.match((await session(browser)).body, { user: { email: 'totp@people.example' } });
  const history = await browser.json(`${cloud.origin}/api/v1/sign-ins`);
  const methods = (history.body['signIns'] as { method: string }[]).map(({ method }) => method);
  t.same(methods.slice(0, 1), ['two-factor']);
  t.equal(methods.filter((each) => each === 'password').length, 1, 'half a sign-in is none');
  t.not((await post(startBrowser(), '/two-factor/verify-totp', { code: totp(uri) })).status, 200);
});

t.test('a recovery code opens once', async (t) => {
  const { recoveryCodes } = await turnOn('recovery@people.example');
  t.equal(recoveryCodes.length, 10);
  for (const expected of [200, 401]) {
    const browser = startBrowser();
    await post(browser, '/sign-in/email', { email: 'recovery@people.example', password });
    const answer = await post(browser, '/two-factor/verify-backup-code', { code: recoveryCodes[0] });
    t.equal(answer.status, expected);
    t.equal((await session(browser)).status, expected);
  }
});

t.test('turning it off, or on, needs the password', async (t) => {
  const { owner } = await turnOn('off@people.example');
  t.not((await post(owner, '/two-factor/disable', { password: 'not this one' })).status, 200);
  t.equal((await post(owner, '/two-factor/disable', { password })).status, 200);
  const browser = startBrowser();
  await post(browser, '/sign-in/email', { email: 'off@people.example', password });
  t.equal((await session(browser)).status, 200);
  t.not((await post(browser, '/two-factor/enable', { password: 'not this one' })).status, 200);
});

t.test('a person sees all their sessions and ends any of them, at once', async (t) => {
  const here = await signUp(cloud, 'sessions@people.example');
  const there = startBrowser();
  await post(there, '/sign-in/email', { email: 'sessions@people.example', password });
  const listed = await here.json(`${cloud.origin}/api/auth/list-sessions`);
  const sessions = listed.body as unknown as { token: string; ipAddress: string; userAgent: string }[];
  t.equal(sessions.length, 2);
  for (const each of sessions) t.match(each, { userAgent: 'Browser for tests', ipAddress: /^198\.52\./ });
  const { token: mine } = (await here.json(`${cloud.origin}/api/auth/get-session`)).body['session'] as {
    token: string;
  };
  const other = sessions.find(({ token }) => token !== mine)?.token ?? '';

  const stranger = await signUp(cloud, 'sessions-stranger@people.example');
  await post(stranger, '/revoke-session', { token: other });
  t.equal((await session(there)).status, 200, 'not somebody else’s to end');
  t.equal((await post(here, '/revoke-session', { token: other })).status, 200);
  t.equal((await session(there)).status, 401);
  t.equal((await session(here)).status, 200);
  t.equal((await session(withToken(other))).status, 401, 'and a token alone is no cookie');
  t.equal((await session(withToken(mine))).status, 401);
});

function withToken(token: string): BrowserForTests {
  const browser = startBrowser();
  browser.cookies.set(cloud.origin, new Map([['signet.session_token', token]]));
  return browser;
}

t.test('a wrong password is in the history of the one it was tried on, and of nobody else', async (t) => {
  const owner = await signUp(cloud, 'tried@people.example');
  const guesser = startBrowser();
  await post(guesser, '/sign-in/email', { email: 'Tried@people.example', password: 'a wrong password' });
  await post(guesser, '/sign-in/email', { email: 'nobody@people.example', password: 'a wrong password' });
  const history = await owner.json(`${cloud.origin}/api/v1/sign-ins`);
  t.match(history.body, {
    signIns: [
      { method: 'password', outcome: 'refused', address: /^198\.52\./ },
      { method: 'password', outcome: 'signed-in' },
    ],
  });
  const key = await ask(cloud, owner, 'POST', '/api/v1/api-keys', { name: 'script', role: 'admin' });
  t.equal(key.status, 200);
  t.equal((await startBrowser().json(`${cloud.origin}/api/v1/sign-ins`)).status, 401);
});

t.test('what is a sign-in has a name, and nothing else has', (t) => {
  t.equal(methodOf('/callback/:id', { id: 'google' }), 'google');
  t.equal(methodOf('/callback/:id', undefined), null);
  t.equal(methodOf('/get-session', {}), null);
  t.equal(methodOf(undefined, {}), null);
  t.equal(methodOf('/two-factor/verify-backup-code', {}), 'recovery-code');
  t.end();
});
