/**
 * Brings the row of a key up to date with its sign-on, and ends a binding that has lapsed.
 *
 * A device that signs on with the labels it had writes nothing: after a restart of the cloud ten thousand do so
 * within seconds. That a binding has lapsed is found here too: the sweep may not have come by yet.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Transact } from './group-commit.ts';
import { lapse, lapseLimitMs } from './lapse.ts';
import { deviceKeyText } from './order-text.ts';
import type { SignOn } from './sign-on.ts';

export interface SignOnRecord {
  signOn: SignOn;
  now: number;
  /** For accounts without a limit of their own; null: bindings never lapse. */
  lapseAfterMs: number | null;
  randomBytes(size: number): Uint8Array;
}

/** The account whose binding lapsed just now, or null. */
export async function recordSignOn(
  db: Kysely<Schema>,
  transact: Transact,
  record: SignOnRecord,
): Promise<{ lapsedFrom: string | null }> {
  const { signOn, now, lapseAfterMs } = record;
  const { deviceId, publicJwk, claims } = signOn;
  const { model, serial, capability, bootId } = claims;
  const labels = {
    model,
    serial,
    capability,
    bootId,
    versions: JSON.stringify(claims.versions),
    ...deviceKeyText({ deviceId, model, serial }),
  };
  const row = await db
    .selectFrom('deviceKey')
    .leftJoin('binding', 'binding.deviceId', 'deviceKey.deviceId')
    .leftJoin('accountSettings', 'accountSettings.accountId', 'binding.accountId')
    .select([
      'deviceKey.model',
      'deviceKey.serial',
      'deviceKey.capability',
      'deviceKey.bootId',
      'deviceKey.versions',
      'deviceKey.modelOrder',
      'deviceKey.searchText',
      'deviceKey.lastSeenAt',
      'binding.accountId',
      'binding.kind',
      'binding.boundAt',
      'accountSettings.lapseDays',
    ])
    .where('deviceKey.deviceId', '=', deviceId)
    .executeTakeFirst();
  if (row === undefined) {
    await transact((trx) =>
      trx
        .insertInto('deviceKey')
        .values({
          deviceId,
          publicJwk: JSON.stringify(publicJwk),
          ...labels,
          firstSeenAt: now,
          lastSeenAt: now,
          unboundReason: null,
          reported: null,
          showing: null,
          onlineSince: null,
        })
        .onConflict((oc) => oc.column('deviceId').doUpdateSet(labels))
        .execute(),
    );
    return { lapsedFrom: null };
  }
  const isChanged = Object.entries(labels).some(
    ([label, value]) => row[label as keyof typeof labels] !== value,
  );
  if (isChanged) {
    await transact((trx) =>
      trx.updateTable('deviceKey').set(labels).where('deviceId', '=', deviceId).execute(),
    );
  }
  const { accountId, kind, boundAt } = row;
  const limitMs = lapseLimitMs(row.lapseDays, lapseAfterMs);
  const awayMs = now - Math.max(Number(row.lastSeenAt), Number(boundAt));
  if (accountId === null || kind !== 'paired' || limitMs === null || awayMs <= limitMs) {
    return { lapsedFrom: null };
  }
  const lapsed = await transact((trx) => lapse(trx, { accountId, deviceId }, record.randomBytes, now));
  return { lapsedFrom: lapsed ? accountId : null };
}
