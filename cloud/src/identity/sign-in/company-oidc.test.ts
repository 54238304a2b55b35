import t from 'tap';
import { identityTables } from '../accounts.ts';
import { startIdentity } from '../identity-for-tests.ts';
import { startBrowser } from './testing/browser.ts';
import { ask, begin, pairing, setUpCompany, signUp } from './testing/company.ts';
import { startDnsServer } from './testing/dns-server.ts';
import { type Forge, startOidcIdp } from './testing/oidc-idp.ts';

const dns = await startDnsServer();
const idp = await startOidcIdp();
const cloud = await startIdentity({ signIn: { internalIdpOrigins: [idp.origin] } });
t.teardown(async () => {
  await cloud.close();
  await idp.close();
  await dns.close();
});
const oidc = { protocol: 'oidc', issuer: idp.issuer, ...idp.client } as const;
const session = (browser: ReturnType<typeof startBrowser>) => browser.json(`${cloud.url}/api/v1/session`);

async function company(domain: string, more: object = {}) {
  const made = await setUpCompany(cloud, dns, { ...oidc, domain, ...more });
  idp.redirectUris.add((made.shown['give'] as { redirectUri: string }).redirectUri);
  return made;
}

/** Signs in by the company's sign-on; answers where that led. */
async function comeIn(providerId: string, browser = startBrowser()) {
  const back = await idp.signIn(browser, await begin(cloud, browser, providerId));
  return { browser, back };
}

t.test('a new person of the company is in its account at once, and in no other', async (t) => {
  const { providerId, accountId, owner } = await company('fresh.example', { joinRole: 'admin' });
  idp.next = { sub: 'f1', email: 'Grace@fresh.example', name: 'Grace' };
  const { browser, back } = await comeIn(providerId);
  t.equal(back.url.href, `${cloud.origin}${pairing}`);
  const first = await session(browser);
  t.match(first.body, {
    user: { name: 'Grace', email: 'grace@fresh.example' },
    accounts: [{ id: accountId, role: 'admin' }],
    account: { id: accountId },
  });
  t.equal((first.body['accounts'] as unknown[]).length, 1);
  const again = await comeIn(providerId);
  t.same((await session(again.browser)).body, first.body, 'returning');
  const audit = await cloud.db
    .selectFrom('audit')
    .select(['action', 'actorId'])
    .where('accountId', '=', accountId)
    .where('action', '=', 'member.joined')
    .execute();
  t.equal(audit.length, 1);
  t.match((await browser.json(`${cloud.url}/api/v1/sign-ins`)).body, {
    signIns: [{ method: 'company-oidc' }],
  });
  t.equal((await ask(cloud, owner, 'GET', '/api/v1/companies')).status, 200);
});

t.test('who confirmed the same address before is the same person; who did not is not', async (t) => {
  const { providerId, accountId } = await company('linked.example');
  const person = await signUp(cloud, 'ada@linked.example');
  idp.next = { sub: 'ada', email: 'ada@linked.example' };
  const refused = await comeIn(providerId);
  t.equal(refused.back.url.pathname, pairing);
  t.equal(refused.back.url.searchParams.get('error'), 'SSO_ADDRESS_NOT_CONFIRMED');
  t.equal((await session(refused.browser)).status, 401);

  await cloud.db
    .withoutPlugins()
    .withTables<{ user: { email: string; emailVerified: number } }>()
    .updateTable('user')
    .set({ emailVerified: 1 })
    .where('email', '=', 'ada@linked.example')
    .execute();
  const { browser } = await comeIn(providerId);
  const before = await session(person);
  const after = await session(browser);
  t.same(after.body['user'], before.body['user']);
  t.match(after.body, { account: { id: accountId }, accounts: { length: 2 } });
});

