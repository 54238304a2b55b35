/**
 * Writes down who did what, in the transaction of the change itself: a change without its line, or a line
 * without its change, cannot be committed.
 *
 * Names are written as they were, since people, keys and devices come and go. Nothing secret may be in `before` or
 * `after`: they are read by every Admin and exported.
 */
import type { Kysely } from 'kysely';
import { newId } from '../database/new-id.ts';
import type { AuditTable, Schema } from '../database/schema.ts';
import type { Actor, Person } from '../identity/identity.ts';

/** Who did it, as the audit log keeps it. */
export interface Author {
  kind: AuditTable['actorKind'];
  /** User, API key or device; null for the cloud itself. */
  id: string | null;
  /** Where from. */
  address: string | null;
  name?: string;
  /** The person; of a key, the one behind it. */
  userId?: string;
  sessionId?: string;
}

export function authorOf(actor: Actor): Author {
  return {
    kind: actor.kind,
    id: actor.kind === 'api-key' ? (actor.keyId ?? actor.userId) : actor.userId,
    address: actor.address,
    name: actor.name,
    userId: actor.userId,
    ...(actor.sessionId === undefined ? {} : { sessionId: actor.sessionId }),
  };
}

/** A person who does something before there is a session, such as signing up. */
export function authorAs(person: Person): Author {
  return { kind: 'user', id: person.id, userId: person.id, name: personName(person), address: null };
}

/** The cloud itself: what lapses, what is swept. */
export const theCloud: Author = { kind: 'system', id: null, address: null };

/** What a person is called in the log: a name alone could be anybody's. */
export function personName({ name, email }: Pick<Person, 'name' | 'email'>): string {
  return name.trim() === '' ? email : `${name.trim()} (${email})`;
}

export interface AuditEntry {
  accountId: string;
  /** Such as `device.claimed`: the kind of subject, and what became of it. */
  action: string;
  subject: { kind: AuditTable['subjectKind']; id: string; name?: string | undefined };
  author: Author;
  before?: object | null;
  after?: object | null;
  at: number;
}

export async function recordAudit(
  trx: Kysely<Schema>,
  entry: AuditEntry,
  randomBytes: (size: number) => Uint8Array,
): Promise<void> {
  await trx.insertInto('audit').values(auditRow(entry, randomBytes)).execute();
}

/** For many at once. */
export function auditRow(
  { accountId, action, subject, author, before, after, at }: AuditEntry,
  randomBytes: (size: number) => Uint8Array,
): AuditTable {
  return {
    auditId: newId(randomBytes),
    at,
    accountId,
    actorKind: author.kind,
    actorId: author.id,
    userId: author.userId ?? null,
    actorName: author.name ?? null,
    sessionId: author.sessionId ?? null,
    action,
    subjectKind: subject.kind,
    subjectId: subject.id,
    subjectName: subject.name ?? null,
    address: author.address,
    before: before == null ? null : JSON.stringify(before),
    after: after == null ? null : JSON.stringify(after),
  };
}
