/** `GET /api/v1/devices/{id}/health`: how one device is, and how it was within a day. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { isOwnDevice } from '../devices/own-device.ts';
import { problem, problemResponses } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import { type ActorEnvironment, requireActor } from '../identity/actor.ts';
import { healthSchema, readHealth } from './read-health.ts';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'identity' | 'origins'>;

export function healthRoutes(deps: Needs) {
  const route = createRoute({
    method: 'get',
    path: '/api/v1/devices/{id}/health',
    tags: ['Devices'],
    summary: 'How a device is, and what came and went within a day',
    middleware: requireActor(deps, 'device.see'),
    request: {
      params: z.object({ id: z.string().max(64) }),
      query: z.object({
        until: z.iso
          .datetime()
          .optional()
          .openapi({ description: 'End of the day; now, where it is left out' }),
      }),
    },
    responses: {
      200: { description: 'Its health', content: { 'application/json': { schema: healthSchema } } },
      ...problemResponses('invalid-request', 'sign-in-required', 'second-factor-required', 'unknown-device'),
    },
  });
  return createRouter<ActorEnvironment>().openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { until } = c.req.valid('query');
    const { actor } = c.var;
    if ((await isOwnDevice(deps.db, actor, id)) === null)
      return problem(c, 'unknown-device', 'It may have been removed, or belong to another account.');
    const end = until === undefined ? deps.clock() : Date.parse(until);
    return c.json(await readHealth(deps.db, actor.accountId, id, end), 200);
  });
}
