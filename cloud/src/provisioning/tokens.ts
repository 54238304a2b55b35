/**
 * Makes, changes and revokes provisioning tokens, each with its line in the audit log in the same transaction.
 *
 * The text of a token is made here, returned once and kept by nobody; nor is a Wi-Fi passphrase ever written into the
 * log. What ended for good stays ended: a token that was revoked is not changed any more.
 */
import { type NetworkSettings, provisioningTokenOf } from '@signet/protocol';
import type { Kysely } from 'kysely';
import { authorOf, recordAudit } from '../audit/record.ts';
import { readOwn } from '../content/change-playlists.ts';
import { newId } from '../database/new-id.ts';
import type { ProvisioningTokenTable, Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Actor } from '../identity/identity.ts';
import { hashToken } from './enrol.ts';
import type { TokenChange, TokenFields } from './token-api.ts';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'randomBytes'>;

/** Of an account, without those that were revoked. */
export const mostTokens = 200;
const secretBytes = 26;
/** `sgt_` and five characters: 25 of 130 random bits. */
const startLength = 9;

export type MakeOutcome =
  | { outcome: 'made'; id: string; token: string }
  | { outcome: 'too-many' }
  | { outcome: 'unknown-playlist' };

export function makeToken(needs: Needs, actor: Actor, fields: TokenFields): Promise<MakeOutcome> {
  const { accountId } = actor;
  const { randomBytes } = needs;
  const now = needs.clock();
  return needs.db.transaction().execute(async (trx) => {
    const { tokens } = await trx
      .selectFrom('provisioningToken')
      .select((eb) => eb.fn.countAll().as('tokens'))
      .where('accountId', '=', accountId)
      .where('revokedAt', 'is', null)
      .executeTakeFirstOrThrow();
    if (Number(tokens) >= mostTokens) return { outcome: 'too-many' };
    if (!(await isOwnOrNone(trx, accountId, fields.playlistId))) return { outcome: 'unknown-playlist' };
    const token = provisioningTokenOf(randomBytes(secretBytes));
    const tokenId = newId(randomBytes);
    await trx
      .insertInto('provisioningToken')
      .values({
        ...{ tokenId, accountId, secretHash: hashToken(token), start: token.slice(0, startLength) },
        ...{ createdAt: now, createdBy: actor.name, uses: 0, pausedAt: null, revokedAt: null },
        ...columnsOf(fields),
      })
      .execute();
    const entry = {
      action: 'token.made',
      subject: { kind: 'token', id: tokenId, name: fields.name },
    } as const;
    const said = { ...entry, accountId, author: authorOf(actor), at: now };
    await recordAudit(trx, { ...said, after: forTheLog(columnsOf(fields)) }, randomBytes);
    return { outcome: 'made', id: tokenId, token };
  });
}

export type ChangeOutcome = 'changed' | 'unknown' | 'revoked' | 'unknown-playlist';

/** What is already so is no change, and leaves no line. */
export function changeToken(
  needs: Needs,
  actor: Actor,
  tokenId: string,
  { paused, ...change }: TokenChange,
): Promise<ChangeOutcome> {
  const now = needs.clock();
  return needs.db.transaction().execute(async (trx) => {
    const before = await readRow(trx, actor.accountId, tokenId);
    if (before === undefined) return 'unknown';
    if (before.revokedAt !== null) return 'revoked';
    if (!(await isOwnOrNone(trx, actor.accountId, change.playlistId))) return 'unknown-playlist';
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const wanted = columnsOf({ ...given, ...keepPassphrase(before, change.network) });
    const pausedAt = paused === undefined ? before.pausedAt : paused ? (before.pausedAt ?? now) : null;
    const changed = Object.fromEntries(
      Object.entries({ ...wanted, pausedAt }).filter(
        ([column, value]) => before[column as keyof ProvisioningTokenTable] !== value,
      ),
    ) as Partial<ProvisioningTokenTable>;
    if (Object.keys(changed).length === 0) return 'changed';
    await trx.updateTable('provisioningToken').set(changed).where('tokenId', '=', tokenId).execute();
    const names = Object.keys(changed) as (keyof ProvisioningTokenTable)[];
    const onlyPause = names.length === 1 && names[0] === 'pausedAt';
    await recordAudit(
      trx,
      {
        action: !onlyPause ? 'token.changed' : pausedAt === null ? 'token.resumed' : 'token.paused',
        subject: { kind: 'token', id: tokenId, name: changed.name ?? before.name },
        ...{ accountId: actor.accountId, author: authorOf(actor), at: now },
        before: onlyPause ? null : forTheLog(Object.fromEntries(names.map((name) => [name, before[name]]))),
        after: onlyPause ? null : forTheLog(changed),
      },
      needs.randomBytes,
    );
    return 'changed';
  });
}

