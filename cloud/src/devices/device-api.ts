/**
 * The description of the devices' part of the API: addresses, shapes and refusals, from which OpenAPI is generated.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { warningCountSchema } from '../health/read-warnings.ts';
import { problemResponses } from '../http/problem.ts';
import { requireActor } from '../identity/actor.ts';
import { deviceFilterQuery, type deviceStatusFilters } from './device-filter.ts';
import { deviceSorts } from './device-order.ts';
import { deviceLocationSchema, deviceNameSchema, deviceSchema } from './device-schema.ts';
import { maxPageSize } from './list-devices.ts';
import { tagsSchema } from './tags.ts';

const tags = ['Devices'];
const params = z.object({ id: z.string().max(64) });
const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });

const pageQuery = deviceFilterQuery.extend({
  sort: z.enum(deviceSorts).default('name'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(100),
  cursor: z.string().max(4_096).optional().openapi({ description: '`nextCursor` of the page before' }),
});

const pageSchema = z
  .object({
    devices: z.array(deviceSchema),
    total: z.int().openapi({ description: 'How many match in all' }),
    nextCursor: z.string().nullable().openapi({ description: 'Null on the last page' }),
  })
  .openapi('DevicePage');

const count = z.int();
const surveySchema = z
  .object({
    total: count,
    statuses: z.object({
      online: count,
      playing: count,
      offline: count,
      'never-seen': count,
    }) satisfies z.ZodType<Record<(typeof deviceStatusFilters)[number], number>>,
    tags: z.array(z.object({ tag: z.string(), devices: count })),
    locations: z.array(z.object({ location: z.string(), devices: count })),
    withWarnings: count,
    warnings: z.array(warningCountSchema).openapi({ description: 'The worst first' }),
  })
  .openapi('DeviceSurvey');

const factsSchema = z
  .object({
    name: z.string(),
    location: z.string(),
    tags: z.array(z.string()),
    reason: z.string(),
    playlist: z.string().nullable(),
  })
  .partial()
  .nullable();

const historySchema = z
  .object({
    deeds: z.array(
      z.object({
        at: z.iso.datetime(),
        action: z.string().openapi({ example: 'device.renamed' }),
        before: factsSchema,
        after: factsSchema,
      }),
    ),
  })
  .openapi('DeviceHistory');

const editSchema = z
  .object({
    name: deviceNameSchema.optional(),
    location: deviceLocationSchema.optional(),
    addTags: tagsSchema.optional(),
    removeTags: tagsSchema.optional(),
  })
  .refine(
    (edit) => Object.values(edit).some((value) => value !== undefined),
    'name, location, addTags or removeTags is needed',
  )
  .openapi('DeviceEdit');

export function describeDevices(deps: Pick<Dependencies, 'identity' | 'origins'>) {
  const see = requireActor(deps, 'device.see');
  const list = createRoute({
    method: 'get',
    path: '/api/v1/devices',
    tags,
    summary: 'The devices of the account, a page at a time',
    middleware: see,
    request: { query: pageQuery },
    responses: {
      200: { description: 'One page', content: json(pageSchema) },
      ...problemResponses('invalid-request', 'sign-in-required', 'second-factor-required'),
    },
  });
  const survey = createRoute({
    method: 'get',
    path: '/api/v1/devices/survey',
    tags,
    summary: 'How many devices there are of which status, tag and location',
    middleware: see,
    responses: {
      200: { description: 'The numbers', content: json(surveySchema) },
      ...problemResponses('sign-in-required', 'second-factor-required'),
    },
  });
  const read = createRoute({
    method: 'get',
    path: '/api/v1/devices/{id}',
    tags,
    summary: 'One device',
    middleware: see,
    request: { params },
    responses: {
      200: { description: 'The device', content: json(deviceSchema) },
      ...problemResponses('sign-in-required', 'second-factor-required', 'unknown-device'),
    },
  });
  const history = createRoute({
    method: 'get',
    path: '/api/v1/devices/{id}/history',
    tags,
    summary: 'What was done with a device, the latest first',
    middleware: see,
    request: { params },
    responses: {
      200: { description: 'The last fifty', content: json(historySchema) },
      ...problemResponses('sign-in-required', 'second-factor-required', 'unknown-device'),
    },
  });
  const edit = createRoute({
    method: 'patch',
    path: '/api/v1/devices/{id}',
    tags,
    summary: 'Name a device, say where it hangs, tag it',
    middleware: requireActor(deps, 'device.edit'),
    request: { params, body: { content: json(editSchema), required: true } },
    responses: {
      200: { description: 'The device as it is now', content: json(deviceSchema) },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-device',
        'tag-limit-reached',
      ),
    },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/api/v1/devices/{id}',
    tags,
    summary: 'Remove a device from the account; a minute later it is told, and shows a new pairing code',
    middleware: requireActor(deps, 'device.remove'),
    request: { params },
    responses: {
      204: { description: 'Removed' },
      ...problemResponses(
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-device',
        'deletion-locked',
      ),
    },
  });
  return { list, survey, read, history, edit, remove };
}
