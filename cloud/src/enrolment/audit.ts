/** What is written down about devices: an entry of the audit log whose subject is one. */
import type { Kysely } from 'kysely';
import { type AuditEntry, type Author, auditRow, recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';

export { type Author, authorOf } from '../audit/record.ts';

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

export function recordDeed(
  trx: Kysely<Schema>,
  deed: Deed,
  randomBytes: (size: number) => Uint8Array,
): Promise<void> {
  return recordAudit(trx, entryOf(deed), randomBytes);
}

/** Some hundreds at once, since each column of each is a parameter of the statement. */
export async function recordDeeds(
  trx: Kysely<Schema>,
  deeds: readonly Deed[],
  randomBytes: (size: number) => Uint8Array,
): Promise<void> {
  if (deeds.length === 0) return;
  const rows = deeds.map((deed) => auditRow(entryOf(deed), randomBytes));
  await trx.insertInto('audit').values(rows).execute();
}

function entryOf({ deviceId, ...deed }: Deed): AuditEntry {
  const name = deed.after?.['name'] ?? deed.before?.['name'];
  const subject = {
    kind: 'device',
    id: deviceId,
    name: typeof name === 'string' ? name : undefined,
  } as const;
  return { ...deed, subject };
}
