/**
 * Nobody unlinks the last way by which they can come in.
 *
 * better-auth keeps the last link whatever it is; a link to a provider that this cloud does not offer any more lets
 * nobody in, so it does not count here.
 */
import { APIError, type createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';

type MiddlewareContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/** Throws better-auth's own error, for the hook before `/unlink-account`. `providerIds`: of those that are set up. */
export async function keepAWayIn(
  ctx: MiddlewareContext,
  unlinked: unknown,
  providerIds: readonly string[],
): Promise<void> {
  const session = await getSessionFromCtx(ctx);
  // Without a session it is refused anyway.
  if (session === null) return;
  const { id: userId } = session.user;
  const links = await ctx.context.internalAdapter.findAccounts(userId);
  const isUsable = (providerId: string) =>
    providerId === 'credential' || providerId.startsWith('company-') || providerIds.includes(providerId);
  if (links.some(({ id, providerId }) => id !== unlinked && isUsable(providerId))) return;
  const passkeys = await ctx.context.adapter.count({
    model: 'passkey',
    where: [{ field: 'userId', value: userId }],
  });
  if (passkeys > 0) return;
  throw new APIError('BAD_REQUEST', {
    code: 'FAILED_TO_UNLINK_LAST_ACCOUNT',
    message: 'This is the last way by which you can sign in. Add another one first.',
  });
}
