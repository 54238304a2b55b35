/** What is written down about devices: an entry of the audit log whose subject is one. */
import type { Kysely } from 'kysely';
import { type Author, recordAudit } from '../audit/record.ts';
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
  { deviceId, ...deed }: Deed,
  randomBytes: (size: number) => Uint8Array,
): Promise<void> {
  const name = deed.after?.['name'] ?? deed.before?.['name'];
  const subject = {
    kind: 'device',
    id: deviceId,
    name: typeof name === 'string' ? name : undefined,
  } as const;
  return recordAudit(trx, { ...deed, subject }, randomBytes);
}
