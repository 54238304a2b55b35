/**
 * Names a device, says where it hangs, or changes its tags: all of it or nothing.
 *
 * The device shows its name, so an edit of name or location raises the revision and the device hears of it; of its
 * tags it hears where they bring it another playlist. An edit that changes nothing writes nothing.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import { authorOf, recordDeed } from '../enrolment/audit.ts';
import type { Actor } from '../identity/identity.ts';
import { changeTags, type Deeds, type TagRefusal } from './change-tags.ts';
import { bindingText } from './order-text.ts';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus'>;

export interface DeviceEdit {
  name?: string | undefined;
  location?: string | undefined;
  addTags?: readonly string[] | undefined;
  removeTags?: readonly string[] | undefined;
}

export type EditOutcome = 'edited' | 'unknown-device' | TagRefusal;

/** Rolls the whole edit back. */
class RefusedEdit extends Error {
  readonly code = 'edit-refused';
  readonly outcome: EditOutcome;
  constructor(outcome: EditOutcome) {
    super(`The edit was refused: ${outcome}.`);
    this.outcome = outcome;
  }
}

export async function editDevice(
  needs: Needs,
  actor: Actor,
  deviceId: string,
  edit: DeviceEdit,
): Promise<EditOutcome> {
  const { accountId } = actor;
  const deeds = { accountId, author: authorOf(actor), at: needs.clock(), randomBytes: needs.randomBytes };
  try {
    const done = await needs.db.transaction().execute(async (trx) => {
      const outcome = await relabel(trx, deeds, deviceId, edit);
      if (outcome === 'unknown-device') throw new RefusedEdit(outcome);
      const [tag = { outcome: 'unchanged' as const }] = await changeTags(trx, deeds, [deviceId], {
        add: edit.addTags ?? [],
        remove: edit.removeTags ?? [],
      });
      if (tag.outcome !== 'changed' && tag.outcome !== 'unchanged') throw new RefusedEdit(tag.outcome);
      return {
        isToldDevice: outcome === 'changed' || (tag.outcome === 'changed' && tag.playsAnother),
        isChanged: outcome === 'changed' || tag.outcome === 'changed',
      };
    });
    if (done.isToldDevice) needs.deviceBus.publish(deviceId);
    if (done.isChanged) needs.newsBus.publish([{ accountId, deviceId, what: 'edited' }]);
    return 'edited';
  } catch (error) {
    if (error instanceof RefusedEdit) return error.outcome;
    throw error;
  }
}

/** Name and location, in the caller's transaction; the caller publishes on the device bus after the commit. */
export async function relabel(
  trx: Kysely<Schema>,
  deeds: Deeds,
  deviceId: string,
  edit: Pick<DeviceEdit, 'name' | 'location'>,
): Promise<'changed' | 'unchanged' | 'unknown-device'> {
  const { accountId, author, at, randomBytes } = deeds;
  const before = await trx
    .selectFrom('binding')
    .select(['name', 'location'])
    .where('deviceId', '=', deviceId)
    .where('accountId', '=', accountId)
    .where('removingAt', 'is', null)
    .executeTakeFirst();
  if (before === undefined) return 'unknown-device';
  const after = { name: edit.name ?? before.name, location: edit.location ?? before.location };
  if (after.name === before.name && after.location === before.location) return 'unchanged';
  await trx
    .updateTable('binding')
    .set((eb) => ({ ...after, ...bindingText(after), revision: eb('revision', '+', 1) }))
    .where('deviceId', '=', deviceId)
    .where('accountId', '=', accountId)
    .execute();
  const action = before.name === after.name ? 'device.moved' : 'device.renamed';
  await recordDeed(trx, { action, accountId, deviceId, author, before, after, at }, randomBytes);
  return 'changed';
}
