/**
 * Secrets that companies share with their identity providers are in the database only sealed.
 *
 * A copy of the database (a backup, a disk that was thrown away) must not let anybody speak to a company's identity
 * provider as this cloud; with the file `secret` beside it, it would. better-auth seals what it keeps of people's
 * tokens, and its SSO plugin does not, so the one column that holds a secret is sealed here, on its way through
 * better-auth's adapter and by better-auth's own means. What a lost key has made unreadable is as if it was never
 * set up: it is logged at the start, and must not keep anybody else from signing in.
 */
import type { sso } from '@better-auth/sso';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { type Kysely, sql } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../../database/schema.ts';
import { companyTables } from './company-rows.ts';

/** The plugin, with its column for OpenID Connect sealed. `key`: better-auth's secret. */
export function withSealedSecrets<Plugin extends Pick<ReturnType<typeof sso>, 'schema'>>(
  plugin: Plugin,
  key: string,
): Plugin {
  const { ssoProvider } = plugin.schema;
  const oidcConfig = {
    ...ssoProvider.fields.oidcConfig,
    transform: {
      input: (value: unknown) =>
        typeof value === 'string' ? sealSecretColumn(value, key) : (value as null | undefined),
      output: (value: unknown) =>
        typeof value === 'string' ? openSecretColumn(value, key) : (value as null),
    },
  };
  return {
    ...plugin,
    schema: { ssoProvider: { ...ssoProvider, fields: { ...ssoProvider.fields, oidcConfig } } },
  };
}

export function sealSecretColumn(plain: string, key: string): Promise<string> {
  return symmetricEncrypt({ key, data: plain });
}

/** Null where the key is another one by now. */
export async function openSecretColumn(sealed: string, key: string): Promise<string | null> {
  try {
    return await symmetricDecrypt({ key, data: sealed });
  } catch {
    return null;
  }
}

/** Seals what an earlier version left open, and says which cannot be read. Called at each start. */
export async function sealCompanySecrets(needs: {
  db: Kysely<Schema>;
  key: string;
  log: Logger;
}): Promise<void> {
  const { db, key, log } = needs;
  const rows = await companyTables(db)
    .selectFrom('ssoProvider')
    .select(['providerId', 'oidcConfig'])
    .where('oidcConfig', 'is not', null)
    .execute();
  // It is JSON, and what is sealed is hexadecimal.
  const plain = rows.filter(({ oidcConfig }) => oidcConfig?.startsWith('{'));
  for (const { providerId, oidcConfig } of plain) {
    const sealed = await sealSecretColumn(oidcConfig ?? '', key);
    await companyTables(db)
      .updateTable('ssoProvider')
      .set({ oidcConfig: sealed })
      .where('providerId', '=', providerId)
      .execute();
  }
  // The connection overwrites what it replaces; the log of changes still has the pages as they were.
  if (plain.length > 0) await sql`pragma wal_checkpoint(truncate)`.execute(db);

  const unreadable: string[] = [];
  for (const { providerId, oidcConfig } of rows) {
    if (oidcConfig === null || oidcConfig.startsWith('{')) continue;
    if ((await openSecretColumn(oidcConfig, key)) === null) unreadable.push(providerId);
  }
  if (unreadable.length > 0) {
    log.error(
      { code: 'company-secrets-unreadable', providers: unreadable },
      'companies’ sign-ons are sealed with another secret; they have to be set up again',
    );
  }
}
