/**
 * Deletes what belongs to an account and to nobody else, in the caller's transaction; devices are the caller's business.
 *
 * Every table that names an account is in one of two lists, and a test holds them to the database: a table that is
 * forgotten here would keep a stranger's data for ever. People are nobody's: they keep their sign-in.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Emptied of the account. Playlist items go with their playlists. */
export const emptiedTables = [
  'apiKeyGrant',
  'tagPlaylist',
  'playlist',
  'accountMedia',
  'mailOutbox',
  'healthChange',
  'provisioningUse',
  'provisioningRefusal',
  'provisioningToken',
  'removedDevice',
] as const satisfies readonly (keyof Schema)[];

/** What stays, and why. */
export const keptTables = {
  audit: 'kept for its term',
  accountSettings: 'says that the account is closed, until the audit log is forgotten',
  binding: 'unbound one by one, with a reason that each device is told',
  deviceTag: 'goes with its binding',
  devicePlaylist: 'goes with its binding',
} as const satisfies Partial<Record<keyof Schema, string>>;

/** better-auth's tables, as far as they are an account's. */
type AccountRows = {
  organization: { id: string };
  member: { organizationId: string };
  invitation: { organizationId: string };
  session: { activeOrganizationId: string | null };
  apikey: { id: string };
  account: { providerId: string };
  ssoProvider: { providerId: string; organizationId: string | null };
};

export async function dissolveAccount(trx: Kysely<Schema>, accountId: string): Promise<void> {
  const rows = trx.withoutPlugins().withTables<AccountRows>() as unknown as Kysely<AccountRows>;
  const keys = await trx
    .selectFrom('apiKeyGrant')
    .select('keyId')
    .where('accountId', '=', accountId)
    .execute();
  if (keys.length > 0) {
    const ids = keys.map(({ keyId }) => keyId);
    await rows.deleteFrom('apikey').where('id', 'in', ids).execute();
  }
  for (const table of emptiedTables) await trx.deleteFrom(table).where('accountId', '=', accountId).execute();

  await rows
    .updateTable('session')
    .set({ activeOrganizationId: null })
    .where('activeOrganizationId', '=', accountId)
    .execute();
  const providers = await rows
    .deleteFrom('ssoProvider')
    .where('organizationId', '=', accountId)
    .returning('providerId')
    .execute();
  for (const { providerId } of providers)
    await rows.deleteFrom('account').where('providerId', '=', providerId).execute();
  await rows.deleteFrom('invitation').where('organizationId', '=', accountId).execute();
  await rows.deleteFrom('member').where('organizationId', '=', accountId).execute();
  await rows.deleteFrom('organization').where('id', '=', accountId).execute();
}
