/**
 * Reads an account's audit log, newest first, page by page.
 *
 * A page ends at a line and the next begins behind it (time and ID), so that what is written meanwhile neither
 * repeats nor hides a line. Every query names the account.
 */
import type { Kysely } from 'kysely';
import type { AuditTable, Schema } from '../database/schema.ts';

export interface AuditFilter {
  /** One action such as `device.claimed`, or all of a kind: `device`. */
  action?: string | undefined;
  /** What a person did, by themselves or by a key of theirs. */
  userId?: string | undefined;
  subjectKind?: AuditTable['subjectKind'] | undefined;
  subjectId?: string | undefined;
  /** Milliseconds since 1970; `until` is not included. */
  since?: number | undefined;
  until?: number | undefined;
}

/** The last line of a page. */
export interface Position {
  at: number;
  auditId: string;
}

export async function readAudit(
  db: Kysely<Schema>,
  accountId: string,
  filter: AuditFilter,
  page: { after: Position | null; limit: number },
): Promise<readonly AuditTable[]> {
  const { action, userId, subjectKind, subjectId, since, until } = filter;
  const { after, limit } = page;
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('accountId', '=', accountId)
    .$if(action !== undefined, (query) =>
      query.where((eb) =>
        eb.or([eb('action', '=', action ?? ''), eb('action', 'like', `${escapeLike(action ?? '')}.%`)]),
      ),
    )
    .$if(userId !== undefined, (query) => query.where('userId', '=', userId ?? ''))
    .$if(subjectKind !== undefined, (query) => query.where('subjectKind', '=', subjectKind ?? 'device'))
    .$if(subjectId !== undefined, (query) => query.where('subjectId', '=', subjectId ?? ''))
    .$if(since !== undefined, (query) => query.where('at', '>=', since ?? 0))
    .$if(until !== undefined, (query) => query.where('at', '<', until ?? 0))
    .$if(after !== null, (query) =>
      query.where((eb) =>
        eb.or([
          eb('at', '<', after?.at ?? 0),
          eb.and([eb('at', '=', after?.at ?? 0), eb('auditId', '<', after?.auditId ?? '')]),
        ]),
      ),
    )
    .orderBy('at', 'desc')
    .orderBy('auditId', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, at: Number(row.at) }));
}

/** Everybody who is in the log, for choosing among them. */
export async function readAuthors(
  db: Kysely<Schema>,
  accountId: string,
): Promise<readonly { userId: string; name: string }[]> {
  const rows = await db
    .selectFrom('audit')
    .select((eb) => ['userId', eb.fn.max('actorName').as('name')])
    .where('accountId', '=', accountId)
    .where('actorKind', '=', 'user')
    .where('userId', 'is not', null)
    .groupBy('userId')
    .orderBy('name')
    .execute();
  return rows.flatMap(({ userId, name }) => (userId === null ? [] : [{ userId, name: name ?? userId }]));
}

function escapeLike(text: string): string {
  return text.replaceAll(/[%_\\]/g, '');
}
