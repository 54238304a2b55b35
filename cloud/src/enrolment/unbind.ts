/**
 * The one way in which a binding ends, whatever the reason: one, or all of an account.
 *
 * Deletes the row, leaves the reason for the device to be told until it has acknowledged it, forgets what the
 * device reported under the account, and writes the audit log; all in the caller's transaction. The caller
 * publishes on the device bus after the commit.
 */
import type { UnboundReason } from '@signet/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { readTags } from '../devices/read-tags.ts';
import { type Author, recordDeed, recordDeeds } from './audit.ts';
import { rememberRemoved } from './removed-devices.ts';

export interface Unbinding {
  deviceId: string;
  /** The account that lets go; a device of another is not touched. */
  accountId: string;
  reason: UnboundReason;
  /** For the audit log: `device.removed`, `pairing.undone`, `device.lapsed`. */
  action: string;
  author: Author;
  /** People have removed it: no token brings it back unless told to. */
  remember?: boolean;
  now: number;
  randomBytes(size: number): Uint8Array;
}

/** False where the account has no such device (any more). */
export async function unbind(trx: Kysely<Schema>, unbinding: Unbinding): Promise<boolean> {
  const { deviceId, accountId, reason, action, author, remember = false, now, randomBytes } = unbinding;
  const tags = remember ? ((await readTags(trx, [deviceId])).get(deviceId) ?? []) : [];
  const binding = await trx
    .deleteFrom('binding')
    .where('deviceId', '=', deviceId)
    .where('accountId', '=', accountId)
    .returning(['name', 'location', 'kind', 'boundAt', 'boundByUserId'])
    .executeTakeFirst();
  if (binding === undefined) return false;
  if (remember) {
    await rememberRemoved(trx, { accountId, deviceId, ...binding }, tags, now);
  }
  await trx
    .updateTable('deviceKey')
    .set({ unboundReason: reason, reported: null, showing: null })
    .where('deviceId', '=', deviceId)
    .execute();
  const deed = { action, accountId, deviceId, author, before: binding, after: { reason }, at: now };
  await recordDeed(trx, deed, randomBytes);
  return true;
}

/** Every device of the account; answers which. A few statements, since everybody else waits for the transaction. */
export async function unbindAll(
  trx: Kysely<Schema>,
  { accountId, reason, action, author, now, randomBytes }: Omit<Unbinding, 'deviceId'>,
): Promise<readonly string[]> {
  await trx
    .updateTable('deviceKey')
    .set({ unboundReason: reason, reported: null, showing: null })
    .where('deviceId', 'in', (eb) =>
      eb.selectFrom('binding').select('deviceId').where('accountId', '=', accountId),
    )
    .execute();
  const bindings = await trx
    .deleteFrom('binding')
    .where('accountId', '=', accountId)
    .returning(['deviceId', 'name', 'location', 'kind', 'boundAt', 'boundByUserId'])
    .execute();
  const deeds = bindings.map(({ deviceId, ...before }) => ({
    ...{ action, accountId, deviceId, author, before, after: { reason }, at: now },
  }));
  for (let first = 0; first < deeds.length; first += deedsAtOnce) {
    await recordDeeds(trx, deeds.slice(first, first + deedsAtOnce), randomBytes);
  }
  return bindings.map(({ deviceId }) => deviceId);
}

const deedsAtOnce = 500;
