import t from 'tap';
import { identityTables } from '../accounts.ts';
import { startIdentity } from '../identity-for-tests.ts';
import { type BrowserForTests, startBrowser } from './testing/browser.ts';
import { makeCertificate } from './testing/certificate.ts';
import { begin, type CompanyForTests, pairing, setUpCompany, signUp } from './testing/company.ts';
import { startDnsServer } from './testing/dns-server.ts';
import { startSamlIdp } from './testing/saml-idp.ts';
import { wrappings } from './testing/signature-wrapping.ts';

const dns = await startDnsServer();
const idp = await startSamlIdp();
const cloud = await startIdentity();
t.teardown(async () => {
  await cloud.close();
  await idp.close();
  await dns.close();
});
const company = await setUpCompany(cloud, dns, {
  protocol: 'saml',
  domain: 'saml.example',
  metadata: idp.metadata,
  emailAttribute: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
});
const give = company.shown['give'] as { acsUrl: string; entityId: string; metadataUrl: string };
const session = (browser: BrowserForTests) => browser.json(`${cloud.url}/api/v1/session`);

async function comeIn(at: CompanyForTests = company, browser = startBrowser()) {
  const back = await idp.goBack(browser, await begin(cloud, browser, at.providerId));
  return { browser, back };
}

t.beforeEach(() => {
  idp.next = { id: 'sam', email: 'sam@saml.example' };
  idp.options = {};
  idp.tamper = null;
});

t.test('what the identity provider needs to know of us is there to be copied', async (t) => {
  const metadata = await cloud.send(
    'GET',
    new URL(give.metadataUrl).pathname + new URL(give.metadataUrl).search,
  );
  t.equal(metadata.status, 200);
  t.match(metadata.body['text'], `entityID="${give.entityId}"`);
  t.match(metadata.body['text'], `Location="${give.acsUrl}"`);
  t.match(metadata.body['text'], 'WantAssertionsSigned="true"');
});

t.test(
  'a fresh and a returning person come back to the pairing, signed in, by a form of another site',
  async (t) => {
    const first = await comeIn();
    t.equal(first.back.url.href, `${cloud.origin}${pairing}`);
    const seen = await session(first.browser);
    t.match(seen.body, {
      user: { email: 'sam@saml.example' },
      account: { id: company.accountId, role: 'installer' },
      accounts: { length: 1 },
    });
    const again = await comeIn();
    t.same((await session(again.browser)).body, seen.body);
    const history = await again.browser.json(`${cloud.url}/api/v1/sign-ins`);
    t.match(history.body, { signIns: [{ method: 'company-saml' }, { method: 'company-saml' }] });
  },
);

t.test('who is known by a NameID stays the same person when the address changes', async (t) => {
  idp.next = { id: 'moving', email: 'before@saml.example' };
  const before = await session((await comeIn()).browser);
  idp.next = { id: 'moving', email: 'after@saml.example' };
  t.same((await session((await comeIn()).browser)).body['user'], before.body['user']);
});

