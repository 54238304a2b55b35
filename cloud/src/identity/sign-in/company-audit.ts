/** Writes into the account's audit log what was done to its sign-on. No secret may be in it. */
import type { Kysely } from 'kysely';
import { authorOf, recordAudit } from '../../audit/record.ts';
import type { Schema } from '../../database/schema.ts';
import type { Actor } from '../identity.ts';
import type { CompanyProvider } from './company-sso.ts';

interface CompanyAuditNeeds {
  clock(): number;
  randomBytes(size: number): Uint8Array;
}

export function recordSignOn(
  needs: CompanyAuditNeeds,
  trx: Kysely<Schema>,
  actor: Actor,
  action: string,
  { providerId, domain }: Pick<CompanyProvider, 'providerId' | 'domain'>,
  change: { before?: object; after?: object },
): Promise<void> {
  return recordAudit(
    trx,
    {
      accountId: actor.accountId,
      action,
      subject: { kind: 'sign-on', id: providerId, name: domain },
      author: authorOf(actor),
      at: needs.clock(),
      ...change,
    },
    needs.randomBytes,
  );
}
