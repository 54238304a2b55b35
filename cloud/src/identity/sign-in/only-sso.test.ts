import t from 'tap';
import { listen } from '../../http/server.ts';
import { startIdentity } from '../identity-for-tests.ts';
import { providersSchema } from './provider-settings.ts';
import { type BrowserForTests, startBrowser } from './testing/browser.ts';
import { ask, begin, type CompanyForTests, setUpCompany, signUp } from './testing/company.ts';
import { startDnsServer } from './testing/dns-server.ts';
import { startOidcIdp } from './testing/oidc-idp.ts';
import { startPhone } from './testing/phone.ts';

t.setTimeout(120_000);
const dns = await startDnsServer();
const probe = await listen({ host: '127.0.0.1', port: 0, tls: null });
const port = Number(new URL(probe.url).port);
await probe.close(0);
const idp = await startOidcIdp();
const google = await startOidcIdp({ redirectUris: [`http://localhost:${port}/api/auth/callback/google`] });
const cloud = await startIdentity({
  port,
  publicUrl: 'localhost',
  // Mails are only kept, so nobody has to confirm an address.
  mail: { mailPage: true },
  signIn: {
    internalIdpOrigins: [idp.origin],
    providers: providersSchema.parse([{ kind: 'google', issuer: google.issuer, ...google.client }]),
  },
});
t.teardown(async () => {
  await cloud.close();
  for (const each of [idp, google, dns]) await each.close();
});
const password = 'a long enough one';
const session = (browser: BrowserForTests) => browser.json(`${cloud.origin}/api/v1/session`);

async function company(domain: string): Promise<CompanyForTests> {
  const setup = { protocol: 'oidc', issuer: idp.issuer, ...idp.client, joinRole: 'admin', domain };
  const made = await setUpCompany(cloud, dns, setup);
  idp.redirectUris.add((made.shown['give'] as { redirectUri: string }).redirectUri);
  return made;
}

/** Signs in by the company's sign-on. */
async function comeIn(providerId: string, email: string): Promise<BrowserForTests> {
  idp.next = { sub: email, email };
  const browser = startBrowser();
  await idp.signIn(browser, await begin(cloud, browser, providerId));
  return browser;
}

const change = (browser: BrowserForTests, providerId: string, onlySso: boolean) =>
  ask(cloud, browser, 'PATCH', `/api/v1/companies/${providerId}`, { onlySso });
const byPassword = (email: string, browser = startBrowser()) =>
  browser.send(`${cloud.origin}/api/auth/sign-in/email`, { email, password });

t.test('it is required only by somebody who has just seen it work', async (t) => {
  const { providerId, owner } = await company('strict.example');
  t.match(await change(owner, providerId, true), { status: 409, body: { code: 'prove-sign-on-first' } });
  const admin = await comeIn(providerId, 'admin@strict.example');
  t.match(await change(admin, providerId, true), { status: 200, body: { onlySso: true, cameInByIt: true } });
  t.match((await cloud.send('GET', '/api/v1/sign-in-methods?email=a@strict.example')).body, {
    company: { providerId, required: true },
  });
  t.equal((await session(owner)).status, 200, 'who is of another domain stays signed in');
  t.match(await change(admin, providerId, false), { status: 200, body: { onlySso: false } });
});

