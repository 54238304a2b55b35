/**
 * An account's devices in numbers: how many of which status, tag and location there are to narrow a list by.
 */
import { sql } from 'kysely';
import { countWarnings, type WarningCount } from '../health/read-warnings.ts';
import type { DeviceStatusFilter } from './device-filter.ts';
import { selectBindings, type ViewNeeds } from './device-view.ts';

/** More places than anybody reads through; those that are left out are found by the search. */
const maxLocations = 500;

export interface DeviceSurvey {
  total: number;
  statuses: Record<DeviceStatusFilter, number>;
  tags: { tag: string; devices: number }[];
  locations: { location: string; devices: number }[];
  /** How many have any. */
  withWarnings: number;
  warnings: WarningCount[];
}

export async function surveyDevices(needs: Pick<ViewNeeds, 'db'>, accountId: string): Promise<DeviceSurvey> {
  const { db } = needs;
  const counts = await selectBindings(db, accountId)
    .select((eb) => [
      eb.fn.countAll().as('total'),
      eb.fn.count('deviceKey.onlineSince').as('online'),
      eb.fn
        .countAll()
        .filterWhere('deviceKey.onlineSince', 'is not', null)
        .filterWhere('deviceKey.showing', '=', 'playing')
        .as('playing'),
      eb.fn
        .countAll()
        .filterWhere('deviceKey.onlineSince', 'is', null)
        .filterWhere('deviceKey.lastSeenAt', '=', 0)
        .as('neverSeen'),
    ])
    .executeTakeFirstOrThrow();
  const tags = await db
    .selectFrom('deviceTag')
    .select((eb) => [eb.fn.min('tag').as('tag'), eb.fn.countAll().as('devices')])
    .where('accountId', '=', accountId)
    .where('deviceId', 'not in', (eb) =>
      eb.selectFrom('binding').select('deviceId').where('removingAt', 'is not', null),
    )
    .groupBy('tagKey')
    .orderBy('tagKey')
    .execute();
  const locations = await db
    .selectFrom('binding')
    .select((eb) => ['location', eb.fn.countAll().as('devices')])
    .where('accountId', '=', accountId)
    .where('location', '!=', '')
    .where('removingAt', 'is', null)
    .groupBy('location')
    .orderBy(sql`min(location_order)`)
    .limit(maxLocations)
    .execute();
  const total = Number(counts.total);
  const online = Number(counts.online);
  const neverSeen = Number(counts.neverSeen);
  return {
    total,
    statuses: {
      online,
      playing: Number(counts.playing),
      offline: total - online - neverSeen,
      'never-seen': neverSeen,
    },
    tags: tags.map(({ tag, devices }) => ({ tag, devices: Number(devices) })),
    locations: locations.map(({ location, devices }) => ({ location, devices: Number(devices) })),
    ...(await countWarnings(db, accountId)),
  };
}
