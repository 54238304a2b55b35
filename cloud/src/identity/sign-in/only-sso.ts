/**
 * Where a company requires its own sign-on, nobody of its domain comes in otherwise.
 *
 * Asked when a session is about to be made, whatever made it, so that no way in can be forgotten; and when a person
 * is, so that nobody makes an account there that could never be used. Sessions remember how they came about.
 */
import { getCurrentAdapter } from '@better-auth/core/context';
import { APIError } from 'better-auth/api';
import type { CompanyProvider } from './company-sso.ts';
import { belongsTo, domainOf } from './email-domain.ts';

interface Finder {
  findOne<Row>(query: { model: string; where: { field: string; value: unknown }[] }): Promise<Row | null>;
  findMany<Row>(query: { model: string; where: { field: string; value: unknown }[] }): Promise<Row[]>;
}

/** What better-auth hands to its database hooks; null where no request is behind it. */
interface HookContext {
  path?: string;
  params?: Record<string, string>;
  context: { adapter: unknown };
}

export async function admitSession<Session extends { userId: string; ssoProviderId?: unknown }>(
  session: Session,
  context: unknown,
): Promise<{ data: Session & { ssoProviderId: string | null } }> {
  const ctx = context as HookContext | null;
  // One that takes the place of another (a second factor was turned on) came about as that one did.
  const before = typeof session.ssoProviderId === 'string' ? session.ssoProviderId : null;
  const ssoProviderId = companyOfPath(ctx) ?? before;
  if (ctx !== null && ssoProviderId === null) {
    const finder = await finderOf(ctx);
    const person = await finder.findOne<{ email: string }>({
      model: 'user',
      where: [{ field: 'id', value: session.userId }],
    });
    if (person !== null) await refuseWhereRequired(finder, person.email);
  }
  return { data: { ...session, ssoProviderId } };
}

export async function admitUser(user: { email: string }, context: unknown): Promise<undefined> {
  const ctx = context as HookContext | null;
  if (ctx !== null && companyOfPath(ctx) === null) await refuseWhereRequired(await finderOf(ctx), user.email);
  return undefined;
}

function companyOfPath(ctx: HookContext | null): string | null {
  return ctx?.path?.startsWith('/sso/') ? (ctx.params?.['providerId'] ?? null) : null;
}

async function refuseWhereRequired(finder: Finder, email: string): Promise<void> {
  const domain = domainOf(email);
  if (domain === null) return;
  const required = await finder.findMany<CompanyProvider>({
    model: 'ssoProvider',
    where: [
      { field: 'onlySso', value: true },
      { field: 'domainVerified', value: true },
    ],
  });
  if (!required.some((each) => belongsTo(domain, each.domain))) return;
  throw new APIError('BAD_REQUEST', {
    code: 'SSO_REQUIRED',
    message: 'The company of this address wants its people to sign in by its own sign-on.',
  });
}

async function finderOf(ctx: HookContext): Promise<Finder> {
  return (await getCurrentAdapter(ctx.context.adapter as never)) as unknown as Finder;
}
