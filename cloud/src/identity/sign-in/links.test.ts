import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { listen } from '../../http/server.ts';
import { startIdentity } from '../identity-for-tests.ts';
import { providersSchema } from './provider-settings.ts';
import { type BrowserForTests, startBrowser } from './testing/browser.ts';
import { signUp } from './testing/company.ts';
import { startOidcIdp } from './testing/oidc-idp.ts';
import { startPhone } from './testing/phone.ts';

t.setTimeout(120_000);
const password = 'a long enough one';
const [port, google, keycloak] = await Promise.all([freePort(), startOidcIdp(), startOidcIdp()]);
google.redirectUris.add(`http://localhost:${port}/api/auth/callback/google`);
keycloak.redirectUris.add(`http://localhost:${port}/api/auth/callback/keycloak`);
const entries = [
  { kind: 'google', issuer: google.issuer, ...google.client },
  { kind: 'oidc', id: 'keycloak', name: 'Keycloak', issuer: keycloak.issuer, ...keycloak.client },
];
const file = join(mkdtempSync(join(tmpdir(), 'signet-links-')), 'cloud.sqlite');
const sessionKey = new Uint8Array(32).fill(5);
const start = (of: object[]) =>
  startIdentity({
    port,
    file,
    sessionKey,
    publicUrl: 'localhost',
    signIn: { providers: providersSchema.parse(of) },
  });
let cloud = await start(entries);
t.teardown(async () => {
  await cloud.close();
  await google.close();
  await keycloak.close();
});

async function freePort(): Promise<number> {
  const probe = await listen({ host: '127.0.0.1', port: 0, tls: null });
  await probe.close(0);
  return Number(new URL(probe.url).port);
}

const post = (browser: BrowserForTests, path: string, body: unknown) =>
  browser.send(`${cloud.origin}/api/auth${path}`, body);
const session = (browser: BrowserForTests) => browser.json(`${cloud.origin}/api/v1/session`);

async function linksOf(browser: BrowserForTests): Promise<Map<string, string>> {
  const { body } = await browser.json(`${cloud.origin}/api/auth/list-accounts`);
  const links = body as unknown as { id: string; providerId: string }[];
  return new Map(links.map(({ id, providerId }) => [providerId, id]));
}

async function link(browser: BrowserForTests, idp: typeof google, provider: string, sub: string) {
  const asked = await post(browser, '/link-social', { provider, callbackURL: '/x', errorCallbackURL: '/x' });
  idp.next = { sub, email: `${sub}@anywhere.example`, email_verified: false };
  return idp.signIn(browser, await browser.open(String(asked.body['url'])));
}

const unlink = async (browser: BrowserForTests, provider: string) =>
  post(browser, '/unlink-account', { accountId: (await linksOf(browser)).get(provider) });

const last = { status: 400, body: { code: 'FAILED_TO_UNLINK_LAST_ACCOUNT' } };

t.test('a link is one person’s, and the last way in stays', async (t) => {
  const person = await signUp(cloud, 'one@people.example');
  t.match(await unlink(person, 'credential'), last);
  await link(person, google, 'google', 'of-one');
  const stranger = await signUp(cloud, 'two@people.example');
  const taken = await link(stranger, google, 'google', 'of-one');
  t.equal(taken.url.searchParams.get('error'), 'account_already_linked_to_different_user');
  t.same([...(await linksOf(stranger)).keys()], ['credential']);
  const theirs = (await linksOf(person)).get('google');
  await link(stranger, keycloak, 'keycloak', 'of-two');
  t.match(await post(stranger, '/unlink-account', { accountId: theirs }), {
    status: 400,
    body: { code: 'ACCOUNT_NOT_FOUND' },
  });
  t.equal((await unlink(person, 'credential')).status, 200, 'a password can go where another way is left');
  t.match(await unlink(person, 'google'), last);
  t.match(await post(startBrowser(), '/sign-in/email', { email: 'one@people.example', password }), {
    status: 401,
  });
});

t.test('what was unlinked lets nobody in, and can be linked anew', async (t) => {
  const person = await signUp(cloud, 'anew@people.example');
  await link(person, google, 'google', 'anew');
  t.equal((await unlink(person, 'google')).status, 200);
  const browser = startBrowser();
  const asked = await post(browser, '/sign-in/social', { provider: 'google', callbackURL: '/x' });
  google.next = { sub: 'anew', email: 'anew@people.example', email_verified: true };
  await google.signIn(browser, await browser.open(String(asked.body['url'])));
  t.equal((await session(browser)).status, 401, 'not even by the same address');
  t.equal((await link(person, google, 'google', 'anew')).url.search, '');
});

t.test('linking and unlinking are for whoever is signed in, on our own pages', async (t) => {
  const person = await signUp(cloud, 'own@people.example');
  const nobody = startBrowser();
  for (const path of ['/link-social', '/unlink-account', '/change-password']) {
    const body = {
      provider: 'google',
      accountId: 'x',
      currentPassword: password,
      newPassword: 'another one 2',
    };
    t.equal((await post(nobody, path, body)).status, 401, path);
    const cookie = [...(person.cookies.get(cloud.origin) ?? [])].map((pair) => pair.join('=')).join('; ');
    const foreign = await cloud.send('POST', `/api/auth${path}`, {
      cookie,
      body,
      headers: { Origin: 'https://evil.example' },
    });
    t.equal(foreign.status, 403, path);
  }
});

t.test('a new password needs the old one, and ends the other sessions', async (t) => {
  const email = 'word@people.example';
  const here = await signUp(cloud, email);
  const there = startBrowser();
  await post(there, '/sign-in/email', { email, password });
  const change = (currentPassword: string, newPassword: string) =>
    post(here, '/change-password', { currentPassword, newPassword, revokeOtherSessions: true });
  t.match(await change('not the old one', 'quite another one'), { body: { code: 'INVALID_PASSWORD' } });
  t.match(await change(password, 'password1'), { body: { code: 'PASSWORD_COMPROMISED' } });
  t.equal((await session(there)).status, 200, 'so far nothing has changed');
  t.equal((await change(password, 'quite another one')).status, 200);
  t.equal((await session(here)).status, 200);
  t.equal((await session(there)).status, 401);
  t.equal((await post(there, '/sign-in/email', { email, password })).status, 401);
});

t.test('a provider that is not offered any more is no way in, and a passkey is one', async (t) => {
  const person = await signUp(cloud, 'gone@people.example');
  await link(person, keycloak, 'keycloak', 'gone');
  await cloud.close();
  cloud = await start(entries.slice(0, 1));
  t.match(await unlink(person, 'credential'), last);
  t.equal((await startPhone(cloud).register(person)).status, 200);
  t.equal((await unlink(person, 'credential')).status, 200);
});
