/**
 * Everything the API can refuse, as one catalogue, and how a refusal looks (RFC 9457).
 *
 * A refusal is a value that a handler returns; nothing is thrown for it. A code is for programs and is never
 * renamed; its title never varies; the detail is for the person at hand and says what to do next. None of them
 * may name a secret, a query, a path of this machine, or what belongs to another account.
 */
import { z } from '@hono/zod-openapi';
import type { Context, TypedResponse } from 'hono';

/** Status and title of each code. Grows; an entry is never renamed. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not understood' },
  'identity-provider-unusable': { status: 400, title: 'The identity provider cannot be used' },
  'malformed-code': { status: 400, title: 'This cannot be a pairing code' },
  'sign-in-required': { status: 401, title: 'Sign in first' },
  'media-token-required': { status: 401, title: 'A valid media token is needed' },
  'foreign-origin': { status: 403, title: 'The request came from another site' },
  'not-allowed': { status: 403, title: 'Your role does not allow this' },
  'device-limit-reached': { status: 403, title: 'The account has as many devices as it may' },
  'not-bound': { status: 403, title: 'The device does not belong to this account' },
  'second-factor-required': { status: 403, title: 'The account asks for a second factor' },
  'address-not-confirmed': { status: 403, title: 'Your address is not confirmed yet' },
  'invitation-for-another': { status: 403, title: 'The invitation is for another address' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'wrong-code': { status: 404, title: 'No screen shows this code' },
  'unknown-device': { status: 404, title: 'The account has no such device' },
  'unknown-account': { status: 404, title: 'You have no such account' },
  'unknown-provider': { status: 404, title: 'The account has no such sign-on' },
  'unknown-media': { status: 404, title: 'The account has no such file' },
  'unknown-playlist': { status: 404, title: 'The account has no such playlist' },
  'unknown-key': { status: 404, title: 'The account has no such key' },
  'unknown-provisioning-token': { status: 404, title: 'The account has no such provisioning token' },
  'unknown-mail': { status: 404, title: 'There is no such mail' },
  'unknown-member': { status: 404, title: 'The account has no such member' },
  'unknown-invitation': { status: 404, title: 'There is no such invitation' },
  'already-paired': { status: 409, title: 'The screen is paired already' },
  'choose-account': { status: 409, title: 'You have several accounts: say which' },
  'confirm-first': { status: 409, title: 'The account wants each screen to be confirmed' },
  'deletion-locked': { status: 409, title: 'The account protects its devices from removal' },
  'prove-second-factor-first': { status: 409, title: 'Your own second factor comes first' },
  'last-admin': { status: 409, title: 'The account would have no Admin' },
  'no-mail': { status: 409, title: 'This cloud cannot send mails' },
  'mail-finished': { status: 409, title: 'This mail cannot be sent again' },
  'already-member': { status: 409, title: 'They are a member already' },
  'already-invited': { status: 409, title: 'They are invited already' },
  'invitation-used': { status: 409, title: 'The invitation has been used' },
  'domain-taken': { status: 409, title: 'The domain belongs to another account' },
  'domain-not-confirmed': { status: 409, title: 'The domain is not confirmed' },
  'prove-sign-on-first': { status: 409, title: 'The sign-on has to be used before it is required' },
  'too-many-keys': { status: 409, title: 'The account has as many keys as it may' },
  'too-many-provisioning-tokens': { status: 409, title: 'The account has as many tokens as it may' },
  'provisioning-token-revoked': { status: 409, title: 'The provisioning token was revoked' },
  'too-many-accounts': { status: 409, title: 'You run as many accounts as one person may' },
  'count-changed': { status: 409, title: 'Other devices match by now' },
  'tag-limit-reached': { status: 409, title: 'There are as many tags as there may be' },
  'media-in-use': { status: 409, title: 'A playlist shows this file' },
  'media-quota-reached': { status: 409, title: 'The account has as much media as it may' },
  'too-many-files': { status: 409, title: 'The account has as many files as it may' },
  'playlist-in-use': { status: 409, title: 'The playlist is played' },
  'playlist-changed': { status: 409, title: 'The playlist is another one by now' },
  'playlist-too-long': { status: 409, title: 'The playlist is too long' },
  'too-many-playlists': { status: 409, title: 'The account has as many playlists as it may' },
  'undo-expired': { status: 409, title: 'It is too late to undo' },
  'no-longer-live': { status: 410, title: 'The code is no longer live' },
  'invitation-revoked': { status: 410, title: 'The invitation was taken back' },
  'invitation-expired': { status: 410, title: 'The invitation has expired' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media': { status: 415, title: 'Screens cannot play this file' },
  'range-not-satisfiable': { status: 416, title: 'The file has no such bytes' },
  'too-many-tries': { status: 429, title: 'Too many tries' },
  'too-many-invitations': { status: 429, title: 'Too many invitations' },
  'too-many-streams': { status: 429, title: 'You listen in too many places' },
  internal: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'Not available right now' },
} as const;

export type ProblemCode = keyof typeof problems;
export type ProblemStatus<Code extends ProblemCode> = (typeof problems)[Code]['status'];

const codes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

export const problemSchema = z
  .object({
    /** A page that explains the code, relative to the cloud's address. */
    type: z.string().openapi({ example: '/problems/wrong-code' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(codes),
    /** Which field of the request was wrong, such as `name`. */
    field: z.string().optional(),
    retryAfterSeconds: z.int().positive().optional(),
  })
  .openapi('Problem');

