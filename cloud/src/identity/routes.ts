/**
 * Sign-up, sign-in and sign-out, which are better-auth's, and who the cloud takes the speaker for.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import type { Dependencies } from '../dependencies.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Environment } from '../http/environment.ts';
import { problem, problemResponses } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import { type ActorEnvironment, requireActor } from './actor.ts';

type Needs = Pick<Dependencies, 'identity' | 'origins'>;

const membershipSchema = z
  .object({ id: z.string(), name: z.string(), role: z.enum(['owner', 'admin', 'member']) })
  .openapi('Membership');

const sessionSchema = z
  .object({
    user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    /** Every account of the user, oldest first. */
    accounts: z.array(membershipSchema),
    /** The one that requests act on. */
    account: membershipSchema,
  })
  .openapi('Session');

/** `/api/auth/*`. */
export function authRoutes(deps: Needs): Hono<Environment> {
  return new Hono<Environment>().on(['GET', 'POST'], '/api/auth/*', (c) =>
    deps.identity.handle(c.req.raw, clientAddress(c)),
  );
}

/** `GET /api/v1/session`. */
export function sessionRoutes(deps: Needs) {
  const route = createRoute({
    method: 'get',
    path: '/api/v1/session',
    summary: 'Who you are, and in which account',
    tags: ['session'],
    middleware: [requireActor(deps)] as const,
    responses: {
      200: { description: 'Signed in', content: { 'application/json': { schema: sessionSchema } } },
      ...problemResponses('sign-in-required'),
    },
  });
  return createRouter<ActorEnvironment>().openapi(route, async (c) => {
    const { actor, person } = c.var;
    const accounts = [...(await deps.identity.membershipsOf(actor.userId))];
    const account = accounts.find((each) => each.id === actor.accountId);
    // The membership ended between two queries of this very request.
    if (account === undefined) return problem(c, 'sign-in-required', 'Sign in again.');
    c.header('Cache-Control', 'no-store');
    return c.json({ user: person, accounts, account }, 200);
  });
}
