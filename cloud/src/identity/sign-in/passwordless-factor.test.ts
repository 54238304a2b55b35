/** Codes of an app for people who come in without a password: by a company's sign-on here, as by any provider. */
import t from 'tap';
import { startIdentity } from '../identity-for-tests.ts';
import { companyTables } from './company-rows.ts';
import { type BrowserForTests, startBrowser } from './testing/browser.ts';
import { begin, setUpCompany, signUp } from './testing/company.ts';
import { startDnsServer } from './testing/dns-server.ts';
import { startOidcIdp } from './testing/oidc-idp.ts';
import { totp } from './testing/totp.ts';

const dns = await startDnsServer();
const idp = await startOidcIdp();
const cloud = await startIdentity({ signIn: { internalIdpOrigins: [idp.origin] } });
t.teardown(async () => {
  await cloud.close();
  await idp.close();
  await dns.close();
});
const company = await setUpCompany(cloud, dns, {
  ...{ protocol: 'oidc', issuer: idp.issuer, domain: 'codes.example' },
  ...idp.client,
});
idp.redirectUris.add((company.shown['give'] as { redirectUri: string }).redirectUri);
const post = (browser: BrowserForTests, path: string, body: unknown) =>
  browser.send(`${cloud.origin}/api/auth${path}`, body);

async function comeIn(sub: string): Promise<BrowserForTests> {
  idp.next = { sub, email: `${sub}@codes.example` };
  const browser = startBrowser();
  await idp.signIn(browser, await begin(cloud, browser, company.providerId));
  return browser;
}

async function age(email: string, days: number): Promise<void> {
  const { id } = await companyTables(cloud.db)
    .selectFrom('user')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  const createdAt = new Date(Date.now() - days * 86_400_000).toISOString();
  await cloud.db
    .withoutPlugins()
    .withTables<{ session: { userId: string; createdAt: string } }>()
    .updateTable('session')
    .set({ createdAt })
    .where('userId', '=', id)
    .execute();
}

t.test('who has no password turns codes on and off without one', async (t) => {
  const browser = await comeIn('nora');
  const enabled = await post(browser, '/two-factor/enable', {});
  t.equal(enabled.status, 200);
  const code = totp((enabled.body as { totpURI: string }).totpURI);
  t.equal((await post(browser, '/two-factor/verify-totp', { code })).status, 200);
  t.equal((await post(browser, '/two-factor/disable', {})).status, 200);
});

t.test('and not from a session of another day', async (t) => {
  const browser = await comeIn('olaf');
  await age('olaf@codes.example', 2);
  const refused = await post(browser, '/two-factor/enable', {});
  t.match(refused, { status: 403, body: { code: 'SESSION_NOT_FRESH' } });
  const again = await comeIn('olaf');
  t.equal((await post(again, '/two-factor/enable', {})).status, 200);
});

t.test('who has a password is asked for it, however old the session', async (t) => {
  const browser = await signUp(cloud, 'paula@people.example');
  t.not((await post(browser, '/two-factor/enable', {})).status, 200);
  await age('paula@people.example', 2);
  t.equal((await post(browser, '/two-factor/enable', { password: 'a long enough one' })).status, 200);
});
