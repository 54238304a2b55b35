/**
 * Keeps what devices say of their health: what is wrong now and since when, and what came and went.
 *
 * In the transaction of whoever gathers it (`devices/contact-writer.ts`). The history has changes alone, each under the
 * account that had the device then, so that no later owner reads of an earlier one.
 */
import type { HealthMessage } from '@signet/protocol';
import type { Kysely } from 'kysely';
import type { HealthChangeTable, Schema } from '../database/schema.ts';

/** A day is shown; the rest is there for whoever comes back from a weekend. */
export const historyTermMs = 7 * 24 * 3_600_000;

type Change = Omit<HealthChangeTable, 'accountId'>;

/** Whether a warning has come, gone or changed its detail. */
export async function writeHealth(
  trx: Kysely<Schema>,
  deviceId: string,
  { warnings, readings }: Pick<HealthMessage, 'warnings' | 'readings'>,
  now: number,
): Promise<boolean> {
  const key = await trx
    .updateTable('deviceKey')
    .set({ readings: JSON.stringify(readings), readingsAt: now })
    .where('deviceId', '=', deviceId)
    .returning('deviceId')
    .executeTakeFirst();
  if (key === undefined) return false;
  const before = await trx.selectFrom('deviceWarning').selectAll().where('deviceId', '=', deviceId).execute();
  const known = new Map(before.map((row) => [row.code, row]));
  const said = new Map(warnings.map(({ code, detail }) => [code, detail ?? null]));
  const gone = before.filter(({ code }) => !said.has(code));
  const raised = [...said].filter(([code]) => !known.has(code));
  const reworded = [...said].filter(
    ([code, detail]) => known.has(code) && known.get(code)?.detail !== detail,
  );
  for (const { code } of gone)
    await trx.deleteFrom('deviceWarning').where('deviceId', '=', deviceId).where('code', '=', code).execute();
  for (const [code, detail] of raised)
    await trx.insertInto('deviceWarning').values({ deviceId, code, detail, since: now }).execute();
  for (const [code, detail] of reworded)
    await trx
      .updateTable('deviceWarning')
      .set({ detail })
      .where('deviceId', '=', deviceId)
      .where('code', '=', code)
      .execute();
  await writeChanges(trx, [
    ...gone.map(({ code, detail }) => ({ deviceId, at: now, what: 'closed' as const, code, detail })),
    ...raised.map(([code, detail]) => ({ deviceId, at: now, what: 'raised' as const, code, detail })),
  ]);
  return gone.length + raised.length + reworded.length > 0;
}

/** Who has come or gone. */
export function writeMoves(
  trx: Kysely<Schema>,
  deviceIds: readonly string[],
  what: 'online' | 'offline',
  now: number,
): Promise<void> {
  return writeChanges(
    trx,
    deviceIds.map((deviceId) => ({ deviceId, at: now, what, code: null, detail: null })),
  );
}

/** The device begins anew, whoever has it next. */
export async function forgetHealth(db: Kysely<Schema>, deviceId: string): Promise<void> {
  await db.deleteFrom('deviceWarning').where('deviceId', '=', deviceId).execute();
  await db
    .updateTable('deviceKey')
    .set({ readings: null, readingsAt: null })
    .where('deviceId', '=', deviceId)
    .execute();
}

export async function pruneHealthHistory(db: Kysely<Schema>, now: number): Promise<void> {
  await db
    .deleteFrom('healthChange')
    .where('at', '<', now - historyTermMs)
    .execute();
}

/** Of devices that no account has nothing is kept. */
async function writeChanges(trx: Kysely<Schema>, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const bindings = await trx
    .selectFrom('binding')
    .select(['deviceId', 'accountId'])
    .where('deviceId', 'in', [...new Set(changes.map(({ deviceId }) => deviceId))])
    .execute();
  const accountOf = new Map(bindings.map(({ deviceId, accountId }) => [deviceId, accountId]));
  const rows = changes.flatMap((change) => {
    const accountId = accountOf.get(change.deviceId);
    return accountId === undefined ? [] : [{ ...change, accountId }];
  });
  if (rows.length > 0) await trx.insertInto('healthChange').values(rows).execute();
}
