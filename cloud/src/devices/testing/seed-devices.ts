/**
 * A fleet in the database, without the devices: names, places, tags and states as a company of that size has them.
 *
 * The same for the same count, so that what is measured and what is looked at can be compared.
 */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import { bindingRow, keyRow } from './rows.ts';

const rowsPerStatement = 500;
const minuteMs = 60_000;
const cities = [
  'Berlin',
  'Hamburg',
  'München',
  'Köln',
  'Zürich',
  'Wien',
  'Genève',
  'København',
  'Gdańsk',
  'Lyon',
];
const rooms = ['Entrance', 'Window', 'Checkout', 'Canteen', 'Lift', 'Meeting room', 'Warehouse', 'Reception'];
const tags = ['window', 'indoor', 'portrait', 'pilot', 'summer sale', '4K'];

/** Every tenth is away, every 97th was never seen, and of the rest every fifth does not play. */
export async function seedDevices(
  db: Kysely<Schema>,
  fleet: { accountId: string; count: number; now: number },
): Promise<string[]> {
  const deviceIds = Array.from({ length: fleet.count }, (_, i) =>
    createHash('sha256').update(`${fleet.accountId} ${i}`).digest('base64url'),
  );
  await db.transaction().execute(async (trx) => {
    for (let first = 0; first < fleet.count; first += rowsPerStatement) {
      const chunk = deviceIds
        .slice(first, first + rowsPerStatement)
        .map((deviceId, i) => ({ deviceId, i: first + i }));
      await trx
        .insertInto('deviceKey')
        .values(chunk.map(({ deviceId, i }) => keyRow(deviceId, keyOf(i, fleet.now))))
        .execute();
      await trx
        .insertInto('binding')
        .values(
          chunk.map(({ deviceId, i }) =>
            bindingRow(deviceId, fleet.accountId, {
              name: `${pick(rooms, i)} ${Math.floor(i / rooms.length) + 1}`,
              location: `${pick(cities, i)}, shop ${i % 200}`,
              boundAt: fleet.now - i * minuteMs,
            }),
          ),
        )
        .execute();
      const tagged = chunk.flatMap(({ deviceId, i }) =>
        i % 3 === 0
          ? []
          : [...new Set([pick(tags, i), pick(tags, i * 7 + 1)])].map((tag) => ({ deviceId, tag })),
      );
      if (tagged.length === 0) continue;
      await trx
        .insertInto('deviceTag')
        .values(
          tagged.map(({ deviceId, tag }) => ({
            deviceId,
            accountId: fleet.accountId,
            tagKey: tag.toLowerCase(),
            tag,
          })),
        )
        .execute();
    }
  });
  return deviceIds;
}

function keyOf(i: number, now: number) {
  const isNew = i % 97 === 0;
  const isHere = !isNew && i % 10 !== 0;
  const showing = isNew ? null : i % 5 === 1 ? 'loading' : 'playing';
  return {
    model: i % 4 === 0 ? 'OptiPlex 3080' : 'Node Pro',
    serial: `NP-${i.toString(16).toUpperCase().padStart(8, '0')}`,
    versions: JSON.stringify({ agent: '0.1.0' }),
    firstSeenAt: isNew ? 0 : now - 1_000_000_000,
    lastSeenAt: isNew ? 0 : now - (isHere ? 0 : i * minuteMs),
    onlineSince: isHere ? now - i * 1_000 : null,
    showing,
    reported: showing === null ? null : JSON.stringify({ type: 'reported', showing, notices: [] }),
  };
}

function pick<Item>(items: readonly Item[], i: number): Item {
  return items[i % items.length] as Item;
}
