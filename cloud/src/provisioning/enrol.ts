/**
 * A device enrols by a token: one transaction decides, counts, binds and writes it down.
 *
 * The use is counted by an update that names its own condition, so that a token for 500 binds 500 however many ask at
 * once; a crash leaves the count with its binding or neither. A key that is bound already is answered so again and
 * counts once, whatever became of the token since: provisioned bindings never lapse, and a lost reply loses nothing.
 * It must never bind a device that has not heard yet that its last binding has ended.
 */
import { createHash } from 'node:crypto';
import type { EnrolRefusal } from '@signet/protocol';
import { type Kysely, sql } from 'kysely';
import { giveOwnPlaylist, moveOwnPlaylist } from '../content/own-playlist.ts';
import type { ProvisioningTokenTable, Schema } from '../database/schema.ts';
import { spellTags, tagRows } from '../devices/change-tags.ts';
import { bindingText } from '../devices/order-text.ts';
import { readReachedLimit, readRules } from '../enrolment/account-room.ts';
import { recordDeed } from '../enrolment/audit.ts';
import { defaultDeviceName } from '../enrolment/device-name.ts';
import { forgetRemoved } from '../enrolment/removed-devices.ts';
import { findReturning, type Returning, takeSeat } from './returning.ts';
import { allowsSerial, nameByPattern, refusalOf, standingOfToken } from './token-standing.ts';

export interface EnrolRequest {
  deviceId: string;
  /** As it was sent; it is forgotten here. */
  token: string;
  address: string;
  now: number;
  randomBytes(size: number): Uint8Array;
  /** Whether a device is connected this very moment. */
  isOnline(deviceId: string): boolean;
}

export type EnrolOutcome =
  | { outcome: 'bound'; accountId: string; name: string; replaced: string | null }
  /** It is somebody's already, perhaps by this very token. */
  | { outcome: 'bound-already' }
  /** It must first hear, or be known, otherwise: nothing is said. */
  | { outcome: 'not-now' }
  | { outcome: 'unknown-token' }
  | { outcome: 'refused'; reason: EnrolRefusal; tokenId: string; accountId: string };

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Nothing is written unless the outcome is `bound`. */
export async function enrol(trx: Kysely<Schema>, request: EnrolRequest): Promise<EnrolOutcome> {
  const { deviceId, now } = request;
  const device = await readDevice(trx, deviceId);
  if (device === null) return { outcome: 'not-now' };
  if (device.accountId !== null) return { outcome: 'bound-already' };
  if (device.unboundReason !== null) return { outcome: 'not-now' };
  const token = await trx
    .selectFrom('provisioningToken')
    .selectAll()
    .where('secretHash', '=', hashToken(request.token))
    .executeTakeFirst();
  if (token === undefined) return { outcome: 'unknown-token' };
  const { accountId, tokenId } = token;
  const refuse = (reason: EnrolRefusal) => ({ outcome: 'refused', reason, tokenId, accountId }) as const;

  if (!allowsSerial(readList(token.serials), device.serial)) return refuse('serial-not-allowed');
  const returning = await findReturning(trx, token, device, request.isOnline);
  if (returning.kind === 'refused') return refuse('removed-before');
  const seated = 'hasSeat' in returning && returning.hasSeat;
  const refusal = refusalOf(standingOfToken(limitsOf(token), now), seated, token.pausedAt !== null);
  if (refusal !== null) return refuse(refusal);
  if ((await readRules(trx, accountId)).isClosed) return refuse('revoked');
  if (returning.kind !== 'reset' && (await readReachedLimit(trx, accountId)) !== null)
    return refuse('device-limit');

  const number = seated ? token.uses : await countUse(trx, token, now);
  if (number === null) return refuse('used-up');
  return bindBy(trx, token, device, returning, number, request);
}

interface EnrollingDevice {
  deviceId: string;
  model: string;
  serial: string;
  unboundReason: string | null;
  accountId: string | null;
}

async function readDevice(trx: Kysely<Schema>, deviceId: string): Promise<EnrollingDevice | null> {
  const row = await trx
    .selectFrom('deviceKey')
    .leftJoin('binding', 'binding.deviceId', 'deviceKey.deviceId')
    .select(['deviceKey.model', 'deviceKey.serial', 'deviceKey.unboundReason', 'binding.accountId'])
    .where('deviceKey.deviceId', '=', deviceId)
    .executeTakeFirst();
  return row === undefined ? null : { deviceId, ...row };
}