t.test('a company answers for its own domain and for no other', async (t) => {
  const { providerId } = await company('own.example');
  await signUp(cloud, 'victim@elsewhere.example');
  for (const email of [
    'victim@elsewhere.example',
    'x@own.example.evil.example',
    'x@notown.example',
    'own.example',
    'x@evil.example@notown.example',
  ]) {
    idp.next = { sub: `out-${email}`, email, email_verified: true };
    const { browser, back } = await comeIn(providerId);
    t.equal(back.url.pathname, pairing, email);
    t.ok(back.url.searchParams.get('error'), email);
    t.equal((await session(browser)).status, 401, email);
  }
  const users = await identityTables(cloud.db).selectFrom('user').select('email').execute();
  t.notOk(
    users.some(({ email }) => email.endsWith('own.example')),
    'and nobody was made',
  );
});

t.test('an answer that is not what was asked for lets nobody in', async (t) => {
  const { providerId } = await company('forged.example');
  const forgeries: Record<string, Forge> = {
    'another nonce': (claims, sign) => sign({ ...claims, nonce: 'of another sign-in' }),
    'no nonce': ({ nonce: _, ...claims }, sign) => sign(claims),
    'another issuer': (claims, sign) => sign({ ...claims, iss: 'https://elsewhere.example' }),
    'another audience': (claims, sign) => sign({ ...claims, aud: 'another-client' }),
    'for another party': (claims, sign) => sign({ ...claims, azp: 'another-client' }),
    expired: (claims, sign) => sign({ ...claims, exp: 1_000 }),
    'alg none': async (claims) => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part({ alg: 'none' })}.${part(claims)}.`;
    },
    'a broken signature': async (claims, sign) => `${(await sign(claims)).slice(0, -8)}AAAAAAAA`,
  };
  idp.next = { sub: 'forger', email: 'forger@forged.example' };
  for (const [what, forge] of Object.entries(forgeries)) {
    idp.forge = forge;
    const { browser, back } = await comeIn(providerId);
    t.equal(back.url.pathname, pairing, what);
    t.ok(back.url.searchParams.get('error'), what);
    t.equal((await session(browser)).status, 401, what);
  }
  idp.forge = null;
  t.equal((await session((await comeIn(providerId)).browser)).status, 200, 'as it is, it is fine');
});

t.test('an answer belongs to the browser that asked, and is good once', async (t) => {
  const { providerId } = await company('state.example');
  idp.next = { sub: 'state', email: 'state@state.example' };
  const attacker = startBrowser();
  const page = await begin(cloud, attacker, providerId);
  attacker.cookies.delete(cloud.origin);
  const back = await idp.signIn(attacker, page);
  t.equal(back.url.searchParams.get('error'), 'state_mismatch');
  const person = await comeIn(providerId);
  const callback = person.browser.visited.find((url) => url.includes('/sso/callback/')) ?? '';
  const victim = startBrowser();
  t.ok((await victim.open(callback)).url.searchParams.get('error'));
  t.equal((await session(victim)).status, 401);
});

t.test('a sign-on that is slow, broken, or left half-way leads back to the pairing', async (t) => {
  const hasty = await startIdentity({
    signIn: { internalIdpOrigins: [idp.origin], providerDeadlineMs: 300 },
  });
  t.teardown(() => hasty.close());
  const { providerId, shown } = await setUpCompany(hasty, dns, { ...oidc, domain: 'slow.example' });
  idp.redirectUris.add((shown['give'] as { redirectUri: string }).redirectUri);
  idp.next = { sub: 'slow', email: 'slow@slow.example' };
  for (const trouble of ['never', 503] as const) {
    idp.tokenTrouble = trouble;
    const browser = startBrowser();
    const back = await idp.signIn(browser, await begin(hasty, browser, providerId));
    t.equal(back.url.pathname, pairing);
    t.ok(back.url.searchParams.get('error'), String(trouble));
  }
  idp.tokenTrouble = null;
  const browser = startBrowser();
  const back = await idp.refuse(browser, await begin(hasty, browser, providerId));
  t.equal(back.url.pathname, pairing);
  t.equal(back.url.searchParams.get('error'), 'access_denied');
});
