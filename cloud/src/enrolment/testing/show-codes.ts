/** Rows for many devices that show a code, without the devices: what an attacker aims at. */
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import { keyRow } from '../../devices/testing/rows.ts';
import { makePairingCode, makePairingId } from '../make-names.ts';

/** So many devices that show a code. */
export async function showCodes(db: Kysely<Schema>, count: number, now: number): Promise<void> {
  for (let first = 0; first < count; first += 500) {
    const deviceIds = Array.from({ length: Math.min(500, count - first) }, (_, i) => `device-${first + i}`);
    await db
      .insertInto('deviceKey')
      .values(deviceIds.map((deviceId) => keyRow(deviceId, { firstSeenAt: now, lastSeenAt: now })))
      .execute();
    await db
      .insertInto('pairingSession')
      .values(
        deviceIds.map((deviceId) => ({
          pairingId: makePairingId(randomBytes(16)),
          code: makePairingCode(randomBytes),
          deviceId,
          bootId: 'b',
          createdAt: now,
          lastContactAt: now,
          endedAt: null,
          endReason: null,
          claimedByUserId: null,
          claimedAccountId: null,
        })),
      )
      .execute();
  }
}
