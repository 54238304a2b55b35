import t from 'tap';
import { startIdentity } from '../identity-for-tests.ts';
import { type BrowserForTests, startBrowser } from './testing/browser.ts';
import { ask, begin, setUpCompany, signUp } from './testing/company.ts';
import { startDnsServer } from './testing/dns-server.ts';
import { startOidcIdp } from './testing/oidc-idp.ts';
import { startPhone } from './testing/phone.ts';
import { totp } from './testing/totp.ts';

const password = 'a long enough one';
const dns = await startDnsServer();
const idp = await startOidcIdp();
let aheadMs = 0;
const cloud = await startIdentity({
  publicUrl: 'localhost',
  clock: () => Date.now() + aheadMs,
  signIn: { internalIdpOrigins: [idp.origin] },
});
t.teardown(async () => {
  await cloud.close();
  await idp.close();
  await dns.close();
});
const post = (browser: BrowserForTests, path: string, body: unknown = {}) =>
  browser.send(`${cloud.origin}/api/auth${path}`, body);

let people = 0;
async function person(): Promise<{ browser: BrowserForTests; email: string }> {
  people += 1;
  const email = `factor-${people}@people.example`;
  return { browser: await signUp(cloud, email), email };
}

async function session(browser: BrowserForTests) {
  const { body } = await ask(cloud, browser, 'GET', '/api/v1/session');
  return body as unknown as { user: { id: string }; account: { id: string; needsSecondFactor: boolean } };
}

/** Makes the browser's account ask for a second factor. */
async function require(browser: BrowserForTests): Promise<string> {
  const { account } = await session(browser);
  await cloud.db
    .updateTable('accountSettings')
    .set({ mfaRequired: 1 })
    .where('accountId', '=', account.id)
    .execute();
  return account.id;
}

/** What the account answers to a request that has to do with it: 200, or why not. */
async function entry(browser: BrowserForTests): Promise<unknown> {
  const { status, body } = await ask(cloud, browser, 'GET', '/api/v1/api-keys');
  return status === 200 ? 200 : body['code'];
}

async function signInAnew(email: string): Promise<BrowserForTests> {
  const browser = startBrowser();
  await post(browser, '/sign-in/email', { email, password });
  return browser;
}

async function turnOnTotp(browser: BrowserForTests) {
  const enabled = await post(browser, '/two-factor/enable', { password });
  if (enabled.status !== 200) return { status: enabled.status, code: enabled.body['code'] };
  const uri = String(enabled.body['totpURI']);
  const { status } = await post(browser, '/two-factor/verify-totp', { code: totp(uri) });
  return { status, uri, recoveryCodes: enabled.body['backupCodes'] as string[] };
}

t.test(
  'without a second factor the account is closed to a person, until they set up their first',
  async (t) => {
    const { browser, email } = await person();
    t.equal(await entry(browser), 200);
    await require(browser);
    t.equal(await entry(browser), 'second-factor-required');
    t.match(await session(browser), { account: { needsSecondFactor: true } }, 'who one is can be read');
    const { status, uri = '' } = await turnOnTotp(browser);
    t.equal(status, 200);
    t.equal(await entry(browser), 200, 'and they go on where they are');
    t.match(await session(browser), { account: { needsSecondFactor: false } });

    const again = await signInAnew(email);
    t.equal(await entry(again), 'sign-in-required', 'a password alone opens nothing');
    await post(again, '/two-factor/verify-totp', { code: totp(uri) });
    t.equal(await entry(again), 200);
  },
);

t.test('a passkey is a second factor: the first one at once, and whenever it signs in', async (t) => {
  const { browser, email } = await person();
  await require(browser);
  const phone = startPhone(cloud);
  t.equal((await phone.register(browser)).status, 200);
  t.equal(await entry(browser), 200);

  const byPassword = await signInAnew(email);
  t.equal(await entry(byPassword), 'second-factor-required', 'a password shows nothing');
  t.equal((await phone.signIn(byPassword)).status, 200);
  t.equal(await entry(byPassword), 200);
});

t.test('who has the password alone cannot get in by a factor of their own', async (t) => {
  const { browser, email } = await person();
  await require(browser);
  await startPhone(cloud).register(browser);
  const thief = await signInAnew(email);
  const refused = { status: 403, body: { code: 'SECOND_FACTOR_FIRST' } };
  t.match(await startPhone(cloud).register(thief), refused, 'a passkey of theirs');
  t.match(await turnOnTotp(thief), { status: 403, code: 'SECOND_FACTOR_FIRST' }, 'an app of theirs');
  const [{ id } = { id: '' }] = (await thief.json(`${cloud.origin}/api/auth/passkey/list-user-passkeys`))
    .body as unknown as { id: string }[];
  t.match(await post(thief, '/passkey/delete-passkey', { id }), refused, 'the owner’s taken away');
  for (const path of ['/two-factor/disable', '/two-factor/get-totp-uri', '/two-factor/generate-backup-codes'])
    t.match(await post(thief, path, { password }), refused, path);
  t.equal(await entry(thief), 'second-factor-required');
  t.equal((await post(browser, '/passkey/delete-passkey', { id })).status, 200, 'the owner may');
  t.equal(await entry(browser), 'second-factor-required', 'and is outside until there is another');
});

