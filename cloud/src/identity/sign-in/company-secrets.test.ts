import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startIdentity } from '../identity-for-tests.ts';
import { companyTables } from './company-rows.ts';
import { startBrowser } from './testing/browser.ts';
import { ask, begin, setUpCompany } from './testing/company.ts';
import { startDnsServer } from './testing/dns-server.ts';
import { startOidcIdp } from './testing/oidc-idp.ts';

const dns = await startDnsServer();
const idp = await startOidcIdp();
t.teardown(async () => {
  await idp.close();
  await dns.close();
});
const setup = { protocol: 'oidc', issuer: idp.issuer, ...idp.client, domain: 'sealed.example' } as const;
const signIn = { internalIdpOrigins: [idp.origin] };
const sessionKey = new Uint8Array(32).fill(7);
const newFolder = () => mkdtempSync(join(tmpdir(), 'signet-sealed-'));

/** Everything in the folder of the database, its log of changes included, as one text. */
const onDisk = (folder: string) =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join();

async function comeIn(cloud: Awaited<ReturnType<typeof startIdentity>>, providerId: string) {
  idp.next = { sub: 'sealed', email: 'sealed@sealed.example' };
  const browser = startBrowser();
  const back = await idp.signIn(browser, await begin(cloud, browser, providerId));
  return { back, session: await browser.json(`${cloud.url}/api/v1/session`) };
}

t.test('the secret of a company’s sign-on is nowhere on the disk, and works', async (t) => {
  const folder = newFolder();
  const file = join(folder, 'cloud.sqlite');
  const cloud = await startIdentity({ file, sessionKey, signIn });
  const { providerId, shown } = await setUpCompany(cloud, dns, setup);
  idp.redirectUris.add((shown['give'] as { redirectUri: string }).redirectUri);
  t.equal((await comeIn(cloud, providerId)).session.status, 200);
  const open = onDisk(folder);
  t.notOk(open.includes(idp.client.clientSecret), 'while it runs');
  t.ok(open.includes(providerId), 'this is where it would be');
  await cloud.close();
  t.notOk(onDisk(folder).includes(idp.client.clientSecret), 'nor afterwards');
});

t.test('what an earlier version left open is sealed at the next start, and works on', async (t) => {
  const folder = newFolder();
  const file = join(folder, 'cloud.sqlite');
  const before = await startIdentity({ file, sessionKey, signIn });
  const { providerId } = await setUpCompany(before, dns, setup);
  const plain = JSON.stringify({
    issuer: idp.issuer,
    ...idp.client,
    authorizationEndpoint: `${idp.issuer}/auth`,
    tokenEndpoint: `${idp.issuer}/token`,
    jwksEndpoint: `${idp.issuer}/jwks`,
    pkce: true,
    discoveryEndpoint: `${idp.issuer}/.well-known/openid-configuration`,
  });
  await companyTables(before.db).updateTable('ssoProvider').set({ oidcConfig: plain }).execute();
  await before.close();
  t.ok(onDisk(folder).includes(idp.client.clientSecret), 'it was open');

  const cloud = await startIdentity({ file, sessionKey, signIn });
  t.notOk(onDisk(folder).includes(idp.client.clientSecret), 'and is gone, also from the log of changes');
  // Under another port, since the cloud before had this one.
  idp.redirectUris.add(`${cloud.origin}/api/auth/sso/callback/${providerId}`);
  t.equal((await comeIn(cloud, providerId)).session.status, 200);
  t.notOk(cloud.logged.some((line) => line.includes('company-secrets-unreadable')));
  await cloud.close();
});

t.test('with another secret a sign-on is said to be unreadable, and keeps nobody else out', async (t) => {
  const file = join(newFolder(), 'cloud.sqlite');
  const before = await startIdentity({ file, sessionKey, signIn });
  const { providerId } = await setUpCompany(before, dns, setup);
  await before.close();
  const cloud = await startIdentity({ file, sessionKey: new Uint8Array(32).fill(8), signIn });
  t.teardown(() => cloud.close());
  t.match(
    cloud.logged.map((line) => JSON.parse(line)).filter(({ code }) => code === 'company-secrets-unreadable'),
    [{ level: 50, providers: [providerId] }],
  );
  const refused = await cloud.send('POST', '/api/auth/sign-in/sso', {
    body: { providerId, callbackURL: '/', errorCallbackURL: '/' },
  });
  t.ok(refused.status >= 400 && refused.status < 500, `${refused.status} ${refused.body['code']}`);
  t.ok(await cloud.signUp('free@elsewhere.example'));
  const owner = await cloud.send('POST', '/api/auth/sign-in/email', {
    body: { email: 'owner-of-sealed.example@founders.example', password: 'a long enough one' },
  });
  t.equal(owner.status, 200, 'who set it up can come in and do so again');
  const browser = startBrowser();
  browser.cookies.set(cloud.origin, new Map([owner.cookie.split('=', 2) as [string, string]]));
  t.equal((await ask(cloud, browser, 'DELETE', `/api/v1/companies/${providerId}`)).status, 204);
});
