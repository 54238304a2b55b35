/**
 * Whether a device that enrols is one that the account had before, and what becomes of its row and its place.
 *
 * A key that was removed comes back only where the token says so; so does hardware by its serial, which is a label and
 * no proof. Therefore a reset device takes over a row only where this same token made it, its old key is not
 * connected, and exactly one device has that serial: at worst somebody who holds the token gets what it gives anyway.
 */
import type { Kysely } from 'kysely';
import type { ProvisioningTokenTable, ProvisioningUseTable, Schema } from '../database/schema.ts';
import { readTags } from '../devices/read-tags.ts';
import { tellsApart } from './token-standing.ts';

interface Before {
  deviceId: string;
  name: string;
  location: string;
  tags: readonly string[];
}

export type Returning =
  | { kind: 'new' }
  | { kind: 'refused' }
  /** Its row is gone; `hasSeat`: this token has counted it. */
  | { kind: 'removed'; before: Before; hasSeat: boolean }
  /** Its row stands, under the key of before its reset. */
  | { kind: 'reset'; before: Before; hasSeat: true };

interface Device {
  deviceId: string;
  serial: string;
}

export async function findReturning(
  trx: Kysely<Schema>,
  token: ProvisioningTokenTable,
  device: Device,
  isOnline: (deviceId: string) => boolean,
): Promise<Returning> {
  const removed = await findRemoved(trx, token.accountId, device);
  if (removed !== null) {
    if (token.allowReturn !== 1) return { kind: 'refused' };
    return { kind: 'removed', before: removed, hasSeat: await hasSeat(trx, token, removed.deviceId) };
  }
  if (token.allowReturn !== 1 || !tellsApart(device.serial)) {
    // A use without a row: its account let go of it by other means than removing it.
    return { kind: 'new' };
  }
  const rows = await trx
    .selectFrom('binding')
    .innerJoin('deviceKey', 'deviceKey.deviceId', 'binding.deviceId')
    .innerJoin('provisioningUse', 'provisioningUse.deviceId', 'binding.deviceId')
    .select(['binding.deviceId', 'binding.name', 'binding.location', 'deviceKey.onlineSince'])
    .where('provisioningUse.tokenId', '=', token.tokenId)
    .where('binding.accountId', '=', token.accountId)
    .where('deviceKey.serial', '=', device.serial)
    .limit(2)
    .execute();
  const [row] = rows;
  if (row === undefined || rows.length > 1) return { kind: 'new' };
  const { deviceId, name, location, onlineSince } = row;
  if (onlineSince !== null || isOnline(deviceId)) return { kind: 'new' };
  const tags = (await readTags(trx, [deviceId])).get(deviceId) ?? [];
  return { kind: 'reset', before: { deviceId, name, location, tags }, hasSeat: true };
}

async function findRemoved(
  trx: Kysely<Schema>,
  accountId: string,
  { deviceId, serial }: Device,
): Promise<Before | null> {
  const row = await trx
    .selectFrom('removedDevice')
    .select(['deviceId', 'name', 'location', 'tags'])
    .where('accountId', '=', accountId)
    .where((eb) =>
      tellsApart(serial)
        ? eb.or([eb('deviceId', '=', deviceId), eb('serial', '=', serial)])
        : eb('deviceId', '=', deviceId),
    )
    .orderBy((eb) => eb.case().when('deviceId', '=', deviceId).then(0).else(1).end())
    .orderBy('removedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, tags: JSON.parse(row.tags) };
}

async function hasSeat(
  trx: Kysely<Schema>,
  { tokenId }: ProvisioningTokenTable,
  deviceId: string,
): Promise<boolean> {
  const use = await trx
    .selectFrom('provisioningUse')
    .select('tokenId')
    .where('tokenId', '=', tokenId)
    .where('deviceId', '=', deviceId)
    .executeTakeFirst();
  return use !== undefined;
}

/** Writes the use down; of a device that returns, its old one becomes this, and the key of before is let go. */
export async function takeSeat(
  trx: Kysely<Schema>,
  returning: Returning,
  use: ProvisioningUseTable,
): Promise<void> {
  if (returning.kind === 'reset') {
    const { deviceId } = returning.before;
    await trx.deleteFrom('binding').where('deviceId', '=', deviceId).execute();
    await trx
      .updateTable('deviceKey')
      .set({ unboundReason: 'replaced', reported: null, showing: null })
      .where('deviceId', '=', deviceId)
      .execute();
  }
  if (returning.kind === 'removed' || returning.kind === 'reset') {
    if (returning.hasSeat) {
      const { number: _, tokenId, ...rest } = use;
      await trx
        .updateTable('provisioningUse')
        .set(rest)
        .where('tokenId', '=', tokenId)
        .where('deviceId', '=', returning.before.deviceId)
        .execute();
      return;
    }
  }
  await trx
    .insertInto('provisioningUse')
    .values(use)
    .onConflict((oc) =>
      oc.columns(['tokenId', 'deviceId']).doUpdateSet({ at: use.at, number: use.number, name: use.name }),
    )
    .execute();
}
