/** The requests of the audit log. Answers are values and refusals are thrown, as in `cloud.ts`. */
import type { InferResponseType } from 'hono/client';
import { answerOf, v1 } from './cloud.ts';

export type AuditPage = InferResponseType<typeof v1.audit.$get, 200>;
export type AuditEntry = AuditPage['entries'][number];
export type SubjectKind = AuditEntry['subject']['kind'];

/** In the words of the API. */
export interface AuditQuery {
  userId?: string;
  subjectKind?: SubjectKind;
  subjectId?: string;
  /** ISO 8601; `until` is not included. */
  since?: string;
  until?: string;
}

export async function readAudit(query: AuditQuery, cursor: string | null): Promise<AuditPage> {
  return answerOf(await v1.audit.$get({ query: { ...query, ...(cursor === null ? {} : { cursor }) } }));
}

/** Everybody who has ever done something, by name. */
export async function listAuthors(): Promise<{ userId: string; name: string }[]> {
  const answer = await v1.audit.authors.$get();
  return (await answerOf<{ authors: { userId: string; name: string }[] }>(answer)).authors;
}

/** Where the browser fetches it as a file, which is none of this page's memory. */
export function exportPath(query: AuditQuery, format: 'csv' | 'json'): string {
  return `/api/v1/audit/export?${new URLSearchParams({ ...query, format })}`;
}