async function isOwnOrNone(
  trx: Kysely<Schema>,
  accountId: string,
  playlistId: string | null | undefined,
): Promise<boolean> {
  return playlistId == null || (await readOwn({ trx, accountId }, playlistId)) !== null;
}

/** False where the account has no such token. Revoked once more, it stays as it is. */
export function revokeToken(needs: Needs, actor: Actor, tokenId: string): Promise<boolean> {
  const now = needs.clock();
  return needs.db.transaction().execute(async (trx) => {
    const before = await readRow(trx, actor.accountId, tokenId);
    if (before === undefined) return false;
    if (before.revokedAt !== null) return true;
    await trx
      .updateTable('provisioningToken')
      .set({ revokedAt: now })
      .where('tokenId', '=', tokenId)
      .execute();
    const subject = { kind: 'token', id: tokenId, name: before.name } as const;
    const entry = { action: 'token.revoked', accountId: actor.accountId, subject, author: authorOf(actor) };
    await recordAudit(trx, { ...entry, after: { uses: before.uses }, at: now }, needs.randomBytes);
    return true;
  });
}

function readRow(trx: Kysely<Schema>, accountId: string, tokenId: string) {
  return trx
    .selectFrom('provisioningToken')
    .selectAll()
    .where('tokenId', '=', tokenId)
    .where('accountId', '=', accountId)
    .executeTakeFirst();
}

type Columns = Pick<ProvisioningTokenTable, keyof TokenFields>;

function columnsOf(fields: TokenFields): Columns;
function columnsOf(fields: Partial<TokenFields>): Partial<Columns>;
function columnsOf({
  serials,
  tags,
  network,
  allowReturn,
  ...plain
}: Partial<TokenFields>): Partial<Columns> {
  return {
    ...plain,
    ...(serials === undefined ? {} : { serials: serials === null ? null : JSON.stringify(serials) }),
    ...(tags === undefined ? {} : { tags: JSON.stringify(tags) }),
    ...(network === undefined ? {} : { network: network === null ? null : JSON.stringify(network) }),
    ...(allowReturn === undefined ? {} : { allowReturn: allowReturn ? 1 : 0 }),
  };
}

/** Nobody can send back a passphrase that they were never shown. */
function keepPassphrase(
  before: ProvisioningTokenTable,
  network: NetworkSettings | null | undefined,
): { network?: NetworkSettings | null } {
  if (network === undefined) return {};
  const had: NetworkSettings | null = before.network === null ? null : JSON.parse(before.network);
  const { wifi } = network ?? {};
  const kept = had?.wifi?.passphrase;
  if (network === null || wifi === undefined || wifi.passphrase !== undefined || kept === undefined)
    return { network };
  return {
    network: wifi.ssid === had?.wifi?.ssid ? { ...network, wifi: { ...wifi, passphrase: kept } } : network,
  };
}

function forTheLog({ network, serials, tags, pausedAt, ...rest }: Partial<ProvisioningTokenTable>): object {
  return {
    ...rest,
    ...(serials === undefined ? {} : { serials: serials === null ? null : JSON.parse(serials) }),
    ...(tags === undefined ? {} : { tags: JSON.parse(tags) }),
    ...(pausedAt === undefined ? {} : { paused: pausedAt !== null }),
    ...(network === undefined
      ? {}
      : { network: network === null ? null : withoutPassphrase(JSON.parse(network)) }),
  };
}

export function withoutPassphrase(network: NetworkSettings): NetworkSettings {
  if (network.wifi === undefined) return network;
  const { passphrase: _, ...wifi } = network.wifi;
  return { ...network, wifi };
}
