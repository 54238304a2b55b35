/**
 * The account's devices over REST: list, read, name, remove. A device of another account does not exist here.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { problem, problemResponses } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import { type ActorEnvironment, requireActor } from '../identity/actor.ts';
import { whyNot } from '../identity/rights.ts';
import { deviceLocationSchema, deviceNameSchema, deviceSchema } from './device-schema.ts';
import { readDevice, readDevices } from './device-view.ts';
import { editDevice } from './edit-device.ts';
import { isOwnDevice } from './own-device.ts';
import { removeDevice } from './remove-device.ts';

const tags = ['Devices'];
const params = z.object({ id: z.string().max(64) });
const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });

const editSchema = z
  .object({ name: deviceNameSchema.optional(), location: deviceLocationSchema.optional() })
  .refine((edit) => edit.name !== undefined || edit.location !== undefined, 'name or location is needed')
  .openapi('DeviceEdit');

const unknownDetail = 'It may have been removed, or belong to another account.';

type Needs = Pick<
  Dependencies,
  'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'log' | 'presence' | 'identity' | 'origins'
>;

/** Mounted at `/`; the return type carries the routes for the typed client. */
export function deviceRoutes(deps: Needs) {
  const see = requireActor(deps, 'device.see');
  const list = createRoute({
    method: 'get',
    path: '/api/v1/devices',
    tags,
    summary: 'The devices of the account, by name',
    middleware: see,
    responses: {
      200: { description: 'All of them', content: json(z.object({ devices: z.array(deviceSchema) })) },
      ...problemResponses('sign-in-required'),
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
      ...problemResponses('sign-in-required', 'unknown-device'),
    },
  });
  const edit = createRoute({
    method: 'patch',
    path: '/api/v1/devices/{id}',
    tags,
    summary: 'Name a device or say where it hangs',
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
      ),
    },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/api/v1/devices/{id}',
    tags,
    summary: 'Remove a device from the account; it shows a new pairing code',
    middleware: requireActor(deps, 'device.remove'),
    request: { params },
    responses: {
      204: { description: 'Removed' },
      ...problemResponses('sign-in-required', 'foreign-origin', 'not-allowed', 'unknown-device'),
    },
  });

  return createRouter<ActorEnvironment>()
    .openapi(list, async (c) => {
      return c.json({ devices: await readDevices(deps, c.var.actor.accountId) }, 200);
    })
    .openapi(read, async (c) => {
      const device = await readDevice(deps, c.var.actor.accountId, c.req.valid('param').id);
      return device === null ? problem(c, 'unknown-device', unknownDetail) : c.json(device, 200);
    })
    .openapi(edit, async (c) => {
      const { id } = c.req.valid('param');
      const own = await isOwnDevice(deps.db, c.var.actor, id);
      if (own === null) return problem(c, 'unknown-device', unknownDetail);
      const reason = whyNot(c.var.actor, 'device.edit', { own });
      if (reason !== null) return problem(c, 'not-allowed', reason);
      const isKnown = await editDevice(deps, c.var.actor, id, c.req.valid('json'));
      const device = isKnown ? await readDevice(deps, c.var.actor.accountId, id) : null;
      return device === null ? problem(c, 'unknown-device', unknownDetail) : c.json(device, 200);
    })
    .openapi(remove, async (c) => {
      const isKnown = await removeDevice(deps, c.var.actor, c.req.valid('param').id);
      return isKnown ? c.body(null, 204) : problem(c, 'unknown-device', unknownDetail);
    });
}
