/**
 * `/api/v1/mails`: what became of the mails that concern whoever asks, and sending again what did not arrive.
 *
 * Shows a person the mails to their own address, and Admins also those that were sent on their account's behalf.
 * Never what a mail said: its links are for the one who reads it. A mail that was given up and whose links open doors is
 * forgotten by then; what it was for is asked for anew where it came from.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { problem, problemResponses } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import { type ActorEnvironment, requireActor } from '../identity/actor.ts';
import { may } from '../identity/rights.ts';

const mailSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    to: z.string(),
    subject: z.string(),
    status: z.enum(['waiting', 'sent', 'failed']),
    tries: z.int(),
    /** Milliseconds since 1970. */
    createdAt: z.int(),
    nextTryAt: z.int().nullable(),
    error: z.string().nullable(),
    /** It can be sent again, or at once. */
    again: z.boolean(),
  })
  .openapi('Mail');

const shown = 100;

export function mailRoutes(deps: Pick<Dependencies, 'db' | 'identity' | 'origins' | 'mail'>) {
  const list = createRoute({
    method: 'get',
    path: '/api/v1/mails',
    summary: 'Mails to you, and on behalf of an account that you run',
    tags: ['session'],
    middleware: [requireActor(deps)] as const,
    responses: {
      200: {
        description: 'Newest first, of the last week',
        content: { 'application/json': { schema: z.object({ mails: z.array(mailSchema) }) } },
      },
      ...problemResponses('sign-in-required'),
    },
  });
  const again = createRoute({
    method: 'post',
    path: '/api/v1/mails/{id}/send',
    summary: 'Sends a mail that did not arrive once more, now',
    tags: ['session'],
    middleware: [requireActor(deps)] as const,
    request: { params: z.object({ id: z.string().max(100) }) },
    responses: {
      204: { description: 'It is tried at once' },
      ...problemResponses('sign-in-required', 'unknown-mail', 'mail-finished', 'no-mail'),
    },
  });
  /** Those that whoever asks may know of. */
  const mailsFor = ({ actor, person }: ActorEnvironment['Variables']) =>
    deps.db
      .selectFrom('mailOutbox')
      .selectAll()
      .where((where) =>
        where.or([
          where('toAddress', '=', person.email),
          ...(!actor.keptOut && may(actor, 'mail.see') ? [where('accountId', '=', actor.accountId)] : []),
        ]),
      );

  return createRouter<ActorEnvironment>()
    .openapi(list, async (c) => {
      const rows = await mailsFor(c.var).orderBy('createdAt', 'desc').limit(shown).execute();
      const mails = rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        to: row.toAddress,
        subject: row.subject,
        status: statusOf(row),
        tries: row.tries,
        createdAt: row.createdAt,
        nextTryAt: row.nextTryAt,
        error: row.error,
        again: canBeSentAgain(row),
      }));
      c.header('Cache-Control', 'no-store');
      return c.json({ mails }, 200);
    })
    .openapi(again, async (c) => {
      const mail = await mailsFor(c.var).where('id', '=', c.req.valid('param').id).executeTakeFirst();
      if (mail === undefined) return problem(c, 'unknown-mail', 'It was sent, or given up, over a week ago.');
      if (deps.mail === null) return problem(c, 'no-mail', 'Ask whoever runs this cloud.');
      if (!canBeSentAgain(mail)) {
        return problem(
          c,
          'mail-finished',
          mail.sentAt === null
            ? 'What it said is forgotten, since its link opens a door. Ask for a new one where it came from.'
            : 'It was sent.',
        );
      }
      await deps.mail.outbox.sendAgain(deps.db, mail.id);
      return c.body(null, 204);
    });
}

function canBeSentAgain(row: { sentAt: number | null; text: string }): boolean {
  return row.sentAt === null && row.text !== '';
}

function statusOf(row: { sentAt: number | null; failedAt: number | null }): 'waiting' | 'sent' | 'failed' {
  if (row.sentAt !== null) return 'sent';
  return row.failedAt === null ? 'waiting' : 'failed';
}
