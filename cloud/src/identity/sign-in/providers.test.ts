import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import t from 'tap';
import { listen } from '../../http/server.ts';
import { linkIn, startSmtpSink } from '../../mail/testing/smtp-sink.ts';
import { type IdentityForTests, startIdentity } from '../identity-for-tests.ts';
import { providersSchema } from './provider-settings.ts';
import { startBrowser } from './testing/browser.ts';
import { type Forge, startOidcIdp } from './testing/oidc-idp.ts';

t.setTimeout(120_000);
const password = 'a long enough one';
const tenant = '11111111-2222-3333-4444-555555555555';
const anyUri = (id: string, port: number) => `http://127.0.0.1:${port}/api/auth/callback/${id}`;

async function freePort(): Promise<number> {
  const probe = await listen({ host: '127.0.0.1', port: 0, tls: null });
  await probe.close(0);
  return Number(new URL(probe.url).port);
}

/** A cloud with three providers: one like Google, one like a tenant of Microsoft, and one more. */
async function startAll() {
  const port = await freePort();
  const google = await startOidcIdp({ redirectUris: [anyUri('google', port)] });
  const microsoft = await startOidcIdp({
    redirectUris: [anyUri('microsoft', port)],
    path: `/${tenant}/v2.0`,
  });
  const other = await startOidcIdp({ redirectUris: [anyUri('keycloak', port)] });
  const providers = providersSchema.parse([
    { kind: 'google', issuer: google.issuer, ...google.client },
    { kind: 'microsoft', tenant, authority: microsoft.origin, ...microsoft.client },
    { kind: 'oidc', id: 'keycloak', name: 'Keycloak', issuer: other.issuer, ...other.client },
  ]);
  const cloud = await startIdentity({ port, signIn: { providers } });
  return { cloud, google, microsoft, other };
}

const { cloud, google, microsoft, other } = await startAll();
t.teardown(async () => {
  await cloud.close();
  for (const idp of [google, microsoft, other]) await idp.close();
});

const pairing = '/p/ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Presses "Continue with ..." on the phone page; answers the provider's page. */
async function begin(
  browser: ReturnType<typeof startBrowser>,
  provider: string,
  at: IdentityForTests = cloud,
) {
  const { status, body } = await browser.send(`${at.url}/api/auth/sign-in/social`, {
    provider,
    callbackURL: pairing,
    errorCallbackURL: pairing,
  });
  t.equal(status, 200, `${provider}: ${JSON.stringify(body)}`);
  return browser.open(String(body['url']));
}

t.test('what is on is told, and nothing else is', async (t) => {
  const { body } = await cloud.send('GET', '/api/v1/sign-in-methods');
  t.same(body, {
    password: true,
    passwordReset: false,
    confirmsAddresses: false,
    passkey: false,
    providers: [
      { id: 'google', name: 'Google' },
      { id: 'microsoft', name: 'Microsoft' },
      { id: 'keycloak', name: 'Keycloak' },
    ],
    companies: false,
    company: null,
  });
  const off = await cloud.send('POST', '/api/auth/sign-in/social', { body: { provider: 'github' } });
  t.ok(off.status >= 400);
});

t.test('a fresh and a returning person come back to the pairing, signed in', async (t) => {
  for (const [id, idp] of [
    ['google', google],
    ['microsoft', microsoft],
    ['keycloak', other],
  ] as const) {
    idp.next = {
      sub: `s-${id}`,
      oid: `o-${id}`,
      email: `${id}@people.example`,
      email_verified: true,
      name: 'Pat',
    };
    let userId = '';
    for (const round of ['fresh', 'returning']) {
      const browser = startBrowser();
      const back = await idp.signIn(browser, await begin(browser, id));
      t.equal(back.url.pathname + back.url.search, pairing, `${id}, ${round}`);
      const session = await browser.json(`${cloud.url}/api/v1/session`);
      t.match(session, { status: 200, body: { user: { email: `${id}@people.example`, name: 'Pat' } } });
      const { id: current } = session.body['user'] as { id: string };
      if (round === 'returning') t.equal(current, userId, 'the same person');
      userId = current;
      const history = await browser.json(`${cloud.url}/api/v1/sign-ins`);
      t.match(history.body, {
        signIns: [{ method: id, outcome: 'signed-in', userAgent: 'Browser for tests' }],
      });
    }
  }
});

