/**
 * What was done with a device under this account: paired, named, tagged, moved, removed. The latest first.
 *
 * From the audit log, without who did it and from where: that is for those who may read the log itself.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

const most = 50;

export interface DeviceDeed {
  at: string;
  action: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** What people see of a device; the rest of a line is for the log. */
const told = ['name', 'location', 'tags', 'reason', 'playlist'] as const;

export async function readDeviceHistory(
  db: Kysely<Schema>,
  accountId: string,
  deviceId: string,
): Promise<DeviceDeed[]> {
  const binding = await db
    .selectFrom('binding')
    .select('predecessors')
    .where('deviceId', '=', deviceId)
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  // What was done with the hardware whose place it has taken is its own history.
  const before: string[] = binding?.predecessors == null ? [] : JSON.parse(binding.predecessors);
  const rows = await db
    .selectFrom('audit')
    .select(['at', 'action', 'before', 'after'])
    .where('subjectId', 'in', [deviceId, ...before])
    .where('subjectKind', '=', 'device')
    .where('accountId', '=', accountId)
    .orderBy('at', 'desc')
    .orderBy('auditId')
    .limit(most)
    .execute();
  return rows.map(({ at, action, before, after }) => ({
    at: new Date(Number(at)).toISOString(),
    action,
    before: facts(before),
    after: facts(after),
  }));
}

function facts(stored: string | null): Record<string, unknown> | null {
  if (stored === null) return null;
  const all: Record<string, unknown> = JSON.parse(stored);
  return Object.fromEntries(told.flatMap((name) => (name in all ? [[name, all[name]]] : [])));
}