/** Which use this is; null where the last one is gone. */
async function countUse(
  trx: Kysely<Schema>,
  { tokenId }: ProvisioningTokenTable,
  now: number,
): Promise<number | null> {
  const counted = await trx
    .updateTable('provisioningToken')
    .set((eb) => ({ uses: eb('uses', '+', 1) }))
    .where('tokenId', '=', tokenId)
    .where('revokedAt', 'is', null)
    .where('pausedAt', 'is', null)
    .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', now)]))
    .where((eb) => eb.or([eb('maxUses', 'is', null), eb('uses', '<', eb.ref('maxUses'))]))
    .returning('uses')
    .executeTakeFirst();
  return counted === undefined ? null : Number(counted.uses);
}

async function bindBy(
  trx: Kysely<Schema>,
  token: ProvisioningTokenTable,
  device: EnrollingDevice,
  returning: Returning,
  number: number,
  { now, address, randomBytes }: EnrolRequest,
): Promise<EnrolOutcome> {
  const { accountId, tokenId } = token;
  const { deviceId, model, serial } = device;
  const before = 'before' in returning ? returning.before : null;
  const location = before?.location ?? token.location;
  const name = before?.name ?? (await nameFor(trx, token, device, number));
  const wanted = before?.tags ?? readList(token.tags) ?? [];
  const { pairingId } = await endSession(trx, deviceId, accountId, now);

  await trx
    .insertInto('binding')
    .values({
      ...{ deviceId, accountId, kind: 'provisioned', name, location },
      ...{ revision: 1, ackedRevision: null, boundAt: now, boundByUserId: null, pairingId },
      ...bindingText({ name, location }),
      network: token.network,
    })
    .execute();
  if (returning.kind === 'reset') await moveOwnPlaylist(trx, returning.before.deviceId, deviceId);
  else if (token.playlistId !== null) await giveOwnPlaylist(trx, { deviceId, accountId }, token.playlistId);
  const tags = await spellTags(trx, accountId, wanted);
  if (tags.length > 0)
    await trx
      .insertInto('deviceTag')
      .values(tagRows(deviceId, accountId, tags))
      .execute();
  const use = { tokenId, deviceId, accountId, at: now, number, name, model, serial, address };
  await takeSeat(trx, returning, use);
  await forgetRemoved(trx, { accountId, deviceId: before?.deviceId ?? deviceId });
  await recordDeed(
    trx,
    {
      action: before === null ? 'device.enrolled' : 'device.returned',
      ...{ accountId, deviceId, at: now, before: null },
      author: { kind: 'token', id: tokenId, name: token.name, address },
      after: { name, location, ...(tags.length > 0 ? { tags } : {}), model, serial },
    },
    randomBytes,
  );
  const replaced = returning.kind === 'reset' ? returning.before.deviceId : null;
  return { outcome: 'bound', accountId, name, replaced };
}

/** Whoever scans what is still on the screen is told that it is paired. */
async function endSession(
  trx: Kysely<Schema>,
  deviceId: string,
  accountId: string,
  now: number,
): Promise<{ pairingId: string | null }> {
  const ended = await trx
    .updateTable('pairingSession')
    .set({ endedAt: now, endReason: 'claimed', claimedAccountId: accountId })
    .where('deviceId', '=', deviceId)
    .where('endedAt', 'is', null)
    .returning('pairingId')
    .executeTakeFirst();
  return { pairingId: ended?.pairingId ?? null };
}

async function nameFor(
  trx: Kysely<Schema>,
  token: ProvisioningTokenTable,
  device: EnrollingDevice,
  number: number,
): Promise<string> {
  const base = nameByPattern(token.namePattern, { n: number, ...device });
  const taken = new Set(
    await trx
      .selectFrom('binding')
      .select('name')
      .where('accountId', '=', token.accountId)
      .$if(base !== null, (query) =>
        query.where(sql<boolean>`substr(name, 1, ${base?.length ?? 0}) = ${base}`),
      )
      .execute()
      .then((rows) => rows.map((row) => row.name)),
  );
  if (base === null) return defaultDeviceName(device, taken);
  if (!taken.has(base)) return base;
  for (let again = 2; ; again += 1) if (!taken.has(`${base} (${again})`)) return `${base} (${again})`;
}

export function readList(stored: string | null): string[] | null {
  return stored === null ? null : JSON.parse(stored);
}

/** PostgreSQL answers 64-bit integers as text. */
export function limitsOf(token: ProvisioningTokenTable) {
  const { expiresAt, maxUses, uses, pausedAt, revokedAt } = token;
  const number = (value: number | null) => (value === null ? null : Number(value));
  return {
    expiresAt: number(expiresAt),
    maxUses: number(maxUses),
    uses: Number(uses),
    pausedAt: number(pausedAt),
    revokedAt: number(revokedAt),
  };
}
