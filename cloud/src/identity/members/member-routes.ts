/**
 * Members of an account over REST: list, change a role, remove, leave.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../../dependencies.ts';
import { problem, problemResponses } from '../../http/problem.ts';
import { createRouter } from '../../http/router.ts';
import { type ActorEnvironment, requireActor } from '../actor.ts';
import { roles } from '../rights.ts';
import { changeRole, listMembers, removeMember } from './members.ts';

const memberSchema = z
  .object({
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    /** Milliseconds since 1970. */
    joinedAt: z.int(),
  })
  .openapi('Member');

const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { 'application/json': { schema } } });
const params = z.object({ userId: z.string().max(64) });
const unknownDetail = 'They may have left, or been removed by somebody else.';
const lastAdminDetail = 'An account always has an Admin. Make somebody else one first.';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'randomBytes' | 'identity' | 'origins'>;

export function memberRoutes(deps: Needs) {
  const tags = ['Members'];
  const list = createRoute({
    method: 'get',
    path: '/api/v1/members',
    summary: 'Who belongs to the account, by name',
    tags,
    middleware: requireActor(deps, 'member.see'),
    responses: {
      200: { description: 'All of them', ...json(z.object({ members: z.array(memberSchema) })) },
      ...problemResponses('sign-in-required', 'not-allowed'),
    },
  });
  const change = createRoute({
    method: 'patch',
    path: '/api/v1/members/{userId}',
    summary: 'Give a member another role',
    tags,
    middleware: requireActor(deps, 'member.manage'),
    request: { params, body: { required: true, ...json(z.object({ role: z.enum(roles) })) } },
    responses: {
      204: { description: 'From their next request on' },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-member',
        'last-admin',
      ),
    },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/api/v1/members/{userId}',
    summary: 'Remove a member, and with them their keys and open invitations',
    tags,
    middleware: requireActor(deps, 'member.manage'),
    request: { params },
    responses: {
      204: { description: 'Removed, at once' },
      ...problemResponses(
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-member',
        'last-admin',
      ),
    },
  });
  const leave = createRoute({
    method: 'post',
    path: '/api/v1/account/leave',
    summary: 'Leave the account that the session acts on',
    tags,
    middleware: requireActor(deps),
    responses: {
      204: { description: 'Left; the session acts on another account of yours' },
      ...problemResponses('sign-in-required', 'foreign-origin', 'not-allowed', 'last-admin'),
    },
  });

  return createRouter<ActorEnvironment>()
    .openapi(list, async (c) => {
      c.header('Cache-Control', 'no-store');
      return c.json({ members: await listMembers(deps.db, c.var.actor.accountId) }, 200);
    })
    .openapi(change, async (c) => {
      const { role } = c.req.valid('json');
      const outcome = await changeRole(deps, c.var.actor, c.req.valid('param').userId, role);
      if (outcome === 'unknown-member') return problem(c, 'unknown-member', unknownDetail);
      return outcome === 'last-admin' ? problem(c, 'last-admin', lastAdminDetail) : c.body(null, 204);
    })
    .openapi(remove, async (c) => {
      const outcome = await removeMember(deps, c.var.actor, c.req.valid('param').userId);
      if (outcome === 'unknown-member') return problem(c, 'unknown-member', unknownDetail);
      return outcome === 'last-admin' ? problem(c, 'last-admin', lastAdminDetail) : c.body(null, 204);
    })
    .openapi(leave, async (c) => {
      const { actor } = c.var;
      if (actor.kind !== 'user') return problem(c, 'not-allowed', 'A key cannot leave; revoke it instead.');
      const outcome = await removeMember(deps, actor, actor.userId);
      // Whoever was removed in this very moment wanted nothing else.
      return outcome === 'last-admin' ? problem(c, 'last-admin', lastAdminDetail) : c.body(null, 204);
    });
}
