/**
 * Invitations over REST: for the Admin who sends them, and for the person who got one.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Dependencies } from '../../dependencies.ts';
import { problem, problemResponses } from '../../http/problem.ts';
import { createRouter } from '../../http/router.ts';
import { type ActorEnvironment, requireActor } from '../actor.ts';
import { roles } from '../rights.ts';
import { acceptInvitation, lookAtInvitation } from './accept-invitation.ts';
import { invite, listInvitations, resendInvitation, revokeInvitation } from './invitations.ts';

const invitationSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    role: z.enum(roles),
    status: z.enum(['waiting', 'expired']),
    /** Milliseconds since 1970. */
    expiresAt: z.int(),
    mail: z.enum(['waiting', 'sent', 'failed']).nullable(),
    invitedBy: z.string(),
  })
  .openapi('Invitation');

const receivedSchema = z
  .object({
    status: z.enum(['open', 'accepted']),
    account: z.object({ id: z.string(), name: z.string() }),
    role: z.enum(roles),
    invitedBy: z.string(),
    expiresAt: z.int(),
  })
  .openapi('ReceivedInvitation');

const inviteSchema = z.object({ email: z.email().max(320), role: z.enum(roles) });
const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { 'application/json': { schema } } });
const params = z.object({ id: z.string().max(64) });

/** What each refusal says to whoever meets it. */
const details = {
  'no-mail': 'This cloud has no mail server, so nobody can be invited. Ask whoever runs it to set one up.',
  'already-member': 'They are in the account already; change their role in the list of members.',
  'already-invited': 'They have an invitation already. Send it again, or revoke it first.',
  'too-many-invitations': 'To protect strangers’ mailboxes, invitations pause for a while. Try again later.',
  'unknown-invitation': 'Compare the link with the one in the mail, or ask for a new invitation.',
  'invitation-for-another': 'It was sent to another address. Sign in with the one that got the mail.',
  'address-not-confirmed': 'Confirm your address first: follow the link in our mail.',
  'invitation-used': 'It was accepted before. To come back, ask for a new one.',
  'invitation-revoked': 'Whoever invited you has taken it back. Ask them for a new one.',
  'invitation-expired': 'Invitations are good for a week. Ask for a new one.',
} as const;

/** Of any invitation that somebody follows a link to. */
const closedProblems = [
  'unknown-invitation',
  'invitation-for-another',
  'address-not-confirmed',
  'invitation-used',
  'invitation-revoked',
  'invitation-expired',
] as const;

type Needs = Pick<
  Dependencies,
  'db' | 'clock' | 'randomBytes' | 'identity' | 'origins' | 'publicUrl' | 'mail'
>;

export function invitationRoutes(deps: Needs) {
  const tags = ['Members'];
  const changing = ['sign-in-required', 'foreign-origin', 'not-allowed'] as const;
  const list = createRoute({
    method: 'get',
    path: '/api/v1/invitations',
    summary: 'Invitations that nobody has accepted yet, newest first',
    tags,
    middleware: requireActor(deps, 'member.see'),
    responses: {
      200: {
        description: 'Also expired ones',
        ...json(z.object({ invitations: z.array(invitationSchema) })),
      },
      ...problemResponses('sign-in-required', 'not-allowed'),
    },
  });
  const make = createRoute({
    method: 'post',
    path: '/api/v1/invitations',
    summary: 'Invite somebody by mail, in a role',
    tags,
    middleware: requireActor(deps, 'member.manage'),
    request: { body: { required: true, ...json(inviteSchema) } },
    responses: {
      200: { description: 'The mail is on its way', ...json(z.object({ id: z.string() })) },
      ...problemResponses(
        'invalid-request',
        ...changing,
        'no-mail',
        'already-member',
        'already-invited',
        'too-many-invitations',
      ),
    },
  });
  const resend = createRoute({
    method: 'post',
    path: '/api/v1/invitations/{id}/resend',
    summary: 'Send the mail again; the week begins anew',
    tags,
    middleware: requireActor(deps, 'member.manage'),
    request: { params },
    responses: {
      204: { description: 'The mail is on its way' },
      ...problemResponses(...changing, 'no-mail', 'unknown-invitation', 'too-many-invitations'),
    },
  });
  const revoke = createRoute({
    method: 'delete',
    path: '/api/v1/invitations/{id}',
    summary: 'Take an invitation back',
    tags,
    middleware: requireActor(deps, 'member.manage'),
    request: { params },
    responses: {
      204: { description: 'Its link is worth nothing any more' },
      ...problemResponses(...changing, 'unknown-invitation'),
    },
  });
  const look = createRoute({
    method: 'get',
    path: '/api/v1/invitations/{id}',
    summary: 'What you are invited to',
    tags,
    middleware: requireActor(deps),
    request: { params },
    responses: {
      200: { description: 'It is yours', ...json(receivedSchema) },
      ...problemResponses('sign-in-required', ...closedProblems),
    },
  });
  const accept = createRoute({
    method: 'post',
    path: '/api/v1/invitations/{id}/accept',
    summary: 'Join the account, and act on it',
    tags,
    middleware: requireActor(deps),
    request: { params },
    responses: {
      200: {
        description: 'You are in',
        ...json(z.object({ account: z.object({ id: z.string(), name: z.string() }) })),
      },
      ...problemResponses(...changing, ...closedProblems),
    },
  });

  return createRouter<ActorEnvironment>()
    .openapi(list, async (c) => {
      c.header('Cache-Control', 'no-store');
      return c.json({ invitations: await listInvitations(deps, c.var.actor.accountId) }, 200);
    })
    .openapi(make, async (c) => {
      const made = await invite(deps, c.var.actor, c.req.valid('json'));
      return made.outcome === 'done' ? c.json(made.value, 200) : refuse(c, made.outcome);
    })
    .openapi(resend, async (c) => {
      const sent = await resendInvitation(deps, c.var.actor, c.req.valid('param').id);
      return sent.outcome === 'done' ? c.body(null, 204) : refuse(c, sent.outcome);
    })
    .openapi(revoke, async (c) => {
      const revoked = await revokeInvitation(deps, c.var.actor, c.req.valid('param').id);
      return revoked.outcome === 'done' ? c.body(null, 204) : refuse(c, revoked.outcome);
    })
    .openapi(look, async (c) => {
      const seen = await lookAtInvitation(deps, c.var.person, c.req.valid('param').id);
      c.header('Cache-Control', 'no-store');
      if (seen.outcome === 'open' || seen.outcome === 'accepted')
        return c.json({ status: seen.outcome, ...seen.invitation }, 200);
      return refuse(c, seen.outcome);
    })
    .openapi(accept, async (c) => {
      const { actor, person } = c.var;
      if (actor.kind !== 'user')
        return problem(c, 'not-allowed', 'This is done in person: sign in to Studio.');
      const joined = await acceptInvitation(deps, actor, person, c.req.valid('param').id);
      return joined.outcome === 'joined'
        ? c.json({ account: joined.account }, 200)
        : refuse(c, joined.outcome);
    });
}

function refuse<Code extends keyof typeof details>(c: Context, code: Code) {
  const members = code === 'too-many-invitations' ? { retryAfterSeconds: 3_600 } : {};
  return problem(c, code, details[code], members);
}