t.test('a further factor in a session that has shown none proves nothing', async (t) => {
  const { browser, email } = await person();
  await startPhone(cloud).register(browser);
  const byPassword = await signInAnew(email);
  t.equal((await startPhone(cloud).register(byPassword)).status, 200, 'where nobody asks, anybody may');
  t.equal((await turnOnTotp(byPassword)).status, 200);
  await require(byPassword);
  t.equal(await entry(byPassword), 'second-factor-required');
  t.equal(await entry(browser), 200);
});

t.test('a session that came in without is let in by a code, and guessing codes is stopped', async (t) => {
  const { browser } = await person();
  const { uri = '', recoveryCodes = [] } = await turnOnTotp(browser);
  await require(browser);
  // As if it had come by an identity provider, which asks for no code of ours.
  const forget = async () => {
    const rows = cloud.db
      .withoutPlugins()
      .withTables<{ session: { userId: string; secondFactor: number } }>();
    const { user } = await session(browser);
    await rows.updateTable('session').set({ secondFactor: 0 }).where('userId', '=', user.id).execute();
  };
  await forget();
  t.equal(await entry(browser), 'second-factor-required');
  t.equal((await post(browser, '/two-factor/verify-totp', { code: totp(uri) })).status, 200);
  t.equal(await entry(browser), 200);
  await forget();
  t.equal((await post(browser, '/two-factor/verify-backup-code', { code: recoveryCodes[0] })).status, 200);
  t.equal(await entry(browser), 200);

  await forget();
  // Nobody's limit by address may be in the way of the one that is tried here.
  await cloud.db.withoutPlugins().withTables<{ rateLimit: object }>().deleteFrom('rateLimit').execute();
  const guess = () => ask(cloud, browser, 'POST', '/api/auth/two-factor/verify-totp', { code: '000000' });
  for (let tries = 0; tries < 10; tries += 1) t.equal((await guess()).status, 401);
  t.equal((await guess()).status, 429);
  const right = () => ask(cloud, browser, 'POST', '/api/auth/two-factor/verify-totp', { code: totp(uri) });
  t.equal((await right()).status, 429, 'not even the right one, for a quarter of an hour');
  aheadMs += 15 * 60_000;
  t.equal((await right()).status, 200);
  const history = await browser.json(`${cloud.origin}/api/v1/sign-ins`);
  t.match((history.body['signIns'] as object[])[0], { method: 'two-factor', outcome: 'refused' });
});

t.test('a key is worth something while its maker has a second factor', async (t) => {
  const { browser } = await person();
  const made = await ask(cloud, browser, 'POST', '/api/v1/api-keys', { name: 'script', role: 'operator' });
  const byKey = () =>
    cloud.send('GET', '/api/v1/api-keys', { headers: { Authorization: `Bearer ${made.body['key']}` } });
  t.equal((await byKey()).status, 200);
  await require(browser);
  t.match(await byKey(), { status: 403, body: { code: 'second-factor-required', detail: /made this key/ } });
  await turnOnTotp(browser);
  t.equal((await byKey()).status, 200);
});

t.test('a company’s sign-on answers for its people in its own account, and in no other', async (t) => {
  const domain = 'factor.example';
  const { issuer, client } = idp;
  const company = await setUpCompany(cloud, dns, {
    protocol: 'oidc',
    issuer,
    ...client,
    domain,
    joinRole: 'operator',
  });
  idp.redirectUris.add((company.shown['give'] as { redirectUri: string }).redirectUri);
  await require(company.owner);
  t.equal(await entry(company.owner), 'second-factor-required', 'its Admin came by password');
  idp.next = { sub: 'ann', email: `ann@${domain}`, email_verified: true, name: 'Ann' };
  const browser = startBrowser();
  await idp.signIn(browser, await begin(cloud, browser, company.providerId));
  t.equal(await entry(browser), 200);
  const made = await ask(cloud, browser, 'POST', '/api/v1/api-keys', { name: 'script', role: 'operator' });
  const headers = { Authorization: `Bearer ${made.body['key']}` };
  t.equal((await cloud.send('GET', '/api/v1/api-keys', { headers })).status, 200, 'and for their keys');

  const opened = await ask(cloud, browser, 'POST', '/api/v1/accounts', { name: 'Their own' });
  t.equal(opened.status, 200);
  await require(browser);
  t.equal(await entry(browser), 'second-factor-required');
});
