/** What is typed to set up a sign-on, what is wrong with it, and what is sent of it. Pure. */
import type { Role } from '../../../src/identity/rights.ts';
import { readDomain } from '../../../src/identity/sign-in/email-domain.ts';
import type { Company, CompanySetup } from '../api/companies.ts';
import { domainTyped, renewalWords } from './company-words.ts';

export interface SetUpFields {
  domain: string;
  protocol: Company['protocol'];
  issuer: string;
  clientId: string;
  clientSecret: string;
  metadata: string;
  emailAttribute: string;
  joinRole: Role;
}

export const emptySetUp: SetUpFields = {
  domain: '',
  protocol: 'oidc',
  issuer: '',
  clientId: '',
  clientSecret: '',
  metadata: '',
  emailAttribute: '',
  joinRole: 'installer',
};

/** By field; only of the protocol that was chosen. */
export function setUpTroubles(fields: SetUpFields): Partial<Record<keyof SetUpFields, string>> {
  const troubles: Partial<Record<keyof SetUpFields, string>> = {};
  if (readDomain(domainTyped(fields.domain)) === null)
    troubles.domain = 'Type the domain of your addresses, such as example.com.';
  if (fields.protocol === 'oidc') {
    if (!/^https?:\/\/\S+$/.test(fields.issuer.trim()))
      troubles.issuer = 'Type the issuer’s address, which begins with https://.';
    if (fields.clientId.trim() === '') troubles.clientId = 'Copy the client ID from your identity provider.';
    if (fields.clientSecret.trim() === '') troubles.clientSecret = renewalWords.oidc.missing;
  } else if (!fields.metadata.includes('<')) {
    troubles.metadata = renewalWords.saml.missing;
  }
  return troubles;
}

export function readSetUp(fields: SetUpFields): CompanySetup {
  const { joinRole } = fields;
  const domain = domainTyped(fields.domain);
  if (fields.protocol === 'oidc') {
    return {
      protocol: 'oidc',
      domain,
      joinRole,
      // People copy the address of the document instead of the issuer's own.
      issuer: fields.issuer.trim().replace(/\/\.well-known\/openid-configuration\/?$/, ''),
      clientId: fields.clientId.trim(),
      clientSecret: fields.clientSecret.trim(),
    };
  }
  const emailAttribute = fields.emailAttribute.trim();
  return {
    protocol: 'saml',
    domain,
    joinRole,
    metadata: fields.metadata.trim(),
    ...(emailAttribute === '' ? {} : { emailAttribute }),
  };
}
