/**
 * The audit log over REST, for Admins: a list with filters, and the same as a file.
 */
import { Readable } from 'node:stream';
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { problem, problemResponses } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import { type ActorEnvironment, requireActor } from '../identity/actor.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { exportAudit, exportFormats, viewOf } from './export.ts';
import { type AuditFilter, readAudit, readAuthors } from './query.ts';

const subjectKinds = [
  ...(['device', 'account', 'member', 'invitation', 'api-key'] as const),
  ...(['sign-on', 'playlist', 'media', 'token'] as const),
];
const nullableText = z.string().nullable();
const anything = z.record(z.string(), z.unknown()).nullable();

const entrySchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    action: z.string().openapi({ example: 'device.claimed' }),
    actor: z.object({
      kind: z.enum(['user', 'api-key', 'device', 'system', 'token']),
      id: nullableText,
      name: nullableText,
      userId: nullableText.openapi({ description: 'The person; of a key, the one behind it' }),
    }),
    subject: z.object({ kind: z.enum(subjectKinds), id: z.string(), name: nullableText }),
    address: nullableText,
    sessionId: nullableText,
    before: anything,
    after: anything,
  })
  .openapi('AuditEntry');

const filterSchema = z.object({
  action: z.string().max(60).optional().openapi({ description: 'One action, or a kind of them: `device`' }),
  userId: z.string().max(64).optional(),
  subjectKind: z.enum(subjectKinds).optional(),
  subjectId: z.string().max(64).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional().openapi({ description: 'Not included' }),
});
const listSchema = filterSchema.extend({
  cursor: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });

type Needs = Pick<Dependencies, 'db' | 'clock' | 'identity' | 'origins'>;

export function auditRoutes(deps: Needs) {
  const tags = ['Audit log'];
  const list = createRoute({
    method: 'get',
    path: '/api/v1/audit',
    summary: 'Who did what in the account, newest first',
    tags,
    middleware: requireActor(deps, 'audit.see'),
    request: { query: listSchema },
    responses: {
      200: {
        description: 'A page; `next` is the cursor of the following one',
        content: json(z.object({ entries: z.array(entrySchema), next: nullableText })),
      },
      ...problemResponses('invalid-request', 'sign-in-required', 'not-allowed'),
    },
  });
  const authors = createRoute({
    method: 'get',
    path: '/api/v1/audit/authors',
    summary: 'Everybody who has ever done something, to choose among',
    tags,
    middleware: requireActor(deps, 'audit.see'),
    responses: {
      200: {
        description: 'By name',
        content: json(z.object({ authors: z.array(z.object({ userId: z.string(), name: z.string() })) })),
      },
      ...problemResponses('sign-in-required', 'not-allowed'),
    },
  });
  const download = createRoute({
    method: 'get',
    path: '/api/v1/audit/export',
    summary: 'The same as a file',
    tags,
    middleware: requireActor(deps, 'audit.see'),
    request: { query: filterSchema.extend({ format: z.enum(exportFormats) }) },
    responses: {
      200: {
        description: 'Every line, newest first',
        content: {
          'text/csv': { schema: z.string() },
          'application/json': { schema: z.array(entrySchema) },
        },
      },
      ...problemResponses('invalid-request', 'sign-in-required', 'not-allowed'),
    },
  });

  return createRouter<ActorEnvironment>()
    .openapi(list, async (c) => {
      const { cursor, limit, ...filter } = c.req.valid('query');
      const after = cursor === undefined ? null : readCursor(cursor);
      if (cursor !== undefined && after === null) {
        return problem(c, 'invalid-request', 'This is no cursor that was given out here.', {
          field: 'cursor',
        });
      }
      // One more than asked for tells whether there is a next page.
      const page = { after, limit: limit + 1 };
      const rows = await readAudit(deps.db, c.var.actor.accountId, readFilter(filter), page);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      const next = rows.length > limit && last !== undefined ? writeCursor(last) : null;
      c.header('Cache-Control', 'no-store');
      return c.json({ entries: shown.map(viewOf), next }, 200);
    })
    .openapi(authors, async (c) => {
      c.header('Cache-Control', 'no-store');
      return c.json({ authors: [...(await readAuthors(deps.db, c.var.actor.accountId))] }, 200);
    })
    .openapi(download, async (c) => {
      const { format, ...query } = c.req.valid('query');
      const filter = readFilter(query);
      const until = Math.min(filter.until ?? Number.POSITIVE_INFINITY, deps.clock() + 1);
      const text = exportAudit(deps.db, c.var.actor.accountId, { ...filter, until }, format);
      const day = new Date(deps.clock()).toISOString().slice(0, 10);
      return c.body(Readable.toWeb(Readable.from(text)) as ReadableStream, 200, {
        'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
        'Content-Disposition': `attachment; filename="signet-audit-${day}.${format}"`,
        'Cache-Control': 'no-store',
      }) as never;
    });
}

function readFilter({ since, until, ...filter }: z.output<typeof filterSchema>): AuditFilter {
  return {
    ...filter,
    ...(since === undefined ? {} : { since: Date.parse(since) }),
    ...(until === undefined ? {} : { until: Date.parse(until) }),
  };
}
