/** The description of the provisioning tokens' part of the API, from which OpenAPI is generated. */
import { createRoute, z } from '@hono/zod-openapi';
import { enrolRefusals, strictNetworkSettingsSchema } from '@signet/protocol';
import type { Dependencies } from '../dependencies.ts';
import { deviceLocationSchema } from '../devices/device-schema.ts';
import { tagsSchema } from '../devices/tags.ts';
import { problemResponses } from '../http/problem.ts';
import { requireActor } from '../identity/actor.ts';
import { tokenStandings } from './token-standing.ts';

const oneLine = /^[^\p{Cc}\u2028\u2029]*$/u;
const time = z.int().openapi({ description: 'Milliseconds since 1970' });

const fields = {
  name: z
    .string()
    .trim()
    .min(1, 'a token has a name')
    .max(100, 'a name has at most 100 characters')
    .regex(oneLine, 'a name is one line of text'),
  expiresAt: time.min(0).nullable().openapi({ description: 'Milliseconds since 1970; null: never' }),
  maxUses: z
    .int()
    .min(1, 'at least one device')
    .max(1_000_000, 'at most a million devices')
    .nullable()
    .openapi({ description: 'How many devices it enrols; null: any number' }),
  serials: z
    .array(
      z
        .string()
        .trim()
        .min(1, 'a serial has at least one character')
        .max(100, 'a serial has at most 100 characters')
        .regex(/^[^*\p{Cc}]*\*?$/u, 'a star stands at the end alone'),
    )
    .min(1, 'at least one serial, or null for any')
    .max(1_000, 'at most 1,000 serials')
    .nullable()
    .openapi({ example: ['NP-0042', 'NP-2*'], description: 'Serials and how they begin; null: any device' }),
  tags: tagsSchema,
  location: deviceLocationSchema,
  namePattern: z
    .string()
    .trim()
    .max(100, 'a pattern has at most 100 characters')
    .regex(oneLine, 'a pattern is one line of text')
    .openapi({ example: 'Lobby {n}', description: '`{n}`, `{serial}` and `{model}` are filled in' }),
  playlistId: z.string().max(64).nullable(),
  network: strictNetworkSettingsSchema
    .nullable()
    .openapi({ description: 'A passphrase that is left out stays as it was, for the same Wi-Fi' }),
  allowReturn: z
    .boolean()
    .openapi({ description: 'A device that was removed or reset comes back into its own row' }),
};

const makeSchema = z
  .object({
    ...fields,
    expiresAt: fields.expiresAt.default(null),
    maxUses: fields.maxUses.default(null),
    serials: fields.serials.default(null),
    tags: fields.tags.default([]),
    location: fields.location.default(''),
    namePattern: fields.namePattern.default(''),
    playlistId: fields.playlistId.default(null),
    network: fields.network.default(null),
    allowReturn: fields.allowReturn.default(false),
  })
  .openapi('NewProvisioningToken');

const changeSchema = z
  .object({ ...fields, paused: z.boolean() })
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'nothing to change')
  .openapi('ProvisioningTokenChange');

export type TokenFields = z.infer<typeof makeSchema>;
export type TokenChange = z.infer<typeof changeSchema>;

const tokenSchema = z
  .object({
    ...fields,
    id: z.string(),
    start: z.string().openapi({ description: 'How its text begins' }),
    standing: z.enum(tokenStandings),
    isPaused: z.boolean(),
    uses: z.int(),
    refusals: z.int().openapi({ description: 'Devices and reasons, not tries' }),
    lastUsedAt: time.nullable(),
    createdAt: time,
    createdBy: z.string(),
    revokedAt: time.nullable(),
    hasPassphrase: z.boolean().openapi({ description: 'It is written, and never read again' }),
  })
  .openapi('ProvisioningToken');

export type TokenView = z.infer<typeof tokenSchema>;

