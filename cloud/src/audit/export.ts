/**
 * The audit log as a file: every line of a filter, as CSV or JSON, read and sent in pieces.
 *
 * Pieces, because a log can have a million lines and the cloud's memory and its one connection are everybody's.
 */
import type { Kysely } from 'kysely';
import type { AuditTable, Schema } from '../database/schema.ts';
import { csvLine } from './csv.ts';
import { type AuditFilter, type Position, readAudit } from './query.ts';

export const exportFormats = ['csv', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const piece = 500;

/** `since` and `until` bound it, so that it ends although lines are written meanwhile. */
export async function* exportAudit(
  db: Kysely<Schema>,
  accountId: string,
  filter: AuditFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  // With a byte order mark, since Excel takes a file for its own country's characters otherwise.
  yield format === 'csv' ? `\uFEFF${csvLine(columns)}` : '[';
  let after: Position | null = null;
  let isFirst = true;
  for (;;) {
    const rows: readonly AuditTable[] = await readAudit(db, accountId, filter, { after, limit: piece });
    let text = '';
    for (const row of rows) {
      text +=
        format === 'csv' ? csvLine(cellsOf(row)) : `${isFirst ? '\n' : ',\n'}${JSON.stringify(viewOf(row))}`;
      isFirst = false;
    }
    if (text !== '') yield text;
    const last = rows.at(-1);
    if (last === undefined || rows.length < piece) break;
    after = last;
  }
  if (format === 'json') yield '\n]\n';
}

/** An entry as the API shows it. */
export function viewOf(row: AuditTable) {
  return {
    id: row.auditId,
    at: new Date(row.at).toISOString(),
    action: row.action,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName, userId: row.userId },
    subject: { kind: row.subjectKind, id: row.subjectId, name: row.subjectName },
    address: row.address,
    sessionId: row.sessionId,
    before: readObject(row.before),
    after: readObject(row.after),
  };
}

const columns = [
  ...['time', 'action', 'actor kind', 'actor', 'actor id', 'user id'],
  ...['subject kind', 'subject', 'subject id', 'address', 'session id', 'before', 'after', 'id'],
];

function cellsOf(row: AuditTable): (string | null)[] {
  return [
    ...[new Date(row.at).toISOString(), row.action, row.actorKind, row.actorName, row.actorId, row.userId],
    ...[row.subjectKind, row.subjectName, row.subjectId, row.address, row.sessionId],
    ...[row.before, row.after, row.auditId],
  ];
}

function readObject(text: string | null): Record<string, unknown> | null {
  const value: unknown = text === null ? null : JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : null;
}
