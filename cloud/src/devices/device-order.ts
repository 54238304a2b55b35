/**
 * In which order devices are listed, and where in it a page begins.
 *
 * Every order ends in name and ID, so that no two devices share a place and a page never skips or repeats one. A
 * cursor names the last device of a page by its place and not by its number, because devices come and go between
 * two pages. What moves by itself (a connected device is "seen" every minute) has one place while it does.
 */
import { type AliasableExpression, type Expression, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import type { Rows } from './device-filter.ts';

export const deviceSorts = [
  'name',
  'location',
  'status',
  'model',
  'serial',
  'lastSeenAt',
  'boundAt',
] as const;
export type DeviceSort = (typeof deviceSorts)[number];

export interface DeviceOrder {
  sort: DeviceSort;
  descending: boolean;
}

/** Where a device stands: the value it is sorted by, and what tells it from those of the same value. */
export interface DevicePlace {
  value: string | number;
  nameOrder: string;
  deviceId: string;
}

/** After every moment at which a device can have been seen. */
const now = Number.MAX_SAFE_INTEGER;

export function sortValue(eb: Rows, sort: DeviceSort): AliasableExpression<string | number> {
  switch (sort) {
    case 'name':
      return eb.ref('binding.nameOrder');
    case 'location':
      return eb.ref('binding.locationOrder');
    case 'model':
      return eb.ref('deviceKey.modelOrder');
    case 'serial':
      return eb.ref('deviceKey.serial');
    case 'boundAt':
      return eb.ref('binding.boundAt');
    case 'lastSeenAt':
      return eb
        .case()
        .when('deviceKey.onlineSince', 'is not', null)
        .then(now)
        .else(eb.ref('deviceKey.lastSeenAt'))
        .end();
    case 'status':
      // What needs somebody first: away, never seen, here but not playing, playing.
      return eb
        .case()
        .when(eb('deviceKey.onlineSince', 'is', null).and('deviceKey.lastSeenAt', '>', 0))
        .then(0)
        .when('deviceKey.onlineSince', 'is', null)
        .then(1)
        .when('deviceKey.showing', '=', 'playing')
        .then(3)
        .else(2)
        .end();
    default:
      return sort satisfies never;
  }
}

/** Whether a device comes after this place. */
export function isAfter(eb: Rows, order: DeviceOrder, place: DevicePlace): Expression<SqlBool> {
  const { value, nameOrder, deviceId } = place;
  const comparison = sql.raw(order.descending ? '<' : '>');
  if (order.sort === 'name') {
    // Without the doubled name, so that the index can be entered at this place.
    return sql<SqlBool>`(${eb.ref('binding.nameOrder')}, ${eb.ref('binding.deviceId')})
      ${comparison} (${nameOrder}, ${deviceId})`;
  }
  return sql<SqlBool>`(${sortValue(eb, order.sort)}, ${eb.ref('binding.nameOrder')}, ${eb.ref('binding.deviceId')})
    ${comparison} (${value}, ${nameOrder}, ${deviceId})`;
}

const cursorSchema = z.tuple([
  z.enum(deviceSorts),
  z.boolean(),
  z.union([z.string(), z.number()]),
  z.string(),
  z.string(),
]);

export function writeCursor({ sort, descending }: DeviceOrder, place: DevicePlace): string {
  const { value, nameOrder, deviceId } = place;
  return Buffer.from(JSON.stringify([sort, descending, value, nameOrder, deviceId])).toString('base64url');
}

/** Null for what is no cursor, or one of another order. */
export function readCursor(order: DeviceOrder, cursor: string): DevicePlace | null {
  const { success, data } = cursorSchema.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!success || data[0] !== order.sort || data[1] !== order.descending) return null;
  return { value: data[2], nameOrder: data[3], deviceId: data[4] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
