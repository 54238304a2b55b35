/**
 * One page of an account's devices, and how many there are in all.
 */
import { sql } from 'kysely';
import { type DeviceFilter, matches } from './device-filter.ts';
import { type DeviceOrder, isAfter, readCursor, sortValue, writeCursor } from './device-order.ts';
import type { Device } from './device-schema.ts';
import { selectBindings, selectDeviceRows, toDevices, type ViewNeeds } from './device-view.ts';

export const maxPageSize = 500;

export interface PageRequest {
  accountId: string;
  filter: DeviceFilter;
  order: DeviceOrder;
  limit: number;
  /** From the page before. */
  cursor: string | undefined;
}

export type DevicePage =
  | {
      outcome: 'page';
      devices: Device[];
      /** All that match, on whichever page. */
      total: number;
      nextCursor: string | null;
    }
  | { outcome: 'wrong-cursor' };

export async function listDevices(needs: ViewNeeds, request: PageRequest): Promise<DevicePage> {
  const { accountId, filter, order, limit } = request;
  const place = request.cursor === undefined ? null : readCursor(order, request.cursor);
  if (request.cursor !== undefined && place === null) return { outcome: 'wrong-cursor' };
  const direction = order.descending ? 'desc' : 'asc';
  const rows = await selectDeviceRows(needs.db, accountId)
    .select((eb) => [sortValue(eb, order.sort).as('sortValue'), 'binding.nameOrder'])
    .where((eb) => matches(eb, filter))
    .$if(place !== null, (query) =>
      query.where((eb) => (place === null ? eb.lit(true) : isAfter(eb, order, place))),
    )
    .$if(order.sort !== 'name', (query) => query.orderBy(sql.ref('sortValue'), direction))
    .orderBy('binding.nameOrder', direction)
    .orderBy('binding.deviceId', direction)
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    outcome: 'page',
    devices: await toDevices(needs, accountId, shown),
    total: await countDevices(needs, accountId, filter),
    nextCursor:
      last === undefined
        ? null
        : writeCursor(order, { value: last.sortValue, nameOrder: last.nameOrder, deviceId: last.deviceId }),
  };
}

export async function countDevices(
  needs: Pick<ViewNeeds, 'db'>,
  accountId: string,
  filter: DeviceFilter,
): Promise<number> {
  const { total } = await selectBindings(needs.db, accountId)
    .select((eb) => eb.fn.countAll().as('total'))
    .where((eb) => matches(eb, filter))
    .executeTakeFirstOrThrow();
  return Number(total);
}
