/**
 * A real OpenID Connect provider for tests, which can be told to misbehave.
 *
 * Signs in by a form with one button and whoever `next` names; consents by itself. What it issues is what
 * `oidc-provider` issues; a test that wants a wrong ID token replaces it on its way out of the token endpoint.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';
import type { BrowserForTests, Page } from './browser.ts';

export interface IdpPerson {
  sub: string;
  email: string;
  email_verified?: boolean;
  name?: string;
  [claim: string]: unknown;
}

/** Makes an ID token of the test's own; `sign` uses the provider's real key. */
export type Forge = (
  claims: JWTPayload,
  sign: (claims: JWTPayload, header?: { alg?: string; kid?: string }) => Promise<string>,
) => Promise<string>;

export interface OidcIdp {
  issuer: string;
  origin: string;
  client: { clientId: string; clientSecret: string };
  /** Where people may be sent back to. */
  redirectUris: Set<string>;
  /** Who signs in next. */
  next: IdpPerson;
  forge: Forge | null;
  /** Answers the token endpoint with this status instead; `never` keeps it waiting. */
  tokenTrouble: number | 'never' | null;
  /** Presses the button on its page, and follows where that leads. */
  signIn(browser: BrowserForTests, page: Page): Promise<Page>;
  /** Goes back without signing in. */
  refuse(browser: BrowserForTests, page: Page): Promise<Page>;
  close(): Promise<void>;
}

export interface OidcIdpOptions {
  redirectUris?: readonly string[];
  /** Of the issuer, such as `/tenant/v2.0`. */
  path?: string;
  port?: number;
}

export async function startOidcIdp({
  redirectUris = [],
  path = '',
  port = 0,
}: OidcIdpOptions = {}): Promise<OidcIdp> {
  const handlers = Promise.withResolvers<(request: IncomingMessage, response: ServerResponse) => void>();
  const server = createServer(async (request, response) => (await handlers.promise)(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${origin}${path}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'of-the-idp', alg: 'RS256', use: 'sig' };
  const client = { clientId: 'signet', clientSecret: 'a secret between the two of us' };
  const people = new Map<string, IdpPerson>();

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: ['https://set.below.example/'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ['only for tests'] },
    scopes: ['openid', 'email', 'profile'],
    claims: { openid: ['sub', 'oid', 'tid'], email: ['email', 'email_verified'], profile: ['name'] },
    // As Google and Microsoft do: the claims are in the ID token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `${path}/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: async () => ({ ...people.get(sub), sub }),
    }),
    loadExistingGrant: async (ctx) => {
      const { client: asking, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({
        clientId: asking?.clientId ?? '',
        accountId: session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.Client.prototype.redirectUriAllowed = (uri) => idp.redirectUris.has(uri);
  const answer = provider.callback();

  const idp: OidcIdp = {
    issuer,
    origin,
    client,
    redirectUris: new Set(redirectUris),
    next: { sub: 'nobody', email: 'nobody@idp.example' },
    forge: null,
    tokenTrouble: null,
    async signIn(browser, page) {
      return browser.submit(page.url, { person: JSON.stringify(idp.next) });
    },
    async refuse(browser, page) {
      return browser.submit(page.url, { refuse: '1' });
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  const sign = (claims: JWTPayload, header: { alg?: string; kid?: string } = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'of-the-idp', ...header }).sign(privateKey);

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') {
      response
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end(
          "<form method='post'><button>Sign in</button></form><form method='post'><input type='hidden' name='refuse' value='1'><button>Go back</button></form>",
        );
      return;
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    if (form.has('refuse')) {
      const denied = { error: 'access_denied', error_description: 'The person went back.' };
      return provider.interactionFinished(request, response, denied);
    }
    const person = JSON.parse(form.get('person') ?? JSON.stringify(idp.next)) as IdpPerson;
    people.set(person.sub, person);
    await provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  }

  handlers.resolve((request, response) => {
    const url = request.url ?? '';
    const under = url.slice(path.length);
    if (!url.startsWith(path)) return void response.writeHead(404).end();
    if (under.startsWith('/interaction/')) return void interact(request, response);
    if (under.startsWith('/token')) {
      if (idp.tokenTrouble === 'never') return;
      if (idp.tokenTrouble !== null) return void response.writeHead(idp.tokenTrouble).end('trouble');
      if (idp.forge !== null) replaceIdToken(response, idp.forge, sign);
    }
    request.url = under;
    (request as IncomingMessage & { originalUrl?: string }).originalUrl = url;
    // Mounted below a path, as the library's documentation shows for other frameworks.
    (request as IncomingMessage & { baseUrl?: string }).baseUrl = path;
    answer(request, response);
  });
  return idp;
}

function replaceIdToken(
  response: ServerResponse,
  forge: Forge,
  sign: (claims: JWTPayload, header?: { alg?: string }) => Promise<string>,
): void {
  const end = response.end.bind(response);
  response.end = ((chunk: unknown) => {
    const text = Buffer.isBuffer(chunk) ? chunk.toString() : String(chunk ?? '');
    const body = JSON.parse(text) as { id_token?: string };
    const [, payload = ''] = (body.id_token ?? '').split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
    void forge(claims, sign).then((token) => {
      const forged = JSON.stringify({ ...body, id_token: token });
      response.setHeader('Content-Length', Buffer.byteLength(forged));
      end(forged);
    });
    return response;
  }) as ServerResponse['end'];
}
