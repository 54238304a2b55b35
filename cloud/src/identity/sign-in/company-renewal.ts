/**
 * Renews what wears out in a company's sign-on: the client secret of OpenID Connect, the certificate in SAML metadata.
 *
 * Everything else stays, above all whom it has let in: identities hang on (provider, subject). So metadata of another
 * identity provider is refused, whose subjects could be other people by the same names.
 */
import { deriveSAMLIdentityProviderEntityID } from '@better-auth/sso';
import type { Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Actor } from '../identity.ts';
import { recordSignOn } from './company-audit.ts';
import { whyNotMetadata } from './company-config.ts';
import { type Refused, refuse } from './company-outcome.ts';
import { companyTables } from './company-rows.ts';
import { openSecretColumn, sealSecretColumn } from './company-secrets.ts';
import type { CompanyProvider } from './company-sso.ts';
import type { CompanyRenewal } from './sign-in.ts';

interface RenewalNeeds {
  db: Kysely<Schema>;
  clock(): number;
  randomBytes(size: number): Uint8Array;
  key: string;
}

type Columns = Partial<Pick<CompanyProvider, 'oidcConfig' | 'samlConfig'>>;

/** Null when it is done. */
export async function renewCompany(
  needs: RenewalNeeds,
  actor: Actor,
  row: CompanyProvider,
  renewal: CompanyRenewal,
): Promise<Refused | null> {
  const columns =
    'clientSecret' in renewal
      ? await withSecret(needs.key, row, renewal.clientSecret)
      : withMetadata(row, renewal.metadata);
  if ('outcome' in columns) return columns;
  await needs.db.transaction().execute(async (trx) => {
    await companyTables(trx)
      .updateTable('ssoProvider')
      .set(columns)
      .where('providerId', '=', row.providerId)
      .execute();
    const renewed = 'clientSecret' in renewal ? 'client-secret' : 'metadata';
    await recordSignOn(needs, trx, actor, 'sign-on.renewed', row, { after: { renewed } });
  });
  return null;
}

async function withSecret(
  key: string,
  row: CompanyProvider,
  clientSecret: string,
): Promise<Columns | Refused> {
  if (row.oidcConfig === null) return wrongProtocol('clientSecret');
  const config = await openSecretColumn(row.oidcConfig, key);
  if (config === null) {
    return refuse(
      'identity-provider-unusable',
      'What was kept of this sign-on cannot be read any more. End it and set it up again.',
    );
  }
  return { oidcConfig: await sealSecretColumn(JSON.stringify({ ...JSON.parse(config), clientSecret }), key) };
}

function withMetadata(row: CompanyProvider, metadata: string): Columns | Refused {
  if (row.samlConfig === null) return wrongProtocol('metadata');
  const reason = whyNotMetadata(metadata);
  if (reason !== null) return refuse('identity-provider-unusable', reason, 'metadata');
  const config = JSON.parse(row.samlConfig);
  if (entityOf(metadata) !== entityOf(config.idpMetadata.metadata)) {
    return refuse(
      'identity-provider-unusable',
      'It is of another identity provider. End this sign-on, and set up one with the other.',
      'metadata',
    );
  }
  return { samlConfig: JSON.stringify({ ...config, idpMetadata: { ...config.idpMetadata, metadata } }) };
}

function entityOf(metadata: string): string | undefined {
  return deriveSAMLIdentityProviderEntityID({ issuer: '', entryPoint: '', idpMetadata: { metadata } });
}

function wrongProtocol(field: string): Refused {
  return refuse('invalid-request', 'This sign-on speaks the other protocol.', field);
}
