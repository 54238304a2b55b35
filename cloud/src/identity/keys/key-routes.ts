/** API keys over REST: list, make, revoke. Making and revoking are done in person, so that no key makes another. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../../dependencies.ts';
import { problem, problemResponses } from '../../http/problem.ts';
import { createRouter } from '../../http/router.ts';
import { type ActorEnvironment, requireActor } from '../actor.ts';
import { roles } from '../rights.ts';
import { roleWords } from '../role-words.ts';
import { longestLifeDays, mostKeys } from './api-keys.ts';

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    start: z.string(),
    role: z.enum(roles),
    worth: z.enum(roles),
    madeBy: z.object({ userId: z.string(), name: z.string() }),
    /** Milliseconds since 1970. */
    createdAt: z.int(),
    expiresAt: z.int().nullable(),
    isExpired: z.boolean(),
    lastUsedAt: z.int().nullable(),
  })
  .openapi('ApiKey');

const makeSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'a key has a name')
    .max(100, 'a name has at most 100 characters')
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'a name is one line of text'),
  role: z.enum(roles),
  expiresInDays: z.int().min(1).max(longestLifeDays).nullable().default(null),
});

const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { 'application/json': { schema } } });

type Needs = Pick<Dependencies, 'keys' | 'identity' | 'origins'>;

export function keyRoutes(deps: Needs) {
  const tags = ['API keys'];
  const list = createRoute({
    method: 'get',
    path: '/api/v1/api-keys',
    summary: 'Keys of the account: an Admin sees all, others their own',
    tags,
    middleware: requireActor(deps, 'key.see'),
    responses: {
      200: { description: 'Newest first', ...json(z.object({ keys: z.array(keySchema) })) },
      ...problemResponses('sign-in-required', 'not-allowed'),
    },
  });
  const make = createRoute({
    method: 'post',
    path: '/api/v1/api-keys',
    summary: 'Make a key; it is shown this once',
    tags,
    middleware: requireActor(deps, 'key.make'),
    request: { body: { required: true, ...json(makeSchema) } },
    responses: {
      200: {
        description: 'Send it as `Authorization: Bearer`',
        ...json(z.object({ id: z.string(), key: z.string() })),
      },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'too-many-keys',
      ),
    },
  });
  const revoke = createRoute({
    method: 'delete',
    path: '/api/v1/api-keys/{id}',
    summary: 'End a key',
    tags,
    middleware: requireActor(deps, 'key.revoke'),
    request: { params: z.object({ id: z.string().max(64) }) },
    responses: {
      204: { description: 'It opens nothing any more' },
      ...problemResponses('sign-in-required', 'foreign-origin', 'not-allowed', 'unknown-key'),
    },
  });

  return createRouter<ActorEnvironment>()
    .openapi(list, async (c) => {
      c.header('Cache-Control', 'no-store');
      return c.json({ keys: await deps.keys.list(c.var.actor) }, 200);
    })
    .openapi(make, async (c) => {
      const { actor } = c.var;
      const made = await deps.keys.make(actor, c.req.valid('json'));
      c.header('Cache-Control', 'no-store');
      switch (made.outcome) {
        case 'made':
          return c.json({ id: made.id, key: made.key }, 200);
        case 'more-than-maker':
          return problem(
            c,
            'not-allowed',
            `A key can do what you can: ${roleWords[actor.role].title} or less.`,
            {
              field: 'role',
            },
          );
        case 'too-many-keys':
          return problem(
            c,
            'too-many-keys',
            `An account may have ${mostKeys} keys. Revoke one that is not used.`,
          );
        default:
          return made satisfies never;
      }
    })
    .openapi(revoke, async (c) => {
      const outcome = await deps.keys.revoke(c.var.actor, c.req.valid('param').id);
      return outcome === 'revoked'
        ? c.body(null, 204)
        : problem(c, 'unknown-key', 'It may have been revoked already, or be somebody else’s.');
    });
}
