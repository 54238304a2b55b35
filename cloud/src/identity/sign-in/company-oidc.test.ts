import t from 'tap';
import { identityTables } from '../accounts.ts';
import { startIdentity } from '../identity-for-tests.ts';
import { whyNotCall } from './identity-provider-address.ts';
import { startBrowser } from './testing/browser.ts';
import { ask, begin, pairing, setUpCompany, signUp } from './testing/company.ts';
import { startDnsServer } from './testing/dns-server.ts';
import { type Forge, startOidcIdp } from './testing/oidc-idp.ts';

const dns = await startDnsServer();
const idp = await startOidcIdp();
const cloud = await startIdentity({ signIn: { internalIdpOrigins: [idp.origin], providerDeadlineMs: 300 } });
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

t.test('a domain is the account’s only once DNS says so', async (t) => {
  const owner = await signUp(cloud, 'dns@founders.example');
  const added = await ask(cloud, owner, 'POST', '/api/v1/companies', { ...oidc, domain: 'Dns.Example.' });
  t.match(added.body, {
    domain: 'dns.example',
    domainConfirmed: false,
    joinRole: 'installer',
    onlySso: false,
  });
  t.notMatch(JSON.stringify(added.body), idp.client.clientSecret, 'the secret never comes out again');
  const providerId = String(added.body['providerId']);
  const methods = () => cloud.send('GET', '/api/v1/sign-in-methods?email=x@dns.example');
  t.match((await methods()).body, { companies: false, company: null });
  const refused = await cloud.send('POST', '/api/auth/sign-in/sso', {
    body: { providerId, callbackURL: '/' },
  });
  t.equal(refused.status, 401);

  const confirm = () => ask(cloud, owner, 'POST', `/api/v1/companies/${providerId}/confirm-domain`, {});
  t.match(await confirm(), { status: 409, body: { code: 'domain-not-confirmed' } });
  const { name, value } = added.body['dnsRecord'] as { name: string; value: string };
  dns.txt.set(name, ['something else']);
  t.equal((await confirm()).status, 409);
  dns.txt.set(name, ['something else', value]);
  t.match(await confirm(), { status: 200, body: { domainConfirmed: true, dnsRecord: null } });
  t.equal((await confirm()).status, 200, 'repeatable');
  t.match((await methods()).body, { companies: true, company: { providerId, required: false } });
  t.match((await cloud.send('GET', '/api/v1/sign-in-methods?email=x@sub.dns.example')).body, {
    company: { providerId },
  });
  t.match((await cloud.send('GET', '/api/v1/sign-in-methods?email=x@notdns.example')).body, {
    company: null,
  });
});

t.test('a confirmed domain cannot be claimed by another account, above or below it', async (t) => {
  await company('held.example');
  const rival = await signUp(cloud, 'rival@founders.example');
  for (const domain of ['held.example', 'sub.held.example']) {
    const answer = await ask(cloud, rival, 'POST', '/api/v1/companies', { ...oidc, domain });
    t.match(answer, { status: 409, body: { code: 'domain-taken', field: 'domain' } }, domain);
  }
  // Claimed before it was confirmed: whoever confirms first has it.
  const early = await ask(cloud, rival, 'POST', '/api/v1/companies', { ...oidc, domain: 'race.example' });
  await company('race.example');
  const { name, value } = early.body['dnsRecord'] as { name: string; value: string };
  dns.txt.set(name, [value]);
  const late = await ask(
    cloud,
    rival,
    'POST',
    `/api/v1/companies/${early.body['providerId']}/confirm-domain`,
    {},
  );
  t.match(late, { status: 409, body: { code: 'domain-taken' } });
});

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
  const { providerId } = await company('slow.example');
  idp.next = { sub: 'slow', email: 'slow@slow.example' };
  for (const trouble of ['never', 503] as const) {
    idp.tokenTrouble = trouble;
    const { back } = await comeIn(providerId);
    t.equal(back.url.pathname, pairing);
    t.ok(back.url.searchParams.get('error'), String(trouble));
  }
  idp.tokenTrouble = null;
  const browser = startBrowser();
  const back = await idp.refuse(browser, await begin(cloud, browser, providerId));
  t.equal(back.url.pathname, pairing);
  t.equal(back.url.searchParams.get('error'), 'access_denied');
});

t.test('where it is required, nobody of the domain comes in otherwise', async (t) => {
  const { providerId, owner } = await company('strict.example', { joinRole: 'admin' });
  await signUp(cloud, 'old@strict.example');
  const require = (browser: ReturnType<typeof startBrowser>) =>
    ask(cloud, browser, 'PATCH', `/api/v1/companies/${providerId}`, { onlySso: true });
  t.match(await require(owner), { status: 409, body: { code: 'prove-sign-on-first' } });
  idp.next = { sub: 'strict', email: 'admin@strict.example' };
  const admin = await comeIn(providerId);
  t.match(await require(admin.browser), { status: 200, body: { onlySso: true } });
  t.match((await cloud.send('GET', '/api/v1/sign-in-methods?email=a@strict.example')).body, {
    company: { providerId, required: true },
  });

  const body = { name: 'N', password: 'a long enough one' };
  const byPassword = await cloud.send('POST', '/api/auth/sign-in/email', {
    body: { ...body, email: 'old@strict.example' },
  });
  t.match(byPassword, { status: 400, body: { code: 'SSO_REQUIRED' } });
  const signedUp = await cloud.send('POST', '/api/auth/sign-up/email', {
    body: { ...body, email: 'new@strict.example' },
  });
  t.match(signedUp, { status: 400, body: { code: 'SSO_REQUIRED' } });
  t.equal((await session((await comeIn(providerId)).browser)).status, 200);
  t.equal((await session(await signUp(cloud, 'free@elsewhere-free.example'))).status, 200, 'others are free');
  const off = await ask(cloud, admin.browser, 'PATCH', `/api/v1/companies/${providerId}`, { onlySso: false });
  t.match(off.body, { onlySso: false });
  const again = await cloud.send('POST', '/api/auth/sign-in/email', {
    body: { ...body, email: 'old@strict.example' },
  });
  t.equal(again.status, 200);
});

