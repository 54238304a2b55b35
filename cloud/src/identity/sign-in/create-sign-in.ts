/**
 * `SignIn` by better-auth: what is on right now, and companies' own sign-on.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import { type CompanyAdminNeeds, createCompanies } from './company-admin.ts';
import { companyOf, readCompanies } from './company-rows.ts';
import { domainOf } from './email-domain.ts';
import type { SignIn } from './sign-in.ts';
import { passkeySite, type SignInSettings } from './sign-in-options.ts';

export interface CreateSignInNeeds extends CompanyAdminNeeds {
  db: Kysely<Schema>;
  settings: SignInSettings;
  /** IDs of providers that can be used right now. */
  usableProviders(): Promise<ReadonlySet<string>>;
}

export function createSignIn(needs: CreateSignInNeeds): SignIn {
  const { mail, providers } = needs.settings;
  return {
    companies: createCompanies(needs),
    async methods(email) {
      const usable = await needs.usableProviders();
      const companies = await readCompanies(needs.db);
      const company = companyOf(companies, email === null ? null : domainOf(email));
      return {
        password: true,
        passwordReset: mail !== null,
        confirmsAddresses: mail?.confirmsAddresses ?? false,
        passkey: passkeySite(needs.publicUrl) !== null,
        providers: providers.filter(({ id }) => usable.has(id)).map(({ id, name }) => ({ id, name })),
        companies: companies.some((each) => each.domainVerified === true),
        company:
          company === undefined
            ? null
            : { providerId: company.providerId, required: company.onlySso === true },
      };
    },
  };
}
