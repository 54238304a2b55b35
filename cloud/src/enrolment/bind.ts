/**
 * The transaction that makes a binding out of a pairing session.
 *
 * All or nothing: the binding, the end of the session, the device limit and the audit line. Each write is
 * conditional on what was read (the binding's primary key, the session's end), so that of two claims exactly one
 * wins on a database with real concurrency too; the loser looks again and is told what it then finds. When this
 * returns, the commit is on disk.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { bindingText } from '../devices/order-text.ts';
import { readReachedLimit, readRules } from './account-room.ts';
import { type Author, recordDeed } from './audit.ts';
import type { Admission } from './claim-limiter.ts';
import { defaultDeviceName } from './device-name.ts';
import { findPairing } from './find-pairing.ts';
import { type FoundPairing, standingOf } from './pairing-standing.ts';
import { forgetRemoved } from './removed-devices.ts';
import { takeOver } from './take-over.ts';

export interface BindRequest {
  admission: Admission;
  userId: string;
  /** Every account in which the user may act. */
  accountIds: readonly string[];
  /** The one that gets the device. */
  accountId: string;
  author: Author;
  /** Somebody has compared the screen with what they claim: a code was typed, or a button pressed after a scan. */
  confirmed: boolean;
  name: string | undefined;
  location: string | undefined;
  /** The device of the account whose place it takes. */
  replaces: string | undefined;
  now: number;
  graceMs: number;
  randomBytes(size: number): Uint8Array;
}

export type BindOutcome =
  | { outcome: 'claimed' | 'repeated'; deviceId: string; replaced: string | null }
  | { outcome: 'unknown-device' }
  | { outcome: 'wrong-code' | 'no-longer-live' | 'already-paired' | 'confirm-first' | 'account-gone' }
  | { outcome: 'device-limit-reached'; deviceLimit: number };

/** Another claim, a new boot or the sweep came first: rolls the transaction back, and is thrown on if that does not end. */
class LostRaceError extends Error {
  readonly code = 'claim-contended';
}

const maxAttempts = 3;

/** Throws an error with code `claim-contended` where others came first each time; nothing is bound then. */
export async function bind(db: Kysely<Schema>, request: BindRequest): Promise<BindOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute((trx) => attemptBind(trx, request));
    } catch (error) {
      if (!(error instanceof LostRaceError) || attempt === maxAttempts) throw error;
    }
  }
}

async function attemptBind(trx: Kysely<Schema>, request: BindRequest): Promise<BindOutcome> {
  const pairing = await findPairing(trx, request.admission);
  if (pairing === null) return { outcome: 'wrong-code' };
  const standing = standingOf(pairing, request, request);
  if (standing === 'paired-by-you')
    return { outcome: 'repeated', deviceId: pairing.deviceId, replaced: null };
  if (standing !== 'live') return { outcome: standing };
  const { replaces } = request;
  const deviceLimit = replaces === undefined ? await readReachedLimit(trx, request.accountId) : null;
  if (deviceLimit !== null) return { outcome: 'device-limit-reached', deviceLimit };
  const account = await readRules(trx, request.accountId);
  if (account.isClosed) return { outcome: 'account-gone' };
  if (account.alwaysConfirm && !request.confirmed) return { outcome: 'confirm-first' };
  if (replaces !== undefined) {
    const moved = await takeOver(trx, pairing, { ...request, replaces });
    if (moved === 'no-such-device') return { outcome: 'unknown-device' };
    if (moved === 'not-free') throw new LostRaceError('The device was bound while it took over.');
  } else {
    await writeBinding(trx, pairing, request);
  }
  await endSession(trx, pairing, request);
  await forgetRemoved(trx, { accountId: request.accountId, deviceId: pairing.deviceId });
  return { outcome: 'claimed', deviceId: pairing.deviceId, replaced: replaces ?? null };
}

async function writeBinding(trx: Kysely<Schema>, pairing: FoundPairing, request: BindRequest): Promise<void> {
  const { accountId, userId, now } = request;
  const { deviceId, pairingId } = pairing;
  const name = request.name ?? (await chooseName(trx, pairing, accountId));
  const location = request.location ?? '';

  const bound = await trx
    .insertInto('binding')
    .values({
      deviceId,
      accountId,
      kind: 'paired',
      name,
      location,
      revision: 1,
      ackedRevision: null,
      boundAt: now,
      boundByUserId: userId,
      pairingId,
      ...bindingText({ name, location }),
    })
    .onConflict((oc) => oc.column('deviceId').doNothing())
    .executeTakeFirst();
  if (bound.numInsertedOrUpdatedRows !== 1n)
    throw new LostRaceError('The pairing session changed while it was being claimed.');
  const after = { name, location, pairingId, model: pairing.model, serial: pairing.serial };
  const deed = {
    action: 'device.claimed',
    accountId,
    deviceId,
    author: request.author,
    before: null,
    after,
    at: now,
  };
  await recordDeed(trx, deed, request.randomBytes);
}

async function endSession(
  trx: Kysely<Schema>,
  { pairingId }: FoundPairing,
  { now, userId, accountId }: BindRequest,
): Promise<void> {
  const ended = await trx
    .updateTable('pairingSession')
    .set({ endedAt: now, endReason: 'claimed', claimedByUserId: userId, claimedAccountId: accountId })
    .where('pairingId', '=', pairingId)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  if (ended.numUpdatedRows !== 1n)
    throw new LostRaceError('The pairing session changed while it was being claimed.');
}

async function chooseName(trx: Kysely<Schema>, pairing: FoundPairing, accountId: string): Promise<string> {
  const taken = await trx.selectFrom('binding').select('name').where('accountId', '=', accountId).execute();
  return defaultDeviceName(pairing, new Set(taken.map((row) => row.name)));
}
