/**
 * The description of the pairing API: addresses, shapes and refusals, from which OpenAPI is generated.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { deviceLocationSchema, deviceNameSchema, deviceSchema } from '../devices/device-schema.ts';
import { problemResponses } from '../http/problem.ts';
import { optionalActor, requireActor } from '../identity/actor.ts';

const tags = ['Pairing'];
const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });

const pairingSchema = z
  .object({
    status: z
      .enum(['live', 'not-live', 'no-longer-live', 'already-paired', 'paired-by-you', 'unknown'])
      .openapi({ description: 'Without sign-in only `live` and `not-live`' }),
    device: z.object({ model: z.string(), serial: z.string(), code: z.string() }).optional(),
    deviceId: z.string().optional(),
    sameSerial: z
      .object({ id: z.string(), name: z.string(), location: z.string(), accountId: z.string() })
      .optional()
      .openapi({
        description: 'A device of yours that is away and has this serial: perhaps this one, before a reset',
      }),
  })
  .openapi('Pairing');

const claimSchema = z
  .object({
    code: z.string().max(100).optional().openapi({ example: '7KQM-2XHD' }),
    pairingId: z.string().max(100).optional(),
    confirmed: z.boolean().optional().openapi({
      description:
        'Beside `pairingId`: the screen was compared, and a button pressed. Some accounts ask for it',
    }),
    name: deviceNameSchema.optional(),
    location: deviceLocationSchema.optional(),
    accountId: z.string().min(1).max(64).optional(),
    replaces: z.string().min(1).max(64).optional().openapi({
      description:
        'A device of the account whose name, location, tags and history the screen takes over; the old one is let go',
    }),
  })
  .refine(
    ({ code, pairingId }) => (code === undefined) !== (pairingId === undefined),
    'either code or pairingId is needed, and not both',
  )
  .openapi('Claim');

const claimedSchema = z
  .object({
    device: deviceSchema,
    account: z.object({ id: z.string(), name: z.string() }),
    undoUntil: z.iso.datetime(),
  })
  .openapi('Claimed');

/** Reading is open to anybody; changing needs an actor. */
export function describePairings(deps: Pick<Dependencies, 'identity' | 'origins'>) {
  const look = createRoute({
    method: 'get',
    path: '/api/v1/pairings/{pairingId}',
    tags,
    summary: 'What a scanned pairing is worth',
    middleware: optionalActor(deps),
    request: { params: z.object({ pairingId: z.string().max(100) }) },
    responses: {
      200: { description: 'Its status', content: json(pairingSchema) },
      ...problemResponses('too-many-tries'),
    },
  });
  const make = createRoute({
    method: 'post',
    path: '/api/v1/pairings/claim',
    tags,
    summary: 'Pair the screen that shows this code or QR with the account; repeatable by the same user',
    middleware: requireActor(deps),
    request: { body: { content: json(claimSchema), required: true } },
    responses: {
      200: { description: 'Paired', content: json(claimedSchema) },
      ...problemResponses(
        'invalid-request',
        'malformed-code',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'device-limit-reached',
        'wrong-code',
        'unknown-device',
        'unknown-account',
        'choose-account',
        'confirm-first',
        'already-paired',
        'no-longer-live',
        'too-many-tries',
      ),
    },
  });
  const undo = createRoute({
    method: 'post',
    path: '/api/v1/pairings/undo',
    tags,
    summary: 'Take a claim back, by the user who made it and within ten minutes',
    middleware: requireActor(deps),
    request: {
      body: { content: json(z.object({ deviceId: z.string().min(1).max(64) })), required: true },
    },
    responses: {
      204: { description: 'Undone' },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-device',
        'undo-expired',
      ),
    },
  });

  return { look, make, undo };
}