t.test('where it is required, nobody of the domain comes in otherwise', async (t) => {
  const { providerId } = await company('shut.example');
  const email = 'old@shut.example';
  const old = await signUp(cloud, email);
  const phone = startPhone(cloud);
  t.equal((await phone.register(old)).status, 200);
  const asked = await old.send(`${cloud.origin}/api/auth/link-social`, {
    provider: 'google',
    callbackURL: '/security',
  });
  google.next = { sub: 'old', email: 'old@private.example', email_verified: true };
  await google.signIn(old, await old.open(String(asked.body['url'])));
  const withGoogle = async (browser: BrowserForTests) => {
    const { body } = await browser.send(`${cloud.origin}/api/auth/sign-in/social`, {
      provider: 'google',
      callbackURL: '/',
    });
    return google.signIn(browser, await browser.open(String(body['url'])));
  };
  t.equal((await session(await comeInBy(withGoogle))).status, 200, 'before, any way will do');

  await change(await comeIn(providerId, 'admin@shut.example'), providerId, true);
  t.match(await byPassword(email), { status: 400, body: { code: 'SSO_REQUIRED' } });
  t.match(await phone.signIn(startBrowser()), { status: 400, body: { code: 'SSO_REQUIRED' } });
  const provider = startBrowser();
  t.equal((await withGoogle(provider)).url.searchParams.get('error'), 'SSO_REQUIRED');
  t.equal((await session(provider)).status, 401);
  google.next = { sub: 'fresh', email: 'fresh@shut.example', email_verified: true };
  const fresh = startBrowser();
  t.ok((await withGoogle(fresh)).url.searchParams.get('error'), 'nor does a provider make somebody');
  t.equal((await session(fresh)).status, 401);
  const signedUp = await cloud.send('POST', '/api/auth/sign-up/email', {
    body: { name: 'N', email: 'new@shut.example', password },
  });
  t.match(signedUp, { status: 400, body: { code: 'SSO_REQUIRED' } });

  await cloud.send('POST', '/api/auth/request-password-reset', { body: { email, redirectTo: '/' } });
  const mail = await cloud.db
    .selectFrom('mailOutbox')
    .select('text')
    .where('toAddress', '=', email)
    .where('kind', '=', 'reset-password')
    .executeTakeFirstOrThrow();
  const [, token = ''] = /token=([^&\s]+)/.exec(mail.text) ?? [];
  const reset = await cloud.send('POST', '/api/auth/reset-password', {
    body: { token, newPassword: 'quite another one' },
  });
  t.equal(reset.status, 200);
  t.same(reset.cookie, '', 'a new password lets nobody in by itself');
  t.match(
    (
      await startBrowser().send(`${cloud.origin}/api/auth/sign-in/email`, {
        email,
        password: 'quite another one',
      })
    ).body,
    { code: 'SSO_REQUIRED' },
  );
  t.equal((await session(await comeIn(providerId, 'colleague@shut.example'))).status, 200);
  t.equal((await session(await signUp(cloud, 'free@elsewhere.example'))).status, 200, 'others are free');
});

async function comeInBy(way: (browser: BrowserForTests) => Promise<unknown>): Promise<BrowserForTests> {
  const browser = startBrowser();
  await way(browser);
  return browser;
}

t.test('requiring it ends the sessions that came about otherwise, and no others', async (t) => {
  const { providerId, accountId } = await company('ending.example');
  const byWord = await signUp(cloud, 'word@ending.example');
  const below = await signUp(cloud, 'word@sub.ending.example');
  const beside = await signUp(cloud, 'word@notending.example');
  const colleague = await comeIn(providerId, 'colleague@ending.example');
  const admin = await comeIn(providerId, 'admin@ending.example');
  await change(admin, providerId, true);
  t.equal((await session(byWord)).status, 401);
  t.equal((await session(below)).status, 401);
  t.equal((await session(beside)).status, 200);
  t.equal((await session(colleague)).status, 200);
  t.equal((await session(admin)).status, 200);
  t.equal((await change(admin, providerId, true)).status, 200, 'repeatable');
  const audit = await cloud.db
    .selectFrom('audit')
    .select('after')
    .where('accountId', '=', accountId)
    .where('action', '=', 'sign-on.changed')
    .orderBy('at')
    .execute();
  t.match(
    audit.map(({ after }) => JSON.parse(String(after))),
    [{ onlySso: true, sessionsEnded: 2 }, { onlySso: true }],
  );
  await change(admin, providerId, false);
  t.equal((await byPassword('word@ending.example', byWord)).status, 200, 'until it is not required any more');
});
