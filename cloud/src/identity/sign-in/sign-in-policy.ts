/**
 * Our rules around better-auth's own, as one of its plugins.
 *
 * Before a request: nothing leads away from this site, no password is guessable, a company's sign-on is named by its
 * provider and carries a nonce, and a SAML answer comes back to the browser that asked. After it: the sign-in is
 * noted. Goes last in the list of plugins, so that what it notes is what came out in the end (a second factor undoes
 * the session of the first).
 */
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, addOAuthServerContext, createAuthMiddleware } from 'better-auth/api';
import { generateRandomString } from 'better-auth/crypto';
import { z } from 'zod';
import { isGuessable } from './password-policy.ts';
import { foreignReturn, isPathOfThisSite } from './return-path.ts';
import { methodOf } from './sign-in-history.ts';
import { signInTables, type Writer } from './sign-in-tables.ts';

export interface SignInPolicyNeeds {
  publicUrl: string;
  clock(): number;
  /** Header with the true client address. */
  addressHeader: string;
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

export function signInPolicy({ publicUrl, clock, shortestPassword, addressHeader }: SignInPolicyNeeds) {
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
    if (ctx.path === '/sign-in/sso') return nameProvider(ctx, body);
    if (ctx.path === samlReturnPath) {
      const asked = await ctx.getSignedCookie(
        ctx.context.createAuthCookie('relay_state').name,
        ctx.context.secret,
      );
      if (ctx.method !== 'POST' || !asked || asked !== body['RelayState']) {
        const way = typeof body['RelayState'] === 'string' ? body['RelayState'] : '';
        const found = way === '' ? null : await ctx.context.internalAdapter.findVerificationValue(way);
        throw ctx.redirect(errorPage(publicUrl, found?.value, 'state_mismatch'));
      }
    }
    return undefined;
  });

  const after = createAuthMiddleware(async (ctx) => {
    const method = methodOf(ctx.path, ctx.params);
    if (method === null) return;
    const made = ctx.context.newSession;
    const userId = made?.user.id ?? (await userWhoFailed(ctx));
    if (userId === null) return;
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

/** A company's sign-on is found by `GET /api/v1/sign-in-methods`, which looks at confirmed domains alone. */
async function nameProvider(ctx: MiddlewareContext, body: Record<string, unknown>) {
  const { providerId } = body;
  if (typeof providerId !== 'string') {
    throw new APIError('BAD_REQUEST', { code: 'PROVIDER_REQUIRED', message: 'Name the providerId.' });
  }
  const provider = await ctx.context.adapter.findOne<{ oidcConfig?: unknown }>({
    model: 'ssoProvider',
    where: [{ field: 'providerId', value: providerId }],
  });
  if (!provider?.oidcConfig) return undefined;
  const nonce = generateRandomString(32);
  await addOAuthServerContext({ [nonceKey]: nonce });
  return { context: { body: { ...body, additionalParams: { nonce } } } };
}

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
