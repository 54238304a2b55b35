/**
 * Ends the bindings of devices that stayed away for longer than their account allows.
 *
 * Found by the sweep, so that what never returns leaves the list and frees its place, and when a device signs on, so
 * that one cannot slip through between two sweeps. A device hears of it when it is back, and plays from its cache
 * until then. A provisioned binding never lapses, nor does one whose device is here.
 */
import { type Kysely, sql } from 'kysely';
import { theCloud } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { unbind } from '../enrolment/unbind.ts';

const dayMs = 24 * 3_600_000;

/** How long a device of the account may stay away; null: for ever. `lapseDays` is the account's own, see the schema. */
export function lapseLimitMs(lapseDays: number | null, cloudLapseAfterMs: number | null): number | null {
  if (lapseDays === null) return cloudLapseAfterMs;
  return lapseDays === 0 ? null : lapseDays * dayMs;
}

export interface LapseMoment {
  now: number;
  /** For accounts without a limit of their own; null: never. */
  lapseAfterMs: number | null;
}

function selectAway(db: Kysely<Schema>) {
  return db
    .selectFrom('binding')
    .innerJoin('deviceKey', 'deviceKey.deviceId', 'binding.deviceId')
    .leftJoin('accountSettings', 'accountSettings.accountId', 'binding.accountId')
    .where('binding.kind', '=', 'paired')
    .where('deviceKey.onlineSince', 'is', null);
}

/** Devices that are away for too long by the limit of their account. */
function selectLapsed(db: Kysely<Schema>, { now, lapseAfterMs }: LapseMoment) {
  const byOwnLimit = sql<number>`${now} - ${sql.ref('accountSettings.lapseDays')} * ${dayMs}`;
  return selectAway(db).where((eb) => {
    const ownLimit = eb.and([
      eb('accountSettings.lapseDays', '>', 0),
      eb('binding.boundAt', '<', byOwnLimit),
      eb('deviceKey.lastSeenAt', '<', byOwnLimit),
    ]);
    if (lapseAfterMs === null) return ownLimit;
    const byCloud = now - lapseAfterMs;
    const cloudLimit = eb.and([
      eb('accountSettings.lapseDays', 'is', null),
      eb('binding.boundAt', '<', byCloud),
      eb('deviceKey.lastSeenAt', '<', byCloud),
    ]);
    return eb.or([ownLimit, cloudLimit]);
  });
}

/** How many devices of an account would lapse at once under a limit; null: none ever. */
export async function countLapsed(
  db: Kysely<Schema>,
  { accountId, limitMs, now }: { accountId: string; limitMs: number | null; now: number },
): Promise<number> {
  if (limitMs === null) return 0;
  const { away } = await selectAway(db)
    .select((eb) => eb.fn.countAll().as('away'))
    .where('binding.accountId', '=', accountId)
    .where('binding.boundAt', '<', now - limitMs)
    .where('deviceKey.lastSeenAt', '<', now - limitMs)
    .executeTakeFirstOrThrow();
  return Number(away);
}

export interface Lapsed {
  accountId: string;
  deviceId: string;
}

/** Some 50 ms of the one connection. */
const devicesPerBatch = 250;

/** In batches, each one transaction with its lines in the audit log; what one has done stays done. */
export async function lapseAway(
  needs: { db: Kysely<Schema>; randomBytes(size: number): Uint8Array },
  moment: LapseMoment,
): Promise<readonly Lapsed[]> {
  const lapsed: Lapsed[] = [];
  for (;;) {
    const batch = await needs.db.transaction().execute(async (trx) => {
      const rows = await selectLapsed(trx, moment)
        .select(['binding.accountId', 'binding.deviceId'])
        .limit(devicesPerBatch)
        .execute();
      for (const row of rows) await lapse(trx, row, needs.randomBytes, moment.now);
      return rows;
    });
    lapsed.push(...batch);
    if (batch.length < devicesPerBatch) return lapsed;
  }
}

/** In the caller's transaction. False where it was let go meanwhile. */
export function lapse(
  trx: Kysely<Schema>,
  device: Lapsed,
  randomBytes: (size: number) => Uint8Array,
  now: number,
): Promise<boolean> {
  const how = { reason: 'offline-expired', action: 'device.lapsed', author: theCloud } as const;
  return unbind(trx, { ...device, ...how, now, randomBytes });
}
