/**
 * The description of the account's part of the API: its name and numbers, its policies, its end.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { problemResponses } from '../http/problem.ts';
import { accountNameSchema } from '../identity/account-name.ts';
import { requireActor } from '../identity/actor.ts';

const tags = ['Account'];
const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });

const accountSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    devices: z.int().openapi({ description: 'How many it has' }),
    deviceLimit: z.int().nullable().openapi({ description: 'How many it may have; null: no limit' }),
  })
  .openapi('Account');

/** More than anybody plans ahead; no arithmetic with it overflows. */
const longestLapseDays = 3_650;
const days = z.int('is a whole number of days').min(0).max(longestLapseDays);

const policiesSchema = z
  .object({
    alwaysConfirm: z.boolean().openapi({ description: 'Who scans a code confirms before it is paired' }),
    mfaRequired: z
      .boolean()
      .openapi({ description: 'Only who has shown a second factor acts in the account' }),
    deletionLock: z.boolean().openapi({ description: 'No device is removed and the account not closed' }),
    lapseDays: days.nullable().openapi({
      description: 'Days a paired device may stay away; 0: for ever; null: as the cloud is set up',
    }),
    cloudLapseDays: z.number().nullable().openapi({ description: 'How the cloud is set up; null: for ever' }),
    onlySsoDomains: z.array(z.string()).openapi({
      description: 'Whose people sign in by the company’s own sign-on alone; changed there',
    }),
    membersWithoutSecondFactor: z.int(),
    awayLonger: z.int().openapi({
      description:
        'How many devices are away for longer than `lapseDays` of the query, or else than now allowed',
    }),
  })
  .openapi('Policies');

const changeSchema = z
  .strictObject({
    alwaysConfirm: z.boolean().optional(),
    mfaRequired: z.boolean().optional(),
    deletionLock: z.boolean().optional(),
    lapseDays: days.nullable().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'at least one is needed')
  .openapi('PolicyChange');

export function describeAccount(deps: Pick<Dependencies, 'identity' | 'origins'>) {
  const read = createRoute({
    method: 'get',
    path: '/api/v1/account',
    tags,
    summary: 'The account that you act on, and how many devices it has and may have',
    middleware: requireActor(deps, 'account.see'),
    responses: {
      200: { description: 'The account', content: json(accountSchema) },
      ...problemResponses('sign-in-required', 'second-factor-required'),
    },
  });
  const rename = createRoute({
    method: 'patch',
    path: '/api/v1/account',
    tags,
    summary: 'Give the account another name',
    middleware: requireActor(deps, 'account.change'),
    request: { body: { required: true, content: json(z.object({ name: accountNameSchema })) } },
    responses: {
      200: { description: 'As it is now', content: json(accountSchema) },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-account',
      ),
    },
  });
  const policies = createRoute({
    method: 'get',
    path: '/api/v1/account/policies',
    tags,
    summary: 'The account’s own rules, and what they would mean',
    middleware: requireActor(deps, 'account.change'),
    request: {
      query: z.object({
        lapseDays: z.coerce.number().pipe(days).optional().openapi({ description: 'To try one out' }),
      }),
    },
    responses: {
      200: { description: 'All of them', content: json(policiesSchema) },
      ...problemResponses('invalid-request', 'sign-in-required', 'not-allowed'),
    },
  });
  const change = createRoute({
    method: 'patch',
    path: '/api/v1/account/policies',
    tags,
    summary: 'Change some of them',
    middleware: requireActor(deps, 'account.change'),
    request: { body: { required: true, content: json(changeSchema) } },
    responses: {
      200: { description: 'As they are now', content: json(policiesSchema) },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'prove-second-factor-first',
        'unknown-account',
      ),
    },
  });
  const close = createRoute({
    method: 'post',
    path: '/api/v1/account/close',
    tags,
    summary: 'Close the account for good: its screens show a pairing code, all that is its own is deleted',
    middleware: requireActor(deps, 'account.close'),
    request: {
      body: {
        required: true,
        content: json(z.object({ name: z.string().max(200).openapi({ description: 'Its name, typed' }) })),
      },
    },
    responses: {
      204: { description: 'Closed, all of it' },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'deletion-locked',
        'unknown-account',
      ),
    },
  });
  return { read, rename, policies, change, close };
}
