/**
 * Does one thing to many devices of the account: tag, untag, set the location, remove.
 *
 * In batches, each one transaction with its lines in the audit log: ten thousand devices in one would keep everybody
 * else's claim waiting. What a batch has done stays done when a later one fails; the same request sent again finds
 * the rest, since every action is one that may be repeated. Who means "all that match" says how many they saw, so
 * that nothing is done to devices that nobody has looked at.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import { authorOf } from '../enrolment/audit.ts';
import { unbind } from '../enrolment/unbind.ts';
import type { Actor } from '../identity/identity.ts';
import { changeTags, type Deeds } from './change-tags.ts';
import { type DeviceFilter, matches } from './device-filter.ts';
import { selectBindings } from './device-view.ts';
import { relabel } from './edit-device.ts';

export const bulkOutcomes = [
  'done',
  'unchanged',
  'unknown-device',
  'device-has-enough-tags',
  'account-has-enough-tags',
] as const;
export type BulkOutcome = (typeof bulkOutcomes)[number];

export type BulkAction =
  | { kind: 'tag' | 'untag'; tags: readonly string[] }
  | { kind: 'set-location'; location: string }
  | { kind: 'remove' };

export type BulkTarget =
  | { ids: readonly string[] }
  | { filter: DeviceFilter; except?: readonly string[] | undefined; count: number };

export interface BulkResult {
  id: string;
  outcome: BulkOutcome;
  /** Where it hung before, so that a new location can be undone. */
  locationBefore?: string;
}

export type BulkAnswer =
  | { outcome: 'done'; results: BulkResult[] }
  /** Other devices match than the person saw; nothing was done. */
  | { outcome: 'count-changed'; count: number };

type Needs = Pick<Dependencies, 'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'log'>;

/** Some 50 ms of the one connection. */
const devicesPerBatch = 250;

export async function changeInBulk(
  needs: Needs,
  actor: Actor,
  request: { action: BulkAction; devices: BulkTarget },
): Promise<BulkAnswer> {
  const { action, devices } = request;
  const ids = 'ids' in devices ? [...new Set(devices.ids)] : await readMatching(needs.db, actor, devices);
  if ('count' in devices && devices.count !== ids.length)
    return { outcome: 'count-changed', count: ids.length };
  const deeds = { accountId: actor.accountId, author: authorOf(actor), randomBytes: needs.randomBytes };
  const results: BulkResult[] = [];
  for (let first = 0; first < ids.length; first += devicesPerBatch) {
    const batch = ids.slice(first, first + devicesPerBatch);
    const done = await needs.db
      .transaction()
      .execute((trx) => changeBatch(trx, { ...deeds, at: needs.clock() }, action, batch));
    // A tag is the account's own affair; everything else a device has to hear of.
    const changed = done.filter(({ outcome }) => outcome === 'done').map(({ id }) => id);
    if (action.kind === 'remove' || action.kind === 'set-location') {
      for (const id of changed) needs.deviceBus.publish(id);
    }
    const what = action.kind === 'remove' ? 'removed' : 'edited';
    needs.newsBus.publish(changed.map((deviceId) => ({ accountId: actor.accountId, deviceId, what })));
    results.push(...done);
  }
  const count = results.filter(({ outcome }) => outcome === 'done').length;
  needs.log.info({ code: 'devices-changed', action: action.kind, accountId: actor.accountId, count });
  return { outcome: 'done', results };
}

async function readMatching(
  db: Kysely<Schema>,
  actor: Actor,
  { filter, except = [] }: Extract<BulkTarget, { count: number }>,
): Promise<string[]> {
  const rows = await selectBindings(db, actor.accountId)
    .select('binding.deviceId')
    .where((eb) => matches(eb, filter))
    .orderBy('binding.nameOrder')
    .orderBy('binding.deviceId')
    .execute();
  const left = new Set(except);
  return rows.map(({ deviceId }) => deviceId).filter((deviceId) => !left.has(deviceId));
}

async function changeBatch(
  trx: Kysely<Schema>,
  deeds: Deeds,
  action: BulkAction,
  ids: readonly string[],
): Promise<BulkResult[]> {
  const rows = await trx
    .selectFrom('binding')
    .select(['deviceId', 'location'])
    .where('accountId', '=', deeds.accountId)
    .where('deviceId', 'in', [...ids])
    .execute();
  const known = new Map(rows.map(({ deviceId, location }) => [deviceId, location]));
  const results: BulkResult[] = [];
  for (const id of ids) {
    const locationBefore = known.get(id);
    if (locationBefore === undefined) {
      results.push({ id, outcome: 'unknown-device' });
      continue;
    }
    const outcome = await changeOne(trx, deeds, action, id);
    const isMoved = action.kind === 'set-location' && outcome === 'done';
    results.push({ id, outcome, ...(isMoved ? { locationBefore } : {}) });
  }
  return results;
}

async function changeOne(
  trx: Kysely<Schema>,
  deeds: Deeds,
  action: BulkAction,
  deviceId: string,
): Promise<BulkOutcome> {
  switch (action.kind) {
    case 'tag':
      return toOutcome(await changeTags(trx, deeds, deviceId, { add: action.tags, remove: [] }));
    case 'untag':
      return toOutcome(await changeTags(trx, deeds, deviceId, { add: [], remove: action.tags }));
    case 'set-location':
      return toOutcome(await relabel(trx, deeds, deviceId, { location: action.location }));
    case 'remove': {
      const { at: now, ...rest } = deeds;
      const how = { reason: 'removed', action: 'device.removed' } as const;
      return (await unbind(trx, { deviceId, ...how, ...rest, now })) ? 'done' : 'unknown-device';
    }
    default:
      return action satisfies never;
  }
}

function toOutcome<Outcome extends string>(outcome: Outcome): Exclude<Outcome, 'changed'> | 'done' {
  return outcome === 'changed' ? 'done' : (outcome as Exclude<Outcome, 'changed'>);
}
