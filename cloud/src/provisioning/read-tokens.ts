/** Reads an account's tokens, what they have enrolled and what they have refused. Every query names the account. */
import { type EnrolRefusal, enrolRefusals, type NetworkSettings } from '@signet/protocol';
import type { Kysely } from 'kysely';
import type { ProvisioningTokenTable, Schema } from '../database/schema.ts';
import { limitsOf, readList } from './enrol.ts';
import type { TokenView } from './token-api.ts';
import { standingOfToken } from './token-standing.ts';
import { withoutPassphrase } from './tokens.ts';

export async function listTokens(
  db: Kysely<Schema>,
  accountId: string,
  now: number,
  tokenId?: string,
): Promise<TokenView[]> {
  const rows = await db
    .selectFrom('provisioningToken as token')
    .selectAll('token')
    .select((eb) => [
      eb
        .selectFrom('provisioningRefusal as refusal')
        .select((sub) => sub.fn.countAll().as('refusals'))
        .whereRef('refusal.tokenId', '=', 'token.tokenId')
        .as('refusals'),
      eb
        .selectFrom('provisioningUse as use')
        .select((sub) => sub.fn.max('use.at').as('lastUsedAt'))
        .whereRef('use.tokenId', '=', 'token.tokenId')
        .as('lastUsedAt'),
    ])
    .where('token.accountId', '=', accountId)
    .$if(tokenId !== undefined, (query) => query.where('token.tokenId', '=', tokenId ?? ''))
    .orderBy('token.createdAt', 'desc')
    .orderBy('token.tokenId')
    .execute();
  return rows.map(({ refusals, lastUsedAt, ...row }) => ({
    ...viewOf(row, now),
    refusals: Number(refusals ?? 0),
    lastUsedAt: lastUsedAt === null ? null : Number(lastUsedAt),
  }));
}

function viewOf(row: ProvisioningTokenTable, now: number): Omit<TokenView, 'refusals' | 'lastUsedAt'> {
  const limits = limitsOf(row);
  const network: NetworkSettings | null = row.network === null ? null : JSON.parse(row.network);
  const { name, start, location, namePattern, playlistId, createdBy } = row;
  return {
    ...{ id: row.tokenId, name, start, location, namePattern, playlistId, createdBy },
    standing: standingOfToken(limits, now),
    isPaused: limits.pausedAt !== null,
    uses: limits.uses,
    maxUses: limits.maxUses,
    expiresAt: limits.expiresAt,
    revokedAt: limits.revokedAt,
    createdAt: Number(row.createdAt),
    serials: readList(row.serials),
    tags: readList(row.tags) ?? [],
    network: network === null ? null : withoutPassphrase(network),
    hasPassphrase: network?.wifi?.passphrase !== undefined,
    allowReturn: row.allowReturn === 1,
  };
}

export interface PageRequest {
  tokenId: string;
  accountId: string;
  cursor: string | undefined;
  limit: number;
}

type Page<Row> = { rows: Row[]; nextCursor: string | null } | 'wrong-cursor';

/** Where a page ended: a time, the device, and the reason where one device has several rows. */
function readCursor(text: string | undefined): { at: number; deviceId: string; reason: string } | null {
  const [, time = '', deviceId = '', reason = ''] =
    /^([0-9a-z]{1,11})~([\w-]{1,64})~([a-z-]{0,30})$/.exec(text ?? '') ?? [];
  return time === '' ? null : { at: Number.parseInt(time, 36), deviceId, reason };
}

export async function listUses(db: Kysely<Schema>, { tokenId, accountId, cursor, limit }: PageRequest) {
  const after = readCursor(cursor);
  if (cursor !== undefined && after === null) return 'wrong-cursor';
  const rows = await db
    .selectFrom('provisioningUse as use')
    .leftJoin('binding', (join) =>
      join.onRef('binding.deviceId', '=', 'use.deviceId').onRef('binding.accountId', '=', 'use.accountId'),
    )
    .selectAll('use')
    .select('binding.name as nameNow')
    .where('use.tokenId', '=', tokenId)
    .where('use.accountId', '=', accountId)
    .$if(after !== null, (query) =>
      query.where((eb) =>
        eb.or([
          eb('use.at', '<', after?.at ?? 0),
          eb.and([eb('use.at', '=', after?.at ?? 0), eb('use.deviceId', '<', after?.deviceId ?? '')]),
        ]),
      ),
    )
    .orderBy('use.at', 'desc')
    .orderBy('use.deviceId', 'desc')
    .limit(limit + 1)
    .execute();
  return pageOf(
    rows.map(({ deviceId, at, number, name, nameNow, model, serial, address }) => ({
      ...{ deviceId, model, serial, address, number: Number(number), at: Number(at) },
      name: nameNow ?? name,
      isHere: nameNow !== null,
    })),
    limit,
    ({ at, deviceId }) => `${at.toString(36)}~${deviceId}~`,
  );
}

export async function listRefusals(db: Kysely<Schema>, { tokenId, accountId, cursor, limit }: PageRequest) {
  const after = readCursor(cursor);
  if (cursor !== undefined && after === null) return 'wrong-cursor';
  const { at, deviceId, reason } = after ?? { at: 0, deviceId: '', reason: '' };
  const rows = await db
    .selectFrom('provisioningRefusal')
    .selectAll()
    .where('tokenId', '=', tokenId)
    .where('accountId', '=', accountId)
    .$if(after !== null, (query) =>
      query.where((eb) =>
        eb.or([
          eb('lastAt', '<', at),
          eb.and([eb('lastAt', '=', at), eb('deviceId', '<', deviceId)]),
          eb.and([eb('lastAt', '=', at), eb('deviceId', '=', deviceId), eb('reason', '<', reason)]),
        ]),
      ),
    )
    .orderBy('lastAt', 'desc')
    .orderBy('deviceId', 'desc')
    .orderBy('reason', 'desc')
    .limit(limit + 1)
    .execute();
  return pageOf(
    rows.map((row) => ({
      ...{ deviceId: row.deviceId, model: row.model, serial: row.serial, address: row.address },
      reason: reasonOf(row.reason),
      ...{ firstAt: Number(row.firstAt), lastAt: Number(row.lastAt), times: Number(row.times) },
    })),
    limit,
    (row) => `${row.lastAt.toString(36)}~${row.deviceId}~${row.reason}`,
  );
}

function pageOf<Row>(rows: Row[], limit: number, cursorOf: (row: Row) => string): Page<Row> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { rows: shown, nextCursor: last === undefined ? null : cursorOf(last) };
}

function reasonOf(stored: string): EnrolRefusal {
  return enrolRefusals.find((reason) => reason === stored) ?? 'refused';
}
