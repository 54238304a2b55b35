/**
 * One key takes the place of another: name, location, tags, playlist, network and history move with the row.
 *
 * For hardware that is replaced, for the same hardware after a factory reset, and back again when that is undone; all
 * in the caller's transaction. The old key hears why when it is back; the new one is here, since it shows a code. The
 * whole row is moved and not what this file knows of it, so that what is added to a binding moves too.
 */
import type { UnboundReason } from '@signet/protocol';
import type { Kysely } from 'kysely';
import { moveOwnPlaylist } from '../content/own-playlist.ts';
import type { BindingTable, Schema } from '../database/schema.ts';
import { bindingText } from '../devices/order-text.ts';
import { readTags } from '../devices/read-tags.ts';
import { type Author, recordDeed } from './audit.ts';
import type { FoundPairing } from './pairing-standing.ts';
import { rememberRemoved } from './removed-devices.ts';

export type MoveOutcome = 'moved' | 'no-such-device' | 'not-free';

interface TakeOver {
  replaces: string;
  accountId: string;
  userId: string;
  name: string | undefined;
  location: string | undefined;
  author: Author;
  now: number;
  randomBytes(size: number): Uint8Array;
}

export async function takeOver(
  trx: Kysely<Schema>,
  pairing: FoundPairing,
  request: TakeOver,
): Promise<MoveOutcome> {
  const { replaces, accountId, userId, author, now, randomBytes } = request;
  const before = await readBinding(trx, accountId, replaces);
  if (before === undefined) return 'no-such-device';
  const { deviceId, pairingId, serial } = pairing;
  const name = request.name ?? before.name;
  const location = request.location ?? before.location;
  const predecessors = JSON.stringify([replaces, ...predecessorsOf(before)]);
  const change = {
    ...{ name, location, ...bindingText({ name, location }), predecessors },
    ...{ boundAt: now, boundByUserId: userId, pairingId },
  };
  const old = await readSerial(trx, replaces);
  const tags = (await readTags(trx, [replaces])).get(replaces) ?? [];
  const moved = await moveBinding(trx, before, deviceId, change, 'replaced');
  if (moved !== 'moved') return moved;
  const isRepair = old === serial && serial.trim() !== '';
  // Other hardware has done its time: a stick that is still in it must not bring it back by itself.
  if (!isRepair) await rememberRemoved(trx, { accountId, deviceId: replaces, name, location }, tags, now);
  await recordDeed(
    trx,
    {
      action: isRepair ? 'device.repaired' : 'device.replaced',
      ...{ accountId, deviceId, author, at: now },
      before: { deviceId: replaces, serial: old },
      after: { name, location, pairingId, model: pairing.model, serial },
    },
    randomBytes,
  );
  return 'moved';
}

/** Gives the place back to the key that had it before; whoever took over is told that it was removed. */
export async function giveBack(
  trx: Kysely<Schema>,
  request: {
    deviceId: string;
    accountId: string;
    author: Author;
    now: number;
    randomBytes(size: number): Uint8Array;
  },
): Promise<{ outcome: MoveOutcome | 'nothing-to-give-back'; to: string }> {
  const { deviceId, accountId, author, now, randomBytes } = request;
  const binding = await readBinding(trx, accountId, deviceId);
  if (binding === undefined) return { outcome: 'no-such-device', to: '' };
  const [to, ...rest] = predecessorsOf(binding);
  if (to === undefined) return { outcome: 'nothing-to-give-back', to: '' };
  const change = { predecessors: rest.length === 0 ? null : JSON.stringify(rest), pairingId: null };
  const outcome = await moveBinding(trx, binding, to, change, 'removed');
  if (outcome !== 'moved') return { outcome, to };
  await trx
    .deleteFrom('removedDevice')
    .where('accountId', '=', accountId)
    .where('deviceId', '=', to)
    .execute();
  const after = { name: binding.name, reason: 'removed' };
  const deed = {
    action: 'pairing.undone',
    accountId,
    deviceId: to,
    author,
    before: { deviceId },
    after,
    at: now,
  };
  await recordDeed(trx, deed, randomBytes);
  return { outcome, to };
}

async function moveBinding(
  trx: Kysely<Schema>,
  before: BindingTable,
  to: string,
  change: Partial<BindingTable>,
  reason: UnboundReason,
): Promise<MoveOutcome> {
  const row = { ...before, ...change, deviceId: to, ackedRevision: null, revision: before.revision + 1 };
  const bound = await trx
    .insertInto('binding')
    .values(row)
    .onConflict((oc) => oc.column('deviceId').doNothing())
    .executeTakeFirst();
  if (bound.numInsertedOrUpdatedRows !== 1n) return 'not-free';
  await trx.updateTable('deviceTag').set({ deviceId: to }).where('deviceId', '=', before.deviceId).execute();
  await moveOwnPlaylist(trx, before.deviceId, to);
  await trx.deleteFrom('binding').where('deviceId', '=', before.deviceId).execute();
  await trx
    .updateTable('deviceKey')
    .set({ unboundReason: reason, reported: null, showing: null })
    .where('deviceId', '=', before.deviceId)
    .execute();
  await trx.updateTable('deviceKey').set({ unboundReason: null }).where('deviceId', '=', to).execute();
  return 'moved';
}

function readBinding(
  trx: Kysely<Schema>,
  accountId: string,
  deviceId: string,
): Promise<BindingTable | undefined> {
  return trx
    .selectFrom('binding')
    .selectAll()
    .where('deviceId', '=', deviceId)
    .where('accountId', '=', accountId)
    .where('removingAt', 'is', null)
    .executeTakeFirst();
}

async function readSerial(trx: Kysely<Schema>, deviceId: string): Promise<string> {
  const key = await trx
    .selectFrom('deviceKey')
    .select('serial')
    .where('deviceId', '=', deviceId)
    .executeTakeFirst();
  return key?.serial ?? '';
}

function predecessorsOf({ predecessors }: Pick<BindingTable, 'predecessors'>): string[] {
  return predecessors === null ? [] : JSON.parse(predecessors);
}
