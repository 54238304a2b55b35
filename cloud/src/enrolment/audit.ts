/**
 * Writes down who did what, in the transaction of the change itself: a change without its line, or a line
 * without its change, cannot be committed.
 */
import type { Kysely } from 'kysely';
import { newId } from '../database/new-id.ts';
import type { AuditTable, Schema } from '../database/schema.ts';
import type { Actor } from '../identity/identity.ts';

/** Who did it, as the audit log keeps it. */
export interface Author {
  kind: AuditTable['actorKind'];
  /** User, API key or device; null for the cloud itself. */
  id: string | null;
  address: string | null;
}

export function authorOf(actor: Actor): Author {
  return {
    kind: actor.kind,
    id: actor.kind === 'api-key' ? (actor.keyId ?? actor.userId) : actor.userId,
    address: actor.address,
  };
}

export interface Deed {
  /** Such as `device.claimed`. */
  action: string;
  accountId: string;
  deviceId: string;
  author: Author;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
  at: number;
}

export async function recordDeed(
  trx: Kysely<Schema>,
  deed: Deed,
  randomBytes: (size: number) => Uint8Array,
): Promise<void> {
  await recordDeeds(trx, [deed], randomBytes);
}

/** Some hundreds at once, since each column of each is a parameter of the statement. */
export async function recordDeeds(
  trx: Kysely<Schema>,
  deeds: readonly Deed[],
  randomBytes: (size: number) => Uint8Array,
): Promise<void> {
  if (deeds.length === 0) return;
  await trx
    .insertInto('audit')
    .values(
      deeds.map((deed) => ({
        auditId: newId(randomBytes),
        at: deed.at,
        accountId: deed.accountId,
        actorKind: deed.author.kind,
        actorId: deed.author.id,
        action: deed.action,
        subjectKind: 'device' as const,
        subjectId: deed.deviceId,
        address: deed.author.address,
        before: deed.before === null ? null : JSON.stringify(deed.before),
        after: deed.after === null ? null : JSON.stringify(deed.after),
      })),
    )
    .execute();
}
