/**
 * Whose domain is whose: the TXT record that shows it, and the accounts that have shown it already.
 *
 * The plugin lets two providers claim the same domain; a confirmed one belongs to one account here.
 */
import dns from 'node:dns/promises';
import { isAPIError } from 'better-auth/api';
import type { Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Auth } from '../auth.ts';
import { type Refused, refuse } from './company-outcome.ts';
import { readCompanies } from './company-rows.ts';
import type { CompanyProvider } from './company-sso.ts';
import { belongsTo } from './email-domain.ts';

/** The record to be put into DNS; null for whoever may not see it. */
export async function dnsRecord(
  needs: { auth(): Auth },
  headers: Headers,
  { providerId, domain }: CompanyProvider,
) {
  try {
    const asked = await needs.auth().api.requestDomainVerification({ headers, body: { providerId } });
    return { name: `_signet-${providerId}.${domain}`, value: asked.domainVerificationToken };
  } catch (error) {
    // Only whoever runs the account sees the token.
    if (isAPIError(error)) return null;
    throw error;
  }
}

/** Whether another account has confirmed this domain, one above it, or one below it. */
export async function takenBy(
  db: Kysely<Schema>,
  accountId: string,
  domain: string,
): Promise<Refused | null> {
  const taken = (await readCompanies(db)).some(
    (each) =>
      each.domainVerified === true &&
      each.organizationId !== accountId &&
      (belongsTo(domain, each.domain) || belongsTo(each.domain, domain)),
  );
  return taken ? refuse('domain-taken', 'Another account has confirmed this domain.', 'domain') : null;
}

/** Whether DNS shows the token, alone or with its name as the plugin writes it. */
export async function hasTxtRecord({ name, value }: { name: string; value: string }): Promise<boolean> {
  const label = name.split('.')[0] ?? '';
  // A person waits for the answer, and what is not there yet is looked for again.
  const resolver = new dns.Resolver({ timeout: 3_000, tries: 2 });
  resolver.setServers(dns.getServers());
  try {
    const records = (await resolver.resolveTxt(name)).map((parts) => parts.join('').trim());
    return records.some((record) => record === value || record === `${label}=${value}`);
  } catch {
    // No such name, or no answer: either way it is not shown yet.
    return false;
  }
}