const deviceFacts = {
  deviceId: z.string(),
  model: z.string(),
  serial: z.string(),
  address: z.string().nullable(),
};
const usesSchema = z.object({
  uses: z.array(
    z.object({
      ...deviceFacts,
      at: time,
      number: z.int(),
      name: z.string().openapi({ description: 'As it is called now, or was called then' }),
      isHere: z.boolean().openapi({ description: 'Whether the account still has the device' }),
    }),
  ),
  nextCursor: z.string().nullable(),
});
const refusalsSchema = z.object({
  refusals: z.array(
    z.object({ ...deviceFacts, reason: z.enum(enrolRefusals), firstAt: time, lastAt: time, times: z.int() }),
  ),
  nextCursor: z.string().nullable(),
});

const params = z.object({ id: z.string().max(64) });
const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { 'application/json': { schema } } });
const path = '/api/v1/provisioning-tokens' as const;
const one = '/api/v1/provisioning-tokens/{id}' as const;

export function describeTokens(deps: Pick<Dependencies, 'identity' | 'origins'>) {
  const tags = ['Provisioning'];
  const see = { tags, middleware: requireActor(deps, 'token.see') };
  const manage = { tags, middleware: requireActor(deps, 'token.manage') };
  const seeing = ['sign-in-required', 'second-factor-required'] as const;
  const changing = ['sign-in-required', 'foreign-origin', 'not-allowed'] as const;
  const unknown = 'unknown-provisioning-token' as const;
  return {
    list: createRoute({
      method: 'get',
      path,
      summary: 'The provisioning tokens of the account',
      ...see,
      responses: {
        200: { description: 'Newest first', ...json(z.object({ tokens: z.array(tokenSchema) })) },
        ...problemResponses(...seeing),
      },
    }),
    make: createRoute({
      method: 'post',
      path,
      summary: 'Make a provisioning token; its text is shown this once',
      ...manage,
      request: { body: { required: true, ...json(makeSchema) } },
      responses: {
        200: {
          description: 'Put `token` into `telemetry_config.json` as `provisioningToken`',
          ...json(z.object({ id: z.string(), token: z.string() })),
        },
        ...problemResponses(
          'invalid-request',
          ...changing,
          'too-many-provisioning-tokens',
          'unknown-playlist',
        ),
      },
    }),
    read: createRoute({
      method: 'get',
      path: one,
      summary: 'One provisioning token, without its text',
      ...see,
      request: { params },
      responses: {
        200: { description: 'The token', ...json(tokenSchema) },
        ...problemResponses(...seeing, unknown),
      },
    }),
    change: createRoute({
      method: 'patch',
      path: one,
      summary: 'Change a token, pause it, let it go on; devices that it has enrolled keep what they got',
      ...manage,
      request: { params, body: { required: true, ...json(changeSchema) } },
      responses: {
        200: { description: 'As it is now', ...json(tokenSchema) },
        ...problemResponses(
          'invalid-request',
          ...changing,
          unknown,
          'provisioning-token-revoked',
          'unknown-playlist',
        ),
      },
    }),
    revoke: createRoute({
      method: 'delete',
      path: one,
      summary: 'End a token for good; devices that it has enrolled stay',
      ...manage,
      request: { params },
      responses: {
        204: { description: 'It enrols nothing any more' },
        ...problemResponses(...changing, unknown),
      },
    }),
    uses: createRoute({
      method: 'get',
      path: `${one}/uses`,
      summary: 'The devices that a token has enrolled, the latest first',
      ...see,
      request: { params, query: pageQuery },
      responses: {
        200: { description: 'One page', ...json(usesSchema) },
        ...problemResponses('invalid-request', ...seeing, unknown),
      },
    }),
    refusals: createRoute({
      method: 'get',
      path: `${one}/refusals`,
      summary: 'What a token has refused and why, the latest first',
      ...see,
      request: { params, query: pageQuery },
      responses: {
        200: { description: 'One page', ...json(refusalsSchema) },
        ...problemResponses('invalid-request', ...seeing, unknown),
      },
    }),
  };
}