t.test('a person is known by issuer and subject, not by address', async (t) => {
  google.next = { sub: 'moving', email: 'before@people.example', email_verified: true };
  const first = startBrowser();
  await google.signIn(first, await begin(first, 'google'));
  google.next = { sub: 'moving', email: 'after@people.example', email_verified: true };
  const second = startBrowser();
  await google.signIn(second, await begin(second, 'google'));
  const users = await Promise.all([first, second].map((each) => each.json(`${cloud.url}/api/v1/session`)));
  t.same(users[0]?.body['user'], users[1]?.body['user']);
  google.next = { sub: 'somebody-else', email: 'before@people.example', email_verified: true };
  const stranger = startBrowser();
  const back = await google.signIn(stranger, await begin(stranger, 'google'));
  t.equal(
    back.url.searchParams.get('error'),
    'account_not_linked',
    'the same address is not the same person',
  );
  t.equal((await stranger.json(`${cloud.url}/api/v1/session`)).status, 401);
});

t.test('an address at a provider, verified or not, opens no account that has it', async (t) => {
  await cloud.signUp('victim@people.example');
  for (const verified of [false, true]) {
    other.next = { sub: `attacker-${verified}`, email: 'Victim@People.example', email_verified: verified };
    const browser = startBrowser();
    const back = await other.signIn(browser, await begin(browser, 'keycloak'));
    t.equal(back.url.pathname, pairing, 'and the pairing is not lost');
    t.equal(back.url.searchParams.get('error'), 'account_not_linked');
    t.equal((await browser.json(`${cloud.url}/api/v1/session`)).status, 401);
  }
});

t.test('who is signed in links a provider, and both lead to the same person then', async (t) => {
  const browser = startBrowser();
  const email = 'linking@people.example';
  await browser.send(`${cloud.url}/api/auth/sign-up/email`, { name: 'L', email, password });
  const asked = await browser.send(`${cloud.url}/api/auth/link-social`, {
    provider: 'google',
    callbackURL: '/security',
    errorCallbackURL: '/security',
  });
  google.next = { sub: 'linked', email: 'private@people.example', email_verified: true };
  const back = await google.signIn(browser, await browser.open(String(asked.body['url'])));
  t.equal(back.url.pathname + back.url.search, '/security');
  const later = startBrowser();
  await google.signIn(later, await begin(later, 'google'));
  t.match((await later.json(`${cloud.url}/api/v1/session`)).body, { user: { email } });
});

t.test('an ID token that is not what was asked for lets nobody in', async (t) => {
  const stranger = await generateKeyPair('RS256');
  const now = () => Math.floor(Date.now() / 1_000);
  const forgeries: Record<string, Forge> = {
    'another nonce': (claims, sign) => sign({ ...claims, nonce: 'of another sign-in' }),
    'no nonce': ({ nonce: _, ...claims }, sign) => sign(claims),
    'another issuer': (claims, sign) => sign({ ...claims, iss: 'https://elsewhere.example' }),
    'another audience': (claims, sign) => sign({ ...claims, aud: 'another-client' }),
    expired: (claims, sign) => sign({ ...claims, exp: now() - 600 }),
    'alg none': async (claims) => new UnsecuredJWT(claims).encode(),
    'another key': (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'of-the-idp' }).sign(stranger.privateKey),
    'our own secret as the key': (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(google.client.clientSecret)),
    'a changed subject': async (claims, sign) => {
      const [header, , signature] = (await sign(claims)).split('.');
      const payload = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url');
      return [header, payload, signature].join('.');
    },
  };
  google.next = { sub: 'forger', email: 'forger@people.example', email_verified: true };
  for (const [what, forge] of Object.entries(forgeries)) {
    google.forge = forge;
    const browser = startBrowser();
    const back = await google.signIn(browser, await begin(browser, 'google'));
    t.equal(back.url.pathname, pairing, what);
    t.ok(back.url.searchParams.get('error'), what);
    t.equal((await browser.json(`${cloud.url}/api/v1/session`)).status, 401, what);
  }
  google.forge = null;
  const browser = startBrowser();
  await google.signIn(browser, await begin(browser, 'google'));
  t.equal((await browser.json(`${cloud.url}/api/v1/session`)).status, 200, 'as it is, it is fine');
});