t.test('an assertion that is not what was asked for lets nobody in', async (t) => {
  const stranger = makeCertificate('stranger.example');
  const attacks: Record<string, () => void> = {
    unsigned: () => (idp.options = { signAssertion: false }),
    'unsigned, in a signed response': () => (idp.options = { signAssertion: false, signResponse: true }),
    'its signature taken out': () =>
      (idp.tamper = (xml) => xml.replace(/<(?:\w+:)?Signature[\s>][\s\S]*?<\/(?:\w+:)?Signature>/, '')),
    'signed by another key': () => (idp.options = { key: stranger.key }),
    'signed by another key, with its certificate': () => (idp.options = { ...stranger }),
    'signed with SHA-1': () => (idp.options = { signatureAlgorithm: 'rsa-sha1' }),
    'changed after signing': () =>
      (idp.tamper = (xml) => xml.replaceAll('sam@saml.example', 'ceo@saml.example')),
    expired: () => (idp.options = { lifetimeInSeconds: -600 }),
    'for another audience': () => (idp.options = { audience: 'https://elsewhere.example' }),
    'for another recipient': () => (idp.options = { recipient: 'https://elsewhere.example/acs' }),
    'without a recipient': () => (idp.tamper = (xml) => xml.replace(/ Recipient="[^"]*"/, '')),
    'for another destination': () => (idp.options = { destination: 'https://elsewhere.example/acs' }),
    'for another request': () => (idp.options = { inResponseTo: '_of_somebody_else' }),
    'no request at all': () => (idp.tamper = (xml) => xml.replaceAll(/ InResponseTo="[^"]*"/g, '')),
    'a comment in the address': () =>
      (idp.tamper = (xml) => xml.replaceAll('sam@saml.example', 'ceo@saml.example<!-- -->.evil.example')),
    'an external entity': () =>
      (idp.tamper = (xml) =>
        `<!DOCTYPE x [<!ENTITY who SYSTEM "file:///etc/hostname">]>${xml.replaceAll('sam@saml.example', '&who;')}`),
    'no XML': () => (idp.tamper = () => 'nonsense'),
  };
  for (const [what, attack] of Object.entries(attacks)) {
    idp.options = {};
    idp.tamper = null;
    attack();
    const { browser, back } = await comeIn();
    t.equal(back.url.origin, cloud.origin, what);
    t.equal(back.url.pathname, pairing, what);
    t.ok(back.url.searchParams.get('error'), what);
    t.equal((await session(browser)).status, 401, what);
  }
  idp.options = {};
  idp.tamper = null;
  t.equal((await session((await comeIn()).browser)).status, 200, 'as it is, it is fine');
});

t.test('a forged assertion beside a signed one is nobody, wherever either stands', async (t) => {
  const forgery = { from: 'sam@saml.example', to: 'ceo@saml.example' };
  for (const [what, wrap] of Object.entries(wrappings)) {
    for (const signResponse of [true, false]) {
      // Nothing can be wrapped around a response that has no signature of its own.
      if (!signResponse && /^XSW[12]/.test(what)) continue;
      idp.options = { signAssertion: true, signResponse };
      let sent = '';
      idp.tamper = (xml) => {
        sent = wrap(xml, forgery);
        return sent;
      };
      const { browser, back } = await comeIn();
      const where = `${what}${signResponse ? ', in a signed response' : ''}`;
      t.ok(sent.includes(forgery.to) && sent.includes(forgery.from), `${where}: both are there`);
      t.ok(back.url.searchParams.get('error'), where);
      t.equal(back.url.pathname, pairing, where);
      t.equal((await session(browser)).status, 401, where);
    }
  }
  const users = await identityTables(cloud.db).selectFrom('user').select('email').execute();
  t.notOk(
    users.some(({ email }) => email === forgery.to),
    'and nobody was made',
  );
  idp.options = { signAssertion: true, signResponse: true };
  idp.tamper = null;
  t.equal((await session((await comeIn()).browser)).status, 200, 'as it is, it is fine');
});

t.test('an assertion is good once', async (t) => {
  const person = startBrowser();
  const page = await begin(cloud, person, company.providerId);
  const { action, fields } = idp.form(page);
  await idp.goBack(person, page);
  t.equal((await session(person)).status, 200);
  const victim = startBrowser();
  const between = await victim.submit(action, fields, { from: idp.origin });
  const again = idp.form(between);
  const back = await victim.submit(new URL(again.action, between.url), again.fields);
  t.ok(back.url.searchParams.get('error'));
  t.equal((await session(victim)).status, 401);
  // With the cookie of a sign-in that is really under way.
  await begin(cloud, victim, company.providerId);
  const replayed = await victim.submit(action, { ...fields, again: '1' });
  t.ok(replayed.url.searchParams.get('error'));
  t.equal((await session(victim)).status, 401);
});

t.test('an answer belongs to the browser that asked: nobody is signed in as somebody else', async (t) => {
  const attacker = startBrowser();
  const { action, fields } = idp.form(await begin(cloud, attacker, company.providerId));
  const victim = await signUp(cloud, 'victim@elsewhere.example');
  const between = await victim.submit(action, fields, { from: 'https://evil.example' });
  t.equal(between.status, 200);
  t.equal(between.url.href, action, 'a page of ours that sends the form once more');
  const again = idp.form(between);
  const back = await victim.submit(new URL(again.action, between.url), again.fields);
  t.equal(back.url.searchParams.get('error'), 'state_mismatch');
  t.equal(back.url.pathname, pairing);
  t.match((await session(victim)).body, { user: { email: 'victim@elsewhere.example' } });
  const skipped = await victim.submit(action, { ...fields, again: '1' }, { from: 'https://evil.example' });
  t.equal(skipped.url.searchParams.get('error'), 'state_mismatch', 'and skipping that page helps nobody');
});

t.test('the page in between runs one script of ours and leads nowhere else', async (t) => {
  const browser = startBrowser();
  const { action } = idp.form(await begin(cloud, browser, company.providerId));
  const evil = {
    SAMLResponse: '"><script>alert(1)</script>',
    RelayState: "'><b>",
    callbackURL: 'https://evil.example',
  };
  const page = await browser.submit(action, evil, { from: 'https://evil.example' });
  t.match(page.text, '<script src="/saml-return.js"></script>');
  t.notMatch(page.text, /<script>|<b>|evil\.example/);
  t.match(page.text, `action="${new URL(action).pathname}"`);
  t.equal(page.headers.get('Cache-Control'), 'no-store');
});

t.test('one company’s identity provider cannot answer for another company', async (t) => {
  const other = await setUpCompany(cloud, dns, {
    protocol: 'saml',
    domain: 'rival.example',
    metadata: idp.metadata,
  });
  const otherAcs = (other.shown['give'] as { acsUrl: string }).acsUrl;
  idp.next = { id: 'crossing', email: 'sam@saml.example' };
  const browser = startBrowser();
  const { fields } = idp.form(await begin(cloud, browser, company.providerId));
  const back = await browser.submit(otherAcs, { ...fields, again: '1' });
  t.ok(back.url.searchParams.get('error'));
  t.equal((await session(browser)).status, 401);
  const outside = await comeIn(other);
  t.ok(outside.back.url.searchParams.get('error'), 'nor assert addresses of its domain');
  t.equal((await session(outside.browser)).status, 401);
});

t.test('an answer that nobody asked for is refused', async (t) => {
  const browser = startBrowser();
  const { fields } = idp.form(await begin(cloud, browser, company.providerId));
  const stranger = startBrowser();
  const { SAMLResponse = '' } = fields;
  const back = await stranger.submit(give.acsUrl, { SAMLResponse, again: '1' });
  t.equal(back.url.pathname, '/sign-in');
  t.ok(back.url.searchParams.get('error'));
  const open = await stranger.open(`${give.acsUrl}?RelayState=https://evil.example`);
  t.equal(open.url.origin, cloud.origin);
});
