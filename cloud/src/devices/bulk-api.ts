/** The description of `POST /api/v1/devices/bulk`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { problemResponses } from '../http/problem.ts';
import { requireActor } from '../identity/actor.ts';
import { bulkOutcomes } from './bulk-change.ts';
import { deviceFilterSchema } from './device-filter.ts';
import { deviceLocationSchema } from './device-schema.ts';
import { tagsSchema } from './tags.ts';

/** As many as a body of 64 KiB holds. */
export const maxIdsInBulk = 1_000;

const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });
const idsSchema = z.array(z.string().max(64)).max(maxIdsInBulk, `at most ${maxIdsInBulk} devices by name`);
const someTags = tagsSchema.min(1, 'at least one tag');

const bulkSchema = z
  .object({
    action: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('tag'), tags: someTags }),
      z.object({ kind: z.literal('untag'), tags: someTags }),
      z.object({ kind: z.literal('set-location'), location: deviceLocationSchema }),
      z.object({ kind: z.literal('remove') }),
      z.object({ kind: z.literal('keep') }).openapi({ description: 'Undoes a removal of a moment ago' }),
    ]),
    devices: z.union([
      z.strictObject({ ids: idsSchema.min(1, 'at least one device') }),
      z.strictObject({
        filter: deviceFilterSchema,
        except: idsSchema.optional(),
        count: z
          .int()
          .min(1)
          .openapi({ description: 'How many you expect; with any other number nothing is done' }),
      }),
    ]),
  })
  .openapi('DeviceBulk');

const resultsSchema = z
  .object({
    results: z.array(
      z.object({
        id: z.string(),
        outcome: z.enum(bulkOutcomes),
        locationBefore: z.string().optional(),
        tags: z.array(z.string()).readonly().optional(),
      }),
    ),
  })
  .openapi('DeviceBulkResults');

export function describeBulk(deps: Pick<Dependencies, 'identity' | 'origins'>) {
  return createRoute({
    method: 'post',
    path: '/api/v1/devices/bulk',
    tags: ['Devices'],
    summary: 'Tag, untag, place or remove many devices',
    // An Installer may change its own devices only, one by one: the handler asks again.
    middleware: requireActor(deps, 'device.edit'),
    request: { body: { content: json(bulkSchema), required: true } },
    responses: {
      200: { description: 'What came of it, device by device', content: json(resultsSchema) },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'count-changed',
        'deletion-locked',
      ),
    },
  });
}