t.test('an answer belongs to the browser that asked, and is good once', async (t) => {
  google.next = { sub: 'csrf', email: 'csrf@people.example', email_verified: true };
  const attacker = startBrowser();
  const page = await begin(attacker, 'google');
  attacker.cookies.delete(new URL(cloud.url).origin);
  const back = await google.signIn(attacker, page);
  t.equal(back.url.searchParams.get('error'), 'state_mismatch', 'without the cookie of the one who asked');
  t.equal((await attacker.json(`${cloud.url}/api/v1/session`)).status, 401);

  const person = startBrowser();
  await google.signIn(person, await begin(person, 'google'));
  const callback = person.visited.find((url) => url.includes('/callback/google')) ?? '';
  const victim = startBrowser();
  const replayed = await victim.open(callback);
  t.ok(replayed.url.searchParams.get('error'));
  t.equal((await victim.json(`${cloud.url}/api/v1/session`)).status, 401);
  const invented = await victim.open(callback.replace(/state=[^&]+/, 'state=invented'));
  t.equal(invented.url.pathname, '/sign-in');
  t.equal(invented.url.origin, cloud.origin);
});

t.test('signing in makes a new session, whatever cookie was there before', async (t) => {
  google.next = { sub: 'fixed', email: 'fixed@people.example', email_verified: true };
  const attacker = startBrowser();
  await attacker.send(`${cloud.url}/api/auth/sign-up/email`, {
    name: 'A',
    email: 'a@people.example',
    password,
  });
  const planted = attacker.cookies.get(cloud.origin)?.get('signet.session_token') ?? '';
  const victim = startBrowser();
  victim.cookies.set(cloud.origin, new Map([['signet.session_token', planted]]));
  await google.signIn(victim, await begin(victim, 'google'));
  t.not(victim.cookies.get(cloud.origin)?.get('signet.session_token'), planted);
  t.match((await attacker.json(`${cloud.url}/api/v1/session`)).body, { user: { email: 'a@people.example' } });
});

t.test('a provider that is slow, broken, or left half-way leads back to the pairing', async (t) => {
  const port = await freePort();
  google.redirectUris.add(anyUri('google', port));
  const providers = providersSchema.parse([{ kind: 'google', issuer: google.issuer, ...google.client }]);
  const hasty = await startIdentity({ port, signIn: { providers, providerDeadlineMs: 300 } });
  t.teardown(() => hasty.close());
  google.next = { sub: 'trouble', email: 'trouble@people.example', email_verified: true };
  for (const trouble of ['never', 500, 404] as const) {
    google.tokenTrouble = trouble;
    const browser = startBrowser();
    const back = await google.signIn(browser, await begin(browser, 'google', hasty));
    t.equal(back.url.pathname, pairing, String(trouble));
    t.equal(back.url.searchParams.get('error'), trouble === 'never' ? 'provider_too_slow' : 'invalid_code');
  }
  google.tokenTrouble = null;
  const browser = startBrowser();
  const back = await google.refuse(browser, await begin(browser, 'google', hasty));
  t.equal(back.url.pathname, pairing);
  t.equal(back.url.searchParams.get('error'), 'access_denied');
});

t.test('no provider leads to another site', async (t) => {
  for (const member of ['callbackURL', 'errorCallbackURL', 'newUserCallbackURL']) {
    const answer = await cloud.send('POST', '/api/auth/sign-in/social', {
      body: { provider: 'google', callbackURL: '/', [member]: 'https://evil.example/' },
    });
    t.equal(answer.status, 403, member);
  }
});

t.test(
  'an unverified address has to be confirmed by mail first, and then leads to the pairing',
  async (t) => {
    const sink = await startSmtpSink();
    const port = await freePort();
    const idp = await startOidcIdp({ redirectUris: [anyUri('any', port)] });
    const providers = providersSchema.parse([
      { kind: 'oidc', id: 'any', name: 'Any', issuer: idp.issuer, ...idp.client },
    ]);
    const strict = await startIdentity({
      port,
      mail: { smtpUrl: sink.url, mailFrom: 'signet@signet.example', mailPage: false },
      signIn: { providers },
    });
    t.teardown(async () => {
      await strict.close();
      await idp.close();
      await sink.close();
    });
    idp.next = { sub: 'u', email: 'unsure@people.example', email_verified: false };
    const browser = startBrowser();
    const back = await idp.signIn(browser, await begin(browser, 'any', strict));
    t.equal(back.url.searchParams.get('error'), 'email_not_verified');
    const link = linkIn(await sink.mailTo('unsure@people.example'));
    t.equal(link.searchParams.get('next'), pairing);
    await browser.json(`${strict.url}/api/auth/verify-email?token=${link.searchParams.get('token')}`);
    t.equal((await browser.json(`${strict.url}/api/v1/session`)).status, 200);
  },
);