export type Problem = z.infer<typeof problemSchema>;

/** What some problems say besides. `retryAfterSeconds` also becomes the `Retry-After` header. */
export interface ProblemMembers {
  field?: string;
  retryAfterSeconds?: number;
}

/** The response that refuses a request: `return problem(c, 'wrong-code', 'Look at the screen again.')`. */
export function problem<Code extends ProblemCode>(
  c: Context,
  code: Code,
  detail: string,
  members: ProblemMembers = {},
): Response & TypedResponse<Problem, ProblemStatus<Code>, 'json'> {
  const status: ProblemStatus<Code> = problems[code].status;
  if (members.retryAfterSeconds !== undefined) c.header('Retry-After', String(members.retryAfterSeconds));
  if (status === 401) c.header('WWW-Authenticate', 'Bearer');
  const body: Problem = {
    type: `/problems/${code}`,
    title: problems[code].title,
    status,
    detail,
    code,
    // Named one by one: whatever else the caller's value holds is not for the client.
    ...(members.field === undefined ? {} : { field: members.field }),
    ...(members.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: members.retryAfterSeconds }),
  };
  return c.json(body, status, { 'Content-Type': 'application/problem+json' }) as never;
}

type ProblemResponse = {
  description: string;
  content: { 'application/problem+json': { schema: typeof problemSchema } };
};

/**
 * The `responses` of a route that can answer these problems, for `createRoute`:
 * `responses: { 200: ..., ...problemResponses('wrong-code', 'no-longer-live') }`.
 */
export function problemResponses<Code extends ProblemCode>(
  ...refusals: readonly Code[]
): { [Status in ProblemStatus<Code>]: ProblemResponse } {
  const responses: Partial<Record<number, ProblemResponse>> = {};
  // Whoever may be refused for their role may be kept out before for want of a second factor: see `requireActor`.
  const all = refusals.flatMap((code): ProblemCode[] =>
    code === 'not-allowed' ? [code, 'second-factor-required'] : [code],
  );
  for (const code of new Set(all)) {
    const { status, title } = problems[code];
    const before = responses[status];
    responses[status] = {
      description: `${before ? `${before.description}; ` : ''}\`${code}\`: ${title}`,
      content: { 'application/problem+json': { schema: problemSchema } },
    };
  }
  return responses as { [Status in ProblemStatus<Code>]: ProblemResponse };
}
