/**
 * GitHub, and Microsoft for people of any tenant: the two whose addresses are in better-auth and cannot be set.
 *
 * What this process would fetch from them is answered here instead, in their shapes; everything else is fetched.
 */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import t from 'tap';
import { startIdentity } from '../identity-for-tests.ts';
import { providersSchema } from './provider-settings.ts';
import { startBrowser } from './testing/browser.ts';
import { pairing } from './testing/company.ts';

t.setTimeout(120_000);
const own = { clientId: 'signet', clientSecret: 'between us' };
const cloud = await startIdentity({
  signIn: {
    providers: providersSchema.parse([
      { kind: 'github', ...own },
      { kind: 'microsoft', ...own },
    ]),
  },
});
const { fetch: reallyFetch } = globalThis;
t.teardown(() => {
  globalThis.fetch = reallyFetch;
  return cloud.close();
});

const keys = await generateKeyPair('RS256', { extractable: true });
const stranger = await generateKeyPair('RS256');
const tenant = '11111111-2222-3333-4444-555555555555';
const microsoft = 'https://login.microsoftonline.com';

/** Who signs in next, and how the two misbehave. */
let github: { id: number; email: string | null; verified: boolean };
let claims: JWTPayload;
let signer = keys.privateKey;
/** What the token endpoints answer instead. */
let trouble: Response | null;

t.beforeEach(() => {
  github = { id: 1, email: 'octo@people.example', verified: true };
  claims = {
    iss: `${microsoft}/${tenant}/v2.0`,
    aud: own.clientId,
    sub: 'pairwise',
    oid: 'an-object',
    tid: tenant,
    name: 'Mia',
    email: 'mia@people.example',
  };
  signer = keys.privateKey;
  trouble = null;
});

const leadBack = (url: URL) => {
  const back = new URL(url.searchParams.get('redirect_uri') ?? '');
  back.searchParams.set('code', 'a-code');
  back.searchParams.set('state', url.searchParams.get('state') ?? '');
  return new Response(null, { status: 302, headers: { Location: back.href } });
};
const token = (more: object) =>
  trouble ?? Response.json({ access_token: 'a-token', token_type: 'bearer', ...more });

const answers: Readonly<Record<string, (url: URL) => Response | Promise<Response>>> = {
  'https://github.com/login/oauth/authorize': leadBack,
  'https://github.com/login/oauth/access_token': () => token({ scope: 'read:user,user:email' }),
  'https://api.github.com/user': () =>
    Response.json({ id: github.id, login: 'octo', name: 'Octo', email: null, avatar_url: '' }),
  'https://api.github.com/user/emails': () =>
    Response.json([{ email: github.email, primary: true, verified: github.verified }]),
  [`${microsoft}/common/oauth2/v2.0/authorize`]: leadBack,
  [`${microsoft}/common/oauth2/v2.0/token`]: async () =>
    token({
      id_token: await new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: 'theirs' })
        .setIssuedAt()
        .setExpirationTime('10m')
        .sign(signer),
    }),
  [`${microsoft}/common/discovery/v2.0/keys`]: async () =>
    Response.json({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'theirs', alg: 'RS256' }] }),
};

globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const answer = answers[url.origin + url.pathname];
  return answer === undefined ? reallyFetch(input, init) : answer(url);
};

async function comeIn(provider: string) {
  const browser = startBrowser();
  const asked = await browser.send(`${cloud.url}/api/auth/sign-in/social`, {
    provider,
    callbackURL: pairing,
    errorCallbackURL: pairing,
  });
  const back = await browser.open(String(asked.body['url']));
  return { back, session: await browser.json(`${cloud.url}/api/v1/session`) };
}

t.test('both are offered, and lead a fresh and a returning person back to the pairing', async (t) => {
  t.match((await cloud.send('GET', '/api/v1/sign-in-methods')).body, {
    providers: [
      { id: 'github', name: 'GitHub' },
      { id: 'microsoft', name: 'Microsoft' },
    ],
  });
  for (const [provider, email] of [
    ['github', 'octo@people.example'],
    ['microsoft', 'mia@people.example'],
  ] as const) {
    const fresh = await comeIn(provider);
    t.equal(fresh.back.url.pathname + fresh.back.url.search, pairing, provider);
    t.match(fresh.session, { status: 200, body: { user: { email } } });
    t.same((await comeIn(provider)).session.body, fresh.session.body, `${provider}, returning`);
  }
});

t.test('who is known by their number stays the same person, whatever the address', async (t) => {
  const before = await comeIn('github');
  github.email = 'moved@people.example';
  t.same((await comeIn('github')).session.body['user'], before.session.body['user']);
  github.id = 2;
  github.email = 'octo@people.example';
  const other = await comeIn('github');
  t.equal(other.back.url.searchParams.get('error'), 'account_not_linked');
  t.equal(other.session.status, 401);
});

t.test('an address at either, verified or not, opens no account that has it', async (t) => {
  await cloud.signUp('victim@people.example');
  for (const verified of [false, true]) {
    github = { id: 66, email: 'victim@people.example', verified };
    claims = { ...claims, oid: 'attacker', email: 'victim@people.example', email_verified: verified };
    for (const provider of ['github', 'microsoft']) {
      const { back, session } = await comeIn(provider);
      t.equal(back.url.searchParams.get('error'), 'account_not_linked', provider);
      t.equal(back.url.pathname, pairing);
      t.equal(session.status, 401);
    }
  }
});

t.test('of Microsoft, only a token of the tenant that it names lets anybody in', async (t) => {
  const forgeries: Record<string, () => void> = {
    'the issuer of another tenant': () =>
      (claims['iss'] = `${microsoft}/99999999-2222-3333-4444-555555555555/v2.0`),
    'another issuer': () => (claims['iss'] = `https://evil.example/${tenant}/v2.0`),
    'no tenant': () => (claims['tid'] = undefined),
    'no person': () => (claims['oid'] = undefined),
    'another audience': () => (claims['aud'] = 'another-client'),
    'another key': () => (signer = stranger.privateKey),
  };
  const right = { ...claims, oid: 'forger', email: 'forger@people.example' };
  for (const [what, forge] of Object.entries(forgeries)) {
    claims = { ...right };
    signer = keys.privateKey;
    forge();
    const { back, session } = await comeIn('microsoft');
    t.ok(back.url.searchParams.get('error'), what);
    t.equal(session.status, 401, what);
  }
  claims = { ...right };
  signer = keys.privateKey;
  t.equal((await comeIn('microsoft')).session.status, 200, 'as it is, it is fine');
});

t.test('either in trouble leads back to the pairing', async (t) => {
  for (const provider of ['github', 'microsoft']) {
    for (const answer of [
      new Response('trouble', { status: 503 }),
      Response.json({ error: 'bad_verification_code' }),
    ]) {
      trouble = answer;
      const { back, session } = await comeIn(provider);
      t.equal(back.url.pathname, pairing, provider);
      t.ok(back.url.searchParams.get('error'), provider);
      t.equal(session.status, 401);
    }
  }
  trouble = null;
  github = { id: 3, email: null, verified: false };
  t.equal((await comeIn('github')).back.url.searchParams.get('error'), 'email_not_found');
});