t.test('setting it up is for Admins, in person, through our own API', async (t) => {
  const { providerId, owner } = await company('roles.example');
  idp.next = { sub: 'member', email: 'member@roles.example' };
  const member = await comeIn(providerId);
  const stranger = await signUp(cloud, 'stranger@founders.example');
  const key = await ask(cloud, owner, 'POST', '/api/v1/api-keys', { name: 'script', role: 'admin' });
  const path = `/api/v1/companies/${providerId}`;
  const calls = [
    ['GET', '/api/v1/companies', undefined],
    ['POST', '/api/v1/companies', { ...oidc, domain: 'other.example' }],
    ['POST', `${path}/confirm-domain`, {}],
    ['PATCH', path, { onlySso: true }],
    ['DELETE', path, undefined],
  ] as const;
  for (const [method, at, body] of calls) {
    const what = `${method} ${at}`;
    t.match((await ask(cloud, member.browser, method, at, body)).body, { code: 'not-allowed' }, what);
    t.match((await ask(cloud, startBrowser(), method, at, body)).body, { code: 'sign-in-required' }, what);
    const headers = { Authorization: `Bearer ${key.body['key']}` };
    const byKey = await cloud.send(method, at, body === undefined ? { headers } : { headers, body });
    t.match(byKey.body, { code: 'not-allowed' }, what);
    if (at.startsWith(path)) {
      t.match((await ask(cloud, stranger, method, at, body)).body, { code: 'unknown-provider' }, what);
    }
  }
  for (const direct of ['register', 'update-provider', 'delete-provider', 'verify-domain', 'providers']) {
    const answer = await ask(cloud, owner, 'POST', `/api/auth/sso/${direct}`, { providerId });
    t.equal(answer.status, 404, direct);
  }
  t.equal((await ask(cloud, owner, 'DELETE', path)).status, 204);
  t.match((await ask(cloud, owner, 'GET', '/api/v1/companies')).body, { companies: [] });
  const gone = await cloud.send('POST', '/api/auth/sign-in/sso', { body: { providerId, callbackURL: '/' } });
  t.equal(gone.status, 404);
});

t.test('what is typed wrong is named', async (t) => {
  const owner = await signUp(cloud, 'typo@founders.example');
  const none = await startOidcIdp();
  await none.close();
  const cases: [object, object][] = [
    [
      { ...oidc, domain: 'not a domain' },
      { code: 'invalid-request', field: 'domain' },
    ],
    [
      { ...oidc, domain: 'localhost' },
      { code: 'invalid-request', field: 'domain' },
    ],
    [
      { ...oidc, domain: 'a.example', issuer: none.issuer },
      { code: 'identity-provider-unusable', field: 'issuer' },
    ],
    [
      { ...oidc, domain: 'a.example', issuer: `${idp.origin}/nothing` },
      { code: 'identity-provider-unusable' },
    ],
    [
      { ...oidc, domain: 'a.example', issuer: 'http://169.254.169.254' },
      { code: 'identity-provider-unusable' },
    ],
    [{ ...oidc, domain: 'a.example', issuer: 'https://localhost:1' }, { code: 'identity-provider-unusable' }],
    [
      { ...oidc, domain: 'a.example', joinRole: 'owner' },
      { code: 'invalid-request', field: 'joinRole' },
    ],
    [
      { protocol: 'saml', domain: 'a.example', metadata: '<nonsense/>' },
      { code: 'identity-provider-unusable' },
    ],
  ];
  for (const [setup, expected] of cases) {
    const answer = await ask(cloud, owner, 'POST', '/api/v1/companies', setup);
    t.equal(answer.status, 400, JSON.stringify(setup));
    t.match(answer.body, expected, JSON.stringify(setup));
  }
});

t.test('the cloud calls only where everybody could', async (t) => {
  const rule = { internalOrigins: ['http://10.1.2.3:8080'], resolve: async () => ['93.184.216.34'] };
  const table: [string, boolean][] = [
    ['https://idp.example.com/realm', true],
    ['http://10.1.2.3:8080/realm', true],
    ['http://10.1.2.3:9090', false],
    ['http://idp.example.com', false],
    ['https://127.0.0.1', false],
    ['https://[::1]', false],
    ['https://192.168.1.1', false],
    ['https://metadata.google.internal', false],
    ['nonsense', false],
  ];
  for (const [address, may] of table) t.equal((await whyNotCall(address, rule)) === null, may, address);
  const inside = { ...rule, resolve: async () => ['93.184.216.34', '10.0.0.1'] };
  t.match(await whyNotCall('https://rebound.example.com', inside), /not public/);
  const nowhere = {
    ...rule,
    resolve: async () => {
      throw new Error('ENOTFOUND');
    },
  };
  t.match(await whyNotCall('https://none.example.com', nowhere), /no such host/);
  t.match(await whyNotCall('https://none.invalid', { internalOrigins: [] }), /no such host/);
});
