/**
 * Looks up the pairing session that an admitted name names. Reads only.
 *
 * The only place that turns a code or a pairing ID into a session, and it takes nothing but the limiter's
 * admission: a second way in without the limiter is how others have been broken into.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Admission } from './claim-limiter.ts';
import type { FoundPairing } from './pairing-standing.ts';

/** The live session of this name, else the latest that bore it; null where none did. */
export async function findPairing(db: Kysely<Schema>, admission: Admission): Promise<FoundPairing | null> {
  const { name } = admission;
  const row = await db
    .selectFrom('pairingSession as session')
    .innerJoin('deviceKey', 'deviceKey.deviceId', 'session.deviceId')
    .leftJoin('binding', 'binding.deviceId', 'session.deviceId')
    .select([
      'session.pairingId',
      'session.code',
      'session.deviceId',
      'session.lastContactAt',
      'session.endedAt',
      'session.endReason',
      'session.claimedByUserId',
      'deviceKey.model',
      'deviceKey.serial',
      'binding.accountId as boundAccountId',
      'binding.pairingId as boundPairingId',
    ])
    .$if(name.kind === 'code', (query) =>
      query.where('session.code', '=', name.kind === 'code' ? name.code : ''),
    )
    .$if(name.kind === 'pairing-id', (query) =>
      query.where('session.pairingId', '=', name.kind === 'pairing-id' ? name.pairingId : ''),
    )
    .orderBy((eb) => eb.case().when('session.endedAt', 'is', null).then(0).else(1).end())
    .orderBy('session.createdAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { boundAccountId, boundPairingId, ...session } = row;
  return {
    ...session,
    lastContactAt: Number(session.lastContactAt),
    endedAt: session.endedAt === null ? null : Number(session.endedAt),
    binding: boundAccountId === null ? null : { accountId: boundAccountId, pairingId: boundPairingId },
  };
}
