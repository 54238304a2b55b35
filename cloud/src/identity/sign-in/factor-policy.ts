/**
 * Which sessions have shown a second factor, as one of better-auth's plugins; what that is worth is `second-factor.ts`.
 *
 * A session has when it was made by one, when its person has just set up their first, or when a code was entered
 * since. Wherever an account asks for a second factor, whoever has one changes, adds and removes them only from a
 * session that has shown it: a password alone must not be a way to a factor of one's own.
 */
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';

export interface FactorPolicyNeeds {
  clock(): number;
  addressHeader: string;
  hasSecondFactor(userId: string): Promise<boolean>;
  /** Whether any of a person's accounts asks for one. */
  isAsked(userId: string): Promise<boolean>;
}

const codePaths: ReadonlySet<string> = new Set(['/two-factor/verify-totp', '/two-factor/verify-backup-code']);
const passkeyPath = '/passkey/verify-authentication';
const registeredPath = '/passkey/verify-registration';
const changing: ReadonlySet<string> = new Set([
  '/passkey/generate-register-options',
  registeredPath,
  '/passkey/delete-passkey',
  '/two-factor/enable',
  '/two-factor/disable',
  '/two-factor/get-totp-uri',
  '/two-factor/generate-backup-codes',
]);

/** better-auth limits codes after a password and not those of somebody who is in already. */
const wrongCodes = { most: 10, withinMs: 15 * 60_000 };

type MiddlewareContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

interface HookContext {
  path?: string;
  context: { session?: unknown; adapter: unknown };
}

interface Counter {
  count(query: {
    model: string;
    where: { field: string; value: unknown; operator?: 'gt' }[];
  }): Promise<number>;
  create(row: { model: string; data: Record<string, unknown> }): Promise<unknown>;
}

/** Asked when a session is about to be made. */
export async function noteFactor<Session extends { userId: string; secondFactor?: unknown }>(
  session: Session,
  context: unknown,
): Promise<Session & { secondFactor: boolean }> {
  const ctx = context as HookContext | null;
  const path = ctx?.path ?? '';
  // One that takes the place of another (a second factor was turned on, or off) is worth what that one was.
  if (session.secondFactor === true) return { ...session, secondFactor: true };
  if (path === passkeyPath) return { ...session, secondFactor: true };
  if (!codePaths.has(path) || ctx === null) return { ...session, secondFactor: false };
  if (!ctx.context.session) return { ...session, secondFactor: true };
  return { ...session, secondFactor: !(await hasPasskey(ctx.context.adapter as Counter, session.userId)) };
}

export function factorPolicy(needs: FactorPolicyNeeds) {
  const before = createAuthMiddleware(async (ctx) => {
    const signedIn = await getSessionFromCtx(ctx);
    if (signedIn === null) return;
    const { user, session } = signedIn;
    const adapter = ctx.context.adapter as unknown as Counter;
    if (codePaths.has(ctx.path)) {
      const wrong = await countWrong(adapter, user.id, needs.clock());
      if (wrong < wrongCodes.most) return;
      throw new APIError('TOO_MANY_REQUESTS', {
        code: 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE',
        message: 'Too many wrong codes. Try again in a quarter of an hour.',
      });
    }
    if (ctx.path.startsWith('/two-factor/')) await askToComeInAgain(needs, ctx, user.id, session.createdAt);
    if (session['secondFactor'] === true) return;
    if (!(await needs.hasSecondFactor(user.id)) || !(await needs.isAsked(user.id))) return;
    throw new APIError('FORBIDDEN', {
      code: 'SECOND_FACTOR_FIRST',
      message: 'Show the second factor that you have first; then you can change it.',
    });
  });

  const after = createAuthMiddleware(async (ctx) => {
    const signedIn = ctx.context.session;
    if (signedIn === null) return;
    const { user, session } = signedIn;
    const adapter = ctx.context.adapter as unknown as Counter;
    if (ctx.context.returned instanceof APIError) {
      if (codePaths.has(ctx.path) && ctx.context.returned.statusCode === 401)
        await noteWrong(needs, ctx, user.id);
      return;
    }
    const shown =
      ctx.path === registeredPath
        ? !user['twoFactorEnabled'] && (await countPasskeys(adapter, user.id)) === 1
        : // With a session of its own it was the first code, see `noteFactor`.
          ctx.context.newSession === null;
    if (shown) await ctx.context.internalAdapter.updateSession(session.token, { secondFactor: true });
  });

  return {
    id: 'signet-second-factor',
    hooks: {
      before: [{ matcher: ({ path = '' }) => changing.has(path) || codePaths.has(path), handler: before }],
      after: [{ matcher: ({ path = '' }) => path === registeredPath || codePaths.has(path), handler: after }],
    },
  } satisfies BetterAuthPlugin;
}

/** A password is asked for by better-auth; who has none shows by a young session that it is still they. */
async function askToComeInAgain(
  needs: FactorPolicyNeeds,
  ctx: MiddlewareContext,
  userId: string,
  since: Date,
): Promise<void> {
  if (needs.clock() - since.getTime() <= ctx.context.sessionConfig.freshAge * 1_000) return;
  const links = await ctx.context.internalAdapter.findAccounts(userId);
  if (links.some(({ providerId }) => providerId === 'credential')) return;
  throw new APIError('FORBIDDEN', { code: 'SESSION_NOT_FRESH', message: 'Sign in again first.' });
}

async function hasPasskey(adapter: Counter, userId: string): Promise<boolean> {
  return (await countPasskeys(adapter, userId)) > 0;
}

function countPasskeys(adapter: Counter, userId: string): Promise<number> {
  return adapter.count({ model: 'passkey', where: [{ field: 'userId', value: userId }] });
}

function countWrong(adapter: Counter, userId: string, now: number): Promise<number> {
  return adapter.count({
    model: 'signIn',
    where: [
      { field: 'userId', value: userId },
      { field: 'method', value: 'two-factor' },
      { field: 'outcome', value: 'refused' },
      { field: 'at', value: now - wrongCodes.withinMs, operator: 'gt' },
    ],
  });
}

async function noteWrong(
  needs: FactorPolicyNeeds,
  ctx: { context: { adapter: unknown }; headers?: Headers | undefined },
  userId: string,
): Promise<void> {
  await (ctx.context.adapter as Counter).create({
    model: 'signIn',
    data: {
      userId,
      at: needs.clock(),
      method: 'two-factor',
      outcome: 'refused',
      address: ctx.headers?.get(needs.addressHeader) ?? null,
      userAgent: ctx.headers?.get('User-Agent')?.slice(0, 300) ?? null,
    },
  });
}
