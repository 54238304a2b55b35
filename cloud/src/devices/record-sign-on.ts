/**
 * Brings the row of a key up to date with its sign-on, and ends a binding that has lapsed.
 *
 * A device that signs on with the labels it had writes nothing: after a restart of the cloud ten thousand do so
 * within seconds. A lapse is found here and nowhere else, because it takes effect when the device returns.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { unbind } from '../enrolment/unbind.ts';
import type { Transact } from './group-commit.ts';
import { deviceKeyText } from './order-text.ts';
import type { SignOn } from './sign-on.ts';

export interface SignOnRecord {
  signOn: SignOn;
  now: number;
  /** Null: bindings never lapse. */
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
  const awayMs = now - Number(row.lastSeenAt);
  if (row.accountId === null || row.kind !== 'paired' || lapseAfterMs === null || awayMs <= lapseAfterMs) {
    return { lapsedFrom: null };
  }
  return { lapsedFrom: (await lapse(transact, record, row.accountId)) ? row.accountId : null };
}

function lapse(transact: Transact, record: SignOnRecord, accountId: string): Promise<boolean> {
  const { signOn, now, randomBytes } = record;
  return transact((trx) =>
    unbind(trx, {
      deviceId: signOn.deviceId,
      accountId,
      reason: 'offline-expired',
      action: 'device.lapsed',
      author: { kind: 'system', id: null, address: null },
      now,
      randomBytes,
    }),
  );
}
