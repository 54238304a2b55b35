/**
 * Sets how many devices an account may have: the business of whoever runs the cloud, and of nobody inside the account.
 *
 * A limit below what an account has removes nothing; it only lets nothing more in. The change and its line in the
 * account's audit log are one transaction.
 */
import type { Kysely } from 'kysely';
import { recordAudit, theCloud } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import { identityTables } from '../identity/accounts.ts';

export interface DeviceLimitNeeds {
  db: Kysely<Schema>;
  clock(): number;
  randomBytes(size: number): Uint8Array;
}

export type DeviceLimitOutcome =
  | { outcome: 'set'; account: AccountNamed; devices: number; before: number | null }
  | { outcome: 'unknown-account' }
  /** Several accounts have that name, which only an ID tells apart. */
  | { outcome: 'ambiguous'; accounts: readonly AccountNamed[] };

export interface AccountNamed {
  id: string;
  name: string;
}

/** `account`: its ID, or its name exactly as it is shown. `deviceLimit`: null for none. */
export async function setDeviceLimit(
  needs: DeviceLimitNeeds,
  request: { account: string; deviceLimit: number | null },
): Promise<DeviceLimitOutcome> {
  return needs.db.transaction().execute(async (trx) => {
    const accounts = await findAccounts(trx, request.account);
    const [account] = accounts;
    if (account === undefined) return { outcome: 'unknown-account' };
    if (accounts.length > 1) return { outcome: 'ambiguous', accounts };
    const { deviceLimit } = request;
    const settings = await trx
      .selectFrom('accountSettings')
      .select('deviceLimit')
      .where('accountId', '=', account.id)
      .executeTakeFirstOrThrow();
    const before = settings.deviceLimit;
    if (before !== deviceLimit) {
      await trx
        .updateTable('accountSettings')
        .set({ deviceLimit })
        .where('accountId', '=', account.id)
        .execute();
      await recordAudit(
        trx,
        {
          accountId: account.id,
          action: 'account.device-limit-changed',
          subject: { kind: 'account', ...account },
          author: theCloud,
          before: { deviceLimit: before },
          after: { deviceLimit },
          at: needs.clock(),
        },
        needs.randomBytes,
      );
    }
    const { devices } = await trx
      .selectFrom('binding')
      .select((eb) => eb.fn.countAll().as('devices'))
      .where('accountId', '=', account.id)
      .executeTakeFirstOrThrow();
    return { outcome: 'set', account, devices: Number(devices), before };
  });
}

/** One by its ID, else all of that name; never one that was closed. */
async function findAccounts(trx: Kysely<Schema>, account: string): Promise<readonly AccountNamed[]> {
  const open = identityTables(trx)
    .selectFrom('organization')
    .innerJoin('account_settings', 'account_settings.account_id', 'organization.id')
    .select(['organization.id', 'organization.name']);
  const byId = await open.where('organization.id', '=', account).execute();
  return byId.length > 0 ? byId : open.where('organization.name', '=', account).limit(20).execute();
}
