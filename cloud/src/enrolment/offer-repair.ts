/**
 * A screen that shows a code may be one that the person's account knows, under the key of before its factory reset.
 *
 * A serial is a label and no proof, so this only offers: the person looks at the screen and decides. Nothing is offered
 * where the serial says nothing, where two devices bear it, or where the one that does is connected right now.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Presence } from '../dependencies.ts';
import type { Actor, Membership } from '../identity/identity.ts';
import { may } from '../identity/rights.ts';
import { isKeptOut } from '../identity/second-factor.ts';
import { tellsApart } from '../provisioning/token-standing.ts';

export interface RepairOffer {
  sameSerial?: { id: string; name: string; location: string; accountId: string };
}

export async function offerRepair(
  { db, presence }: { db: Kysely<Schema>; presence: Presence },
  actor: Actor,
  accounts: readonly Membership[],
  serial: string,
): Promise<RepairOffer> {
  const open = accounts.filter((account) => !isKeptOut(actor, account));
  if (open.length === 0 || !tellsApart(serial)) return {};
  const rows = await db
    .selectFrom('binding')
    .innerJoin('deviceKey', 'deviceKey.deviceId', 'binding.deviceId')
    .select(['binding.deviceId', 'name', 'location', 'accountId', 'boundByUserId', 'onlineSince'])
    .where(
      'accountId',
      'in',
      open.map(({ id }) => id),
    )
    .where('deviceKey.serial', '=', serial)
    .where('removingAt', 'is', null)
    .limit(2)
    .execute();
  const [row] = rows;
  if (row === undefined || rows.length > 1) return {};
  const { deviceId: id, name, location, accountId, boundByUserId, onlineSince } = row;
  if (onlineSince !== null || presence.isOnline(id)) return {};
  const role = open.find((account) => account.id === accountId)?.role ?? 'viewer';
  const own = boundByUserId === actor.userId;
  if (!may({ kind: actor.kind, role }, 'device.replace', { own })) return {};
  return { sameSerial: { id, name, location, accountId } };
}
