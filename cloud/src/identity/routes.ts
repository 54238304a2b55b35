/**
 * Sign-up, sign-in and sign-out, which are better-auth's; who the cloud takes the speaker for, and in which account.
 *
 * A session acts on one account at a time, so that no request has to name it; a key on the one it was made for.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { readClosed } from '../accounts/close-account.ts';
import type { Dependencies } from '../dependencies.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Environment } from '../http/environment.ts';
import { problem, problemResponses } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import { accountNameSchema } from './account-name.ts';
import { mostAccountsRun } from './accounts.ts';
import { type ActorEnvironment, requireActor } from './actor.ts';
import { roles } from './rights.ts';
import { isKeptOut } from './second-factor.ts';

type Needs = Pick<Dependencies, 'identity' | 'origins'>;

/** For so long a person is told that an account of theirs was closed. */
const closedToldMs = 30 * 24 * 3_600_000;

const membershipSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    needsSecondFactor: z.boolean().openapi({
      description:
        'The account asks for a second factor, and this session has shown none: it is closed to it',
    }),
  })
  .openapi('Membership');

const sessionSchema = z
  .object({
    user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    /** Every account of the user, oldest first. */
    accounts: z.array(membershipSchema),
    /** The one that requests act on. */
    account: membershipSchema,
    closed: z
      .array(z.object({ id: z.string(), name: z.string(), closedAt: z.iso.datetime(), by: z.string() }))
      .openapi({ description: 'Accounts of the user that were closed in the last 30 days, newest first' }),
  })
  .openapi('Session');

const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { 'application/json': { schema } } });
const inPerson = 'This is done in person: sign in to Studio.';

/** `/api/auth/*`. */
export function authRoutes(deps: Needs): Hono<Environment> {
  return new Hono<Environment>().on(['GET', 'POST'], '/api/auth/*', (c) =>
    deps.identity.handle(c.req.raw, clientAddress(c)),
  );
}

/** `/api/v1/session` and the accounts among which it chooses. */
export function sessionRoutes(deps: Needs & Pick<Dependencies, 'db' | 'clock'>) {
  const tags = ['session'];
  const middleware = [requireActor(deps)] as [ReturnType<typeof requireActor>];
  const read = createRoute({
    method: 'get',
    path: '/api/v1/session',
    summary: 'Who you are, and in which account',
    tags,
    middleware,
    responses: {
      200: { description: 'Signed in', ...json(sessionSchema) },
      ...problemResponses('sign-in-required'),
    },
  });
  const enter = createRoute({
    method: 'post',
    path: '/api/v1/session/account',
    summary: 'Act on another of your accounts from now on',
    tags,
    middleware,
    request: { body: { required: true, ...json(z.object({ accountId: z.string().min(1).max(64) })) } },
    responses: {
      204: { description: 'Every request of this session acts on it' },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-account',
      ),
    },
  });
  const open = createRoute({
    method: 'post',
    path: '/api/v1/accounts',
    summary: 'Open one more account, of which you are Admin, and act on it',
    tags,
    middleware,
    request: { body: { required: true, ...json(z.object({ name: accountNameSchema })) } },
    responses: {
      200: { description: 'It is there', ...json(membershipSchema) },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'too-many-accounts',
      ),
    },
  });

  return createRouter<ActorEnvironment>()
    .openapi(read, async (c) => {
      const { actor, person } = c.var;
      const accounts = (await deps.identity.membershipsOf(actor.userId)).map(
        ({ asksSecondFactor, ...account }) => ({
          ...account,
          needsSecondFactor: isKeptOut(actor, { id: account.id, asksSecondFactor }),
        }),
      );
      const account = accounts.find((each) => each.id === actor.accountId);
      // The membership ended between two queries of this very request.
      if (account === undefined) return problem(c, 'sign-in-required', 'Sign in again.');
      c.header('Cache-Control', 'no-store');
      const since = deps.clock() - closedToldMs;
      const closed = (await readClosed(deps.db, { userId: actor.userId, since })).map(
        ({ closedAt, ...each }) => ({ ...each, closedAt: new Date(closedAt).toISOString() }),
      );
      return c.json({ user: person, accounts, account, closed }, 200);
    })
    .openapi(enter, async (c) => {
      const { actor } = c.var;
      if (actor.kind !== 'user') return problem(c, 'not-allowed', inPerson);
      const entered = await deps.identity.enterAccount(actor, c.req.valid('json').accountId);
      return entered ? c.body(null, 204) : notYours(c);
    })
    .openapi(open, async (c) => {
      const { actor } = c.var;
      if (actor.kind !== 'user') return problem(c, 'not-allowed', inPerson);
      const account = await deps.identity.openAccount(actor, c.req.valid('json').name);
      if (account === null) {
        return problem(
          c,
          'too-many-accounts',
          `A person may run ${mostAccountsRun} accounts. Close one that is no longer needed.`,
        );
      }
      await deps.identity.enterAccount(actor, account.id);
      return c.json({ ...account, role: 'admin' as const, needsSecondFactor: false }, 200);
    });
}

function notYours(c: Context) {
  return problem(c, 'unknown-account', 'Choose one of your own accounts.', { field: 'accountId' });
}
