/**
 * Our rules around better-auth's own, as one of its plugins.
 *
 * Before a request: nothing leads away from this site, no password is guessable, a company's sign-on is named by its
 * provider and carries a nonce, and a SAML answer comes back to the browser that asked. After it: the sign-in is
 * noted. Goes last in the list of plugins, so that what it notes is what came out in the end (a second factor undoes
 * the session of the first).
 */
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, addOAuthServerContext, createAuthMiddleware, getOAuthState } from 'better-auth/api';
import { generateRandomString } from 'better-auth/crypto';
import { z } from 'zod';
import { keepAWayIn } from './last-way-in.ts';
import { isGuessable } from './password-policy.ts';
import { foreignReturn, isPathOfThisSite } from './return-path.ts';
import { methodOf } from './sign-in-history.ts';
import { signInTables, type Writer } from './sign-in-tables.ts';

export interface SignInPolicyNeeds {
  publicUrl: string;
  clock(): number;
  /** Header with the true client address. */
  addressHeader: string;
  /** Of the identity providers that everybody may sign in with. */
  providerIds: readonly string[];
  /** Shorter ones are refused for that. */
  shortestPassword: number;
}

/** The key under which a nonce travels in the state of a company's sign-on. */
export const nonceKey = 'signetNonce';

const passwordMembers: Readonly<Record<string, string>> = {
  '/sign-up/email': 'password',
  '/reset-password': 'newPassword',
  '/change-password': 'newPassword',
  '/set-password': 'newPassword',
};

const samlReturnPath = '/sso/saml2/sp/acs/:providerId';

export function signInPolicy(needs: SignInPolicyNeeds) {
  const { publicUrl, clock, shortestPassword, addressHeader } = needs;
  const before = createAuthMiddleware(async (ctx) => {
    const body: Record<string, unknown> =
      typeof ctx.body === 'object' && ctx.body !== null ? { ...ctx.body } : {};
    const foreign = foreignReturn(body) ?? foreignReturn(ctx.query);
    if (foreign !== null) {
      throw new APIError('FORBIDDEN', {
        code: 'INVALID_CALLBACK_URL',
        message: `${foreign} leads to another site.`,
      });
    }
    const password = body[passwordMembers[ctx.path] ?? ''];
    const isLong = typeof password === 'string' && password.length >= shortestPassword;
    if (isLong && (await isGuessable(password, personOf(body)))) {
      throw new APIError('BAD_REQUEST', {
        code: 'PASSWORD_COMPROMISED',
        message: 'This password is among the first that anybody would try. Choose another one.',
      });
    }
    if (ctx.path === '/unlink-account') await keepAWayIn(ctx, body['accountId'], needs.providerIds);
    if (ctx.path === '/sign-in/sso') await expectNonce(body['providerId']);
    if (ctx.path === samlReturnPath) {
      const asked = await ctx.getSignedCookie(
        ctx.context.createAuthCookie('relay_state').name,
        ctx.context.secret,
      );
      const relayState = typeof body['RelayState'] === 'string' ? body['RelayState'] : '';
      const whyNot =
        ctx.method !== 'POST' || !asked || asked !== relayState
          ? 'state_mismatch'
          : isSignedByOldAlgorithm(body['SAMLResponse'])
            ? 'saml_old_algorithm'
            : null;
      if (whyNot !== null) {
        const found =
          relayState === '' ? null : await ctx.context.internalAdapter.findVerificationValue(relayState);
        throw ctx.redirect(errorPage(publicUrl, found?.value, whyNot));
      }
    }
  });

  const after = createAuthMiddleware(async (ctx) => {
    if (ctx.path === '/sign-in/sso') {
      const answer = await withNonce(ctx.context.returned);
      return answer === null ? undefined : ctx.json(answer);
    }
    const method = methodOf(ctx.path, ctx.params);
    if (method === null) return undefined;
    const made = ctx.context.newSession;
    const userId = made?.user.id ?? (await userWhoFailed(ctx));
    if (userId === null) return undefined;
    const writer = ctx.context.adapter as unknown as Writer;
    await writer.create({
      model: 'signIn',
      data: {
        userId,
        at: clock(),
        method,
        outcome: made ? 'signed-in' : 'refused',
        address: ctx.headers?.get(addressHeader) ?? null,
        userAgent: ctx.headers?.get('User-Agent')?.slice(0, 300) ?? null,
      },
    });
    return undefined;
  });

  return {
    id: 'signet-sign-in',
    schema: signInTables,
    hooks: {
      before: [{ matcher: () => true, handler: before }],
      after: [{ matcher: () => true, handler: after }],
    },
  } satisfies BetterAuthPlugin;
}

type MiddlewareContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/**
 * Whether SHA-1 has a part in an answer's signatures. The plugin rejects deprecated algorithms, but looks for them
 * where answers by redirect name theirs, and answers by form name it in the signature itself.
 */
function isSignedByOldAlgorithm(response: unknown): boolean {
  if (typeof response !== 'string') return false;
  return /xmldsig#(?:\w+-)?sha1\b/.test(Buffer.from(response, 'base64').toString('utf8'));
}

/** A company's sign-on is found by `GET /api/v1/sign-in-methods`, which looks at confirmed domains alone. */
async function expectNonce(providerId: unknown): Promise<void> {
  if (typeof providerId !== 'string') {
    throw new APIError('BAD_REQUEST', { code: 'PROVIDER_REQUIRED', message: 'Name the providerId.' });
  }
  await addOAuthServerContext({ [nonceKey]: generateRandomString(32) });
}

/** The plugin sends no nonce of its own and lets nobody add one, so it is put into the finished address. */
async function withNonce(returned: unknown): Promise<{ url: string; redirect: boolean } | null> {
  const answer = addressSchema.safeParse(returned);
  const nonce = (await getOAuthState())?.serverContext?.[nonceKey];
  // A SAML request has no such state; its answer names the request itself.
  if (!answer.success || typeof nonce !== 'string') return null;
  const url = new URL(answer.data.url);
  url.searchParams.set('nonce', nonce);
  return { url: url.toString(), redirect: true };
}

const addressSchema = z.object({ url: z.url() });

/** Of a wrong password, whose it was not; null for an address that nobody has. */
async function userWhoFailed(ctx: MiddlewareContext): Promise<string | null> {
  if (ctx.path !== '/sign-in/email' || !(ctx.context.returned instanceof APIError)) return null;
  if (ctx.context.returned.statusCode !== 401) return null;
  const email: unknown = ctx.body?.email;
  if (typeof email !== 'string') return null;
  return (await ctx.context.internalAdapter.findUserByEmail(email.toLowerCase()))?.user.id ?? null;
}

const stateSchema = z.object({ errorURL: z.string().optional(), callbackURL: z.string().optional() });

/** The page from which a sign-in began, with what went wrong. `state` is better-auth's own record of it. */
export function errorPage(publicUrl: string, state: string | undefined, error: string): string {
  const { errorURL, callbackURL } = readState(state);
  const path = [errorURL, callbackURL].find(isPathOfThisSite) ?? '/sign-in';
  const url = new URL(path, publicUrl);
  url.searchParams.set('error', error);
  return url.toString();
}

function readState(text: string | undefined): z.infer<typeof stateSchema> {
  try {
    return stateSchema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

function personOf(body: Record<string, unknown>): { email?: string; name?: string } {
  return {
    ...(typeof body['email'] === 'string' ? { email: body['email'] } : {}),
    ...(typeof body['name'] === 'string' ? { name: body['name'] } : {}),
  };
}
