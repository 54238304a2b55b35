/**
 * The life of a pairing session from registration to its end by anything but a claim.
 *
 * A device has at most one live session and a code names at most one; both are unique indexes, so no race can
 * break them. Live means: not ended, and its device in contact within the grace. A device that is connected is
 * touched well within the grace, so its session never expires. Nothing here reads a clock.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { makePairingCode, makePairingId, pairingIdBytes } from './make-names.ts';

export interface Registration {
  deviceId: string;
  bootId: string;
  now: number;
  graceMs: number;
  randomBytes(size: number): Uint8Array;
}

export type RegistrationOutcome =
  | { outcome: 'registered'; pairingId: string; code: string }
  /** The device has, or has just got, a binding: there is nothing to pair. */
  | { outcome: 'bound' };

/** A code collides with a live one in about one of a million at a million live codes. */
const maxAttempts = 8;

/** No free code was found; with a working random source this does not happen. */
export class PairingCodeError extends Error {
  readonly code = 'no-free-pairing-code';
  constructor() {
    super(`No free pairing code in ${maxAttempts} attempts.`);
  }
}

/**
 * The device's live session, or a fresh one. Idempotent within a boot: the same key and boot ID get the same
 * session until it ends or its grace has passed; a new boot ends the old one. Throws {@link PairingCodeError}.
 */
export async function registerSession(
  db: Kysely<Schema>,
  registration: Registration,
  transact: Transact = (work) => db.transaction().execute(work),
): Promise<RegistrationOutcome> {
  return (
    (await readStanding(db, registration)) ?? (await transact((trx) => replaceSession(trx, registration)))
  );
}

/** How the writes get their transaction; the default is one of their own. */
type Transact = (work: (trx: Kysely<Schema>) => Promise<RegistrationOutcome>) => Promise<RegistrationOutcome>;

async function replaceSession(trx: Kysely<Schema>, registration: Registration): Promise<RegistrationOutcome> {
  const { deviceId, bootId, now, randomBytes } = registration;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const standing = await readStanding(trx, registration);
    if (standing !== null) return standing;
    await endLiveSession(trx, registration);
    const session = {
      pairingId: makePairingId(randomBytes(pairingIdBytes)),
      code: makePairingCode(randomBytes),
    };
    const inserted = await trx
      .insertInto('pairingSession')
      .values({
        ...session,
        deviceId,
        bootId,
        createdAt: now,
        lastContactAt: now,
        endedAt: null,
        endReason: null,
        claimedByUserId: null,
        claimedAccountId: null,
      })
      // The code is taken, or another node registered this device meanwhile: look again.
      .onConflict((oc) => oc.doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows === 1n) return { outcome: 'registered', ...session };
  }
  throw new PairingCodeError();
}

/** What stands for this boot already; null where a session must be made. */
async function readStanding(
  db: Kysely<Schema>,
  { deviceId, bootId, now, graceMs }: Registration,
): Promise<RegistrationOutcome | null> {
  const row = await db
    .selectFrom('deviceKey')
    .leftJoin('binding', 'binding.deviceId', 'deviceKey.deviceId')
    .leftJoin('pairingSession as session', (join) =>
      join.onRef('session.deviceId', '=', 'deviceKey.deviceId').on('session.endedAt', 'is', null),
    )
    .select([
      'binding.accountId',
      'session.pairingId',
      'session.code',
      'session.bootId',
      'session.lastContactAt',
    ])
    .where('deviceKey.deviceId', '=', deviceId)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.accountId !== null) return { outcome: 'bound' };
  if (row.pairingId === null || row.code === null || row.bootId !== bootId) return null;
  if (isExpired(Number(row.lastContactAt), now, graceMs)) return null;
  return { outcome: 'registered', pairingId: row.pairingId, code: row.code };
}

async function endLiveSession(trx: Kysely<Schema>, { deviceId, bootId, now }: Registration): Promise<void> {
  await trx
    .updateTable('pairingSession')
    .set((eb) => ({
      endedAt: now,
      endReason: eb.case().when('bootId', '=', bootId).then('expired').else('superseded').end() as never,
    }))
    .where('deviceId', '=', deviceId)
    .where('endedAt', 'is', null)
    .execute();
}

export function isExpired(lastContactAt: number, now: number, graceMs: number): boolean {
  return lastContactAt < now - graceMs;
}

/** Notes that these devices were in contact. Devices without a live session are no matter. */
export async function touchSessions(
  db: Kysely<Schema>,
  deviceIds: readonly string[],
  now: number,
): Promise<void> {
  await db
    .updateTable('pairingSession')
    .set({ lastContactAt: now })
    .where('deviceId', 'in', [...deviceIds])
    .where('endedAt', 'is', null)
    .execute();
}

/** Ends the sessions whose devices have been away for longer than the grace, and answers whose they were. */
export async function expireSessions(
  db: Kysely<Schema>,
  { now, graceMs }: { now: number; graceMs: number },
): Promise<readonly string[]> {
  const expired = await db
    .updateTable('pairingSession')
    .set({ endedAt: now, endReason: 'expired' })
    .where('endedAt', 'is', null)
    .where('lastContactAt', '<', now - graceMs)
    .returning('deviceId')
    .execute();
  return expired.map((row) => row.deviceId);
}

/** Forgets sessions that ended before `before`: a code of long ago is then simply a wrong code. */
export async function forgetEndedSessions(db: Kysely<Schema>, before: number): Promise<void> {
  await db
    .deleteFrom('pairingSession')
    .where('endedAt', '<', before)
    // Repeated claims and undo look for the session that made a binding for as long as the binding stands.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('binding')
            .select('binding.deviceId')
            .whereRef('binding.deviceId', '=', 'pairingSession.deviceId')
            .whereRef('binding.pairingId', '=', 'pairingSession.pairingId'),
        ),
      ),
    )
    .execute();
}

/** How many codes are live: a walk over the partial index of live codes, about a millisecond for 50,000. */
export async function countLiveSessions(db: Kysely<Schema>): Promise<number> {
  const { live } = await db
    .selectFrom('pairingSession')
    .select((eb) => eb.fn.countAll().as('live'))
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(live);
}
