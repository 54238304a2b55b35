/**
 * `GET /api/v1/mails`: what became of the mails that concern whoever asks.
 *
 * Shows a person the mails to their own address, and Admins also those that were sent on their account's behalf.
 * Never what a mail said: its links are for the one who reads it.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { problemResponses } from '../http/problem.ts';
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
  })
  .openapi('Mail');

const shown = 100;

export function mailRoutes(deps: Pick<Dependencies, 'db' | 'identity' | 'origins'>) {
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
  return createRouter<ActorEnvironment>().openapi(list, async (c) => {
    const { actor, person } = c.var;
    const runsAccount = !actor.keptOut && may(actor, 'mail.see');
    const rows = await deps.db
      .selectFrom('mailOutbox')
      .selectAll()
      .where((where) =>
        where.or([
          where('toAddress', '=', person.email),
          ...(runsAccount ? [where('accountId', '=', actor.accountId)] : []),
        ]),
      )
      .orderBy('createdAt', 'desc')
      .limit(shown)
      .execute();
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
    }));
    c.header('Cache-Control', 'no-store');
    return c.json({ mails }, 200);
  });
}

function statusOf(row: { sentAt: number | null; failedAt: number | null }): 'waiting' | 'sent' | 'failed' {
  if (row.sentAt !== null) return 'sent';
  return row.failedAt === null ? 'waiting' : 'failed';
}
