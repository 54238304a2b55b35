import t from 'tap';
import { startIdentity } from '../identity-for-tests.ts';
import { whyNotCall } from './identity-provider-address.ts';
import { startBrowser } from './testing/browser.ts';
import { ask, begin, setUpCompany, signUp } from './testing/company.ts';
import { startDnsServer } from './testing/dns-server.ts';
import { startOidcIdp } from './testing/oidc-idp.ts';

const dns = await startDnsServer();
const idp = await startOidcIdp();
const cloud = await startIdentity({ signIn: { internalIdpOrigins: [idp.origin] } });
t.teardown(async () => {
  await cloud.close();
  await idp.close();
  await dns.close();
});
const oidc = { protocol: 'oidc', issuer: idp.issuer, ...idp.client } as const;

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

t.test('what the identity provider has to know is told before, and stays the same', async (t) => {
  const owner = await signUp(cloud, 'before@founders.example');
  const other = await signUp(cloud, 'beside@founders.example');
  const addresses = async (protocol: string, who = owner, domain = 'before.example') =>
    (await ask(cloud, who, 'GET', `/api/v1/company-addresses?protocol=${protocol}&domain=${domain}`)).body;
  const before = await addresses('oidc');
  t.match(before, { give: { redirectUri: new RegExp(`^${cloud.origin}/api/auth/sso/callback/company-`) } });
  t.same(await addresses('oidc', owner, 'Before.Example.'), before);
  t.match(await addresses('saml'), {
    give: { acsUrl: /acs\/company-/, entityId: /metadata\?providerId=company-/ },
  });
  t.notSame(await addresses('oidc', other), before, 'another account has others');
  t.match(await addresses('oidc', owner, 'nonsense'), { code: 'invalid-request', field: 'domain' });

  const added = await ask(cloud, owner, 'POST', '/api/v1/companies', { ...oidc, domain: 'before.example' });
  t.same(added.body['give'], before['give']);
  t.match(added.body, { cameInByIt: false });
  t.notSame(await addresses('oidc'), before, 'a second one beside it has its own');
  const second = await ask(cloud, owner, 'POST', '/api/v1/companies', { ...oidc, domain: 'before.example' });
  t.equal(second.status, 200);
  t.equal((await ask(cloud, owner, 'DELETE', `/api/v1/companies/${added.body['providerId']}`)).status, 204);
  t.same(await addresses('oidc'), before, 'and who sets it up again changes nothing over there');
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
