/**
 * Does one thing to many devices of the account: tag, untag, set the location, remove.
 *
 * In batches, each one transaction with its lines in the audit log: ten thousand devices in one would keep everybody
 * else's claim waiting. What a batch has done stays done when a later one fails; the same request sent again finds
 * the rest, since every action is one that may be repeated. Who means "all that match" says how many they saw, so
 * that nothing is done to devices that nobody has looked at.
 */
import type { Kysely } from 'kysely';
import { isDeletionLocked } from '../accounts/policies.ts';
import type { Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import { authorOf } from '../enrolment/audit.ts';
import type { Actor } from '../identity/identity.ts';
import { changeTags, type Deeds } from './change-tags.ts';
import { type DeviceFilter, matches } from './device-filter.ts';
import { selectBindings } from './device-view.ts';
import { relabel } from './edit-device.ts';
import { keepDevice, startRemoval } from './removal.ts';

export const bulkOutcomes = [
  'done',
  'unchanged',
  'unknown-device',
  'device-has-enough-tags',
  'account-has-enough-tags',
] as const;
export type BulkOutcome = (typeof bulkOutcomes)[number];

export type BulkAction =
  | { kind: 'tag'; tags: readonly string[] }
  | { kind: 'untag'; tags: readonly string[] }
  | { kind: 'set-location'; location: string }
  | { kind: 'remove' }
  /** Undoes a removal while its grace lasts. */
  | { kind: 'keep' };

export type BulkTarget =
  | { ids: readonly string[] }
  | { filter: DeviceFilter; except?: readonly string[] | undefined; count: number };

export interface BulkResult {
  id: string;
  outcome: BulkOutcome;
  /** What really changed, so that it can be undone: where it hung before, or the tags it got or lost. */
  locationBefore?: string;
  tags?: readonly string[];
}

export type BulkAnswer =
  | { outcome: 'done'; results: BulkResult[] }
  /** Other devices match than the person saw; nothing was done. */
  | { outcome: 'count-changed'; count: number }
  /** The account protects its devices; turned on half-way, the rest stays. */
  | { outcome: 'deletion-locked' };

type Needs = Pick<
  Dependencies,
  'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'log' | 'settings'
>;

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
    const playsAnother: string[] = [];
    const done = await needs.db.transaction().execute(async (trx) => {
      if (action.kind === 'remove' && (await isDeletionLocked(trx, actor.accountId))) return null;
      return changeBatch(
        trx,
        { ...deeds, at: needs.clock() },
        { action, graceMs: needs.settings.removalGraceMs },
        batch,
        playsAnother,
      );
    });
    if (done === null) return { outcome: 'deletion-locked' };
    // Of a tag a device hears where it brings another playlist; of everything else always.
    const changed = done.filter(({ outcome }) => outcome === 'done').map(({ id }) => id);
    const isHeard = action.kind === 'remove' && needs.settings.removalGraceMs === 0;
    const isTold = isHeard || action.kind === 'set-location';
    for (const id of isTold ? changed : playsAnother) needs.deviceBus.publish(id);
    const what = action.kind === 'remove' ? 'removed' : action.kind === 'keep' ? 'bound' : 'edited';
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
  { action, graceMs }: { action: BulkAction; graceMs: number },
  ids: readonly string[],
  playsAnother: string[],
): Promise<BulkResult[]> {
  const rows = await trx
    .selectFrom('binding')
    .select(['deviceId', 'location'])
    .where('accountId', '=', deeds.accountId)
    .where('deviceId', 'in', [...ids])
    .where('removingAt', action.kind === 'keep' ? 'is not' : 'is', null)
    .execute();
  const locations = new Map(rows.map(({ deviceId, location }) => [deviceId, location]));
  const known = ids.filter((id) => locations.has(id));
  const outcomes = new Map<string, Omit<BulkResult, 'id'>>();
  if (action.kind === 'tag' || action.kind === 'untag') {
    const [add, remove] = action.kind === 'tag' ? [action.tags, []] : [[], action.tags];
    const tagged = await changeTags(trx, deeds, known, { add, remove });
    for (const [i, id] of known.entries()) {
      const each = tagged[i];
      if (each?.outcome === 'changed') {
        outcomes.set(id, { outcome: 'done', tags: [...each.added, ...each.removed] });
        if (each.playsAnother) playsAnother.push(id);
      } else if (each !== undefined) outcomes.set(id, { outcome: each.outcome });
    }
  } else {
    for (const deviceId of known) {
      const location = locations.get(deviceId) ?? '';
      outcomes.set(deviceId, await changeOne(trx, deeds, { action, graceMs }, { deviceId, location }));
    }
  }
  return ids.map((id) => ({ id, ...(outcomes.get(id) ?? { outcome: 'unknown-device' }) }));
}

async function changeOne(
  trx: Kysely<Schema>,
  deeds: Deeds,
  {
    action,
    graceMs,
  }: { action: Extract<BulkAction, { kind: 'set-location' | 'remove' | 'keep' }>; graceMs: number },
  { deviceId, location }: { deviceId: string; location: string },
): Promise<Omit<BulkResult, 'id'>> {
  switch (action.kind) {
    case 'set-location': {
      const moved = await relabel(trx, deeds, deviceId, { location: action.location });
      return moved === 'changed' ? { outcome: 'done', locationBefore: location } : { outcome: moved };
    }
    case 'remove': {
      const removed = await startRemoval(trx, deeds, deviceId, graceMs);
      return { outcome: removed ? 'done' : 'unknown-device' };
    }
    case 'keep':
      return { outcome: (await keepDevice(trx, deeds, deviceId)) ? 'done' : 'unknown-device' };
    default:
      return action satisfies never;
  }
}
