/**
 * Where a company's identity provider reaches us, known before the sign-on is set up.
 *
 * Most identity providers ask for these addresses before they tell anything of themselves. So a sign-on's ID follows
 * from account, domain and protocol: whoever copies an address today and comes back tomorrow finds the same one, and
 * one that was ended and is set up again needs no change at the identity provider.
 */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import { companyTables } from './company-rows.ts';
import type { Company } from './sign-in.ts';

export type Protocol = Company['protocol'];

/** The ID that the next sign-on of this kind gets. */
export async function nextProviderId(
  db: Kysely<Schema>,
  setup: { accountId: string; domain: string; protocol: Protocol },
): Promise<string> {
  const said = `${setup.accountId} ${setup.domain} ${setup.protocol}`;
  const id = `company-${createHash('sha256').update(said).digest('hex').slice(0, 20)}`;
  const alike = await companyTables(db)
    .selectFrom('ssoProvider')
    .select('providerId')
    .where('providerId', 'like', `${id}%`)
    .execute();
  const taken = new Set(alike.map(({ providerId }) => providerId));
  if (!taken.has(id)) return id;
  let count = 2;
  while (taken.has(`${id}-${count}`)) count += 1;
  return `${id}-${count}`;
}

export function entityIdOf(publicUrl: string, providerId: string): string {
  return `${publicUrl}/api/auth/sso/saml2/sp/metadata?providerId=${providerId}`;
}

export function addressesOf(publicUrl: string, providerId: string, protocol: Protocol): Company['give'] {
  const base = `${publicUrl}/api/auth/sso`;
  if (protocol === 'oidc') return { redirectUri: `${base}/callback/${providerId}` };
  const entityId = entityIdOf(publicUrl, providerId);
  return { acsUrl: `${base}/saml2/sp/acs/${providerId}`, entityId, metadataUrl: entityId };
}
