import t from 'tap';
import { startIdentity } from '../identity-for-tests.ts';
import { companyTables } from './company-rows.ts';
import { startBrowser } from './testing/browser.ts';
import { makeCertificate } from './testing/certificate.ts';
import { ask, begin, type CompanyForTests, setUpCompany } from './testing/company.ts';
import { startDnsServer } from './testing/dns-server.ts';
import { startOidcIdp } from './testing/oidc-idp.ts';
import { startSamlIdp } from './testing/saml-idp.ts';

const dns = await startDnsServer();
const oidc = await startOidcIdp();
const saml = await startSamlIdp();
const cloud = await startIdentity({ signIn: { internalIdpOrigins: [oidc.origin] } });
t.teardown(async () => {
  await cloud.close();
  await oidc.close();
  await saml.close();
  await dns.close();
});

const renew = (at: CompanyForTests, body: object) =>
  ask(cloud, at.owner, 'POST', `/api/v1/companies/${at.providerId}/renew`, body);

async function whoCameIn(browser: ReturnType<typeof startBrowser>) {
  return (await browser.json(`${cloud.url}/api/v1/session`)).body;
}

const bySecret = await setUpCompany(cloud, dns, {
  ...{ protocol: 'oidc', issuer: oidc.issuer, domain: 'secret.example' },
  ...{ ...oidc.client, clientSecret: 'an older secret' },
});
oidc.redirectUris.add((bySecret.shown['give'] as { redirectUri: string }).redirectUri);

t.test('a new client secret is used from the next sign-in on, and stands nowhere in the open', async (t) => {
  const comeIn = async () => {
    oidc.next = { sub: 'sue', email: 'sue@secret.example' };
    const browser = startBrowser();
    await oidc.signIn(browser, await begin(cloud, browser, bySecret.providerId));
    return whoCameIn(browser);
  };
  t.match(
    await comeIn(),
    { code: 'sign-in-required' },
    'the older secret is refused by the identity provider',
  );
  const renewed = await renew(bySecret, { clientSecret: oidc.client.clientSecret });
  t.match(renewed, { status: 200, body: { providerId: bySecret.providerId, domainConfirmed: true } });
  t.notMatch(JSON.stringify(renewed.body), oidc.client.clientSecret);
  t.match(await comeIn(), { user: { email: 'sue@secret.example' } });

  const { oidcConfig } = await companyTables(cloud.db)
    .selectFrom('ssoProvider')
    .select('oidcConfig')
    .where('providerId', '=', bySecret.providerId)
    .executeTakeFirstOrThrow();
  t.match(oidcConfig, /^[0-9a-f]+$/, 'sealed');
  const line = await cloud.db
    .selectFrom('audit')
    .select(['action', 'after', 'subjectId'])
    .where('action', '=', 'sign-on.renewed')
    .executeTakeFirstOrThrow();
  t.same(line, {
    action: 'sign-on.renewed',
    after: '{"renewed":"client-secret"}',
    subjectId: bySecret.providerId,
  });
});

const byCertificate = await setUpCompany(cloud, dns, {
  ...{ protocol: 'saml', domain: 'certificate.example', metadata: saml.metadata },
  emailAttribute: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
});

t.test('a new certificate takes the place of the old one, and people stay who they were', async (t) => {
  saml.next = { id: 'sam', email: 'sam@certificate.example' };
  const comeIn = async () => {
    const browser = startBrowser();
    await saml.goBack(browser, await begin(cloud, browser, byCertificate.providerId));
    return whoCameIn(browser);
  };
  const before = await comeIn();
  t.match(before, { user: { email: 'sam@certificate.example' } });
  const next = makeCertificate('saml.idp.example');
  saml.options = { ...next };
  t.match(await comeIn(), { code: 'sign-in-required' }, 'signed by a certificate that is not known yet');
  t.match(await renew(byCertificate, { metadata: saml.metadataWith(next.cert) }), { status: 200 });
  const after = await comeIn();
  t.same(after['user'], before['user']);
  saml.options = {};
  t.match(await comeIn(), { code: 'sign-in-required' }, 'the old certificate counts no more');
});

const otherProvider = saml.metadata.replace('saml.idp.example/entity', 'other.example/entity');
const refusals: readonly [string, CompanyForTests, object, object][] = [
  [
    'a secret for SAML',
    byCertificate,
    { clientSecret: 'x' },
    { code: 'invalid-request', field: 'clientSecret' },
  ],
  [
    'metadata for OpenID Connect',
    bySecret,
    { metadata: saml.metadata },
    { code: 'invalid-request', field: 'metadata' },
  ],
  [
    'what is no metadata',
    byCertificate,
    { metadata: 'x' },
    { code: 'identity-provider-unusable', field: 'metadata' },
  ],
  [
    'metadata of another identity provider',
    byCertificate,
    { metadata: otherProvider },
    { code: 'identity-provider-unusable', field: 'metadata', detail: /another identity provider/ },
  ],
  ['both at once', bySecret, { clientSecret: 'x', metadata: 'y' }, { code: 'invalid-request' }],
  ['nothing', bySecret, {}, { code: 'invalid-request' }],
];
for (const [what, company, body, expected] of refusals) {
  t.test(`${what} is refused, and changes nothing`, async (t) => {
    const read = () =>
      companyTables(cloud.db).selectFrom('ssoProvider').selectAll().orderBy('providerId').execute();
    const before = await read();
    t.match((await renew(company, body)).body, expected);
    t.same(await read(), before);
  });
}

t.test('an unknown sign-on is refused, and one that can be read no more says what to do', async (t) => {
  t.match(await renew({ ...bySecret, providerId: 'company-x' }, { clientSecret: 'x' }), {
    body: { code: 'unknown-provider' },
  });
  await companyTables(cloud.db)
    .updateTable('ssoProvider')
    .set({ oidcConfig: 'ab'.repeat(40) })
    .where('providerId', '=', bySecret.providerId)
    .execute();
  t.match((await renew(bySecret, { clientSecret: 'x' })).body, {
    code: 'identity-provider-unusable',
    detail: /set it up again/,
  });
});
