/** Words for a company's sign-on, and how far its setting up has come. Pure. */
import { belongsTo, domainOf } from '../../../src/identity/sign-in/email-domain.ts';
import type { Addresses, Company } from '../api/companies.ts';

export const protocolWords: Readonly<Record<Company['protocol'], string>> = {
  oidc: 'OpenID Connect',
  saml: 'SAML 2.0',
};

/** What runs out, by protocol. */
export const renewalWords: Readonly<
  Record<Company['protocol'], { act: string; about: string; missing: string; done: string }>
> = {
  oidc: {
    act: 'Renew the secret',
    about:
      'Make a new client secret at your identity provider and paste it here, before you delete the old one there. Nobody is signed out.',
    missing: 'Copy the client secret from your identity provider.',
    done: 'The secret',
  },
  saml: {
    act: 'Renew the certificate',
    about:
      'Paste the metadata of the same identity provider once it has its new certificate in it. The old certificate counts no more from then on; nobody is signed out.',
    missing: 'Paste the metadata of your identity provider, which is XML, or choose the file.',
    done: 'The certificate',
  },
};

/** What has to be copied to the identity provider, called as identity providers call it. */
export function addressLines(give: Addresses): { label: string; value: string }[] {
  if ('redirectUri' in give) return [{ label: 'Redirect URI', value: give.redirectUri }];
  return [
    { label: 'ACS URL (reply URL)', value: give.acsUrl },
    { label: 'Entity ID (audience)', value: give.entityId },
  ];
}

export type Stage = 'confirm' | 'try' | 'require' | 'required';

/** What comes next. */
export function stageOf(company: Pick<Company, 'domainConfirmed' | 'onlySso' | 'cameInByIt'>): Stage {
  if (!company.domainConfirmed) return 'confirm';
  if (company.onlySso) return 'required';
  return company.cameInByIt ? 'require' : 'try';
}

/** Whether whoever tries the sign-on with this address comes back as the same person. */
export function comesBackAsOneself(email: string, domain: string): boolean {
  const own = domainOf(email);
  return own !== null && belongsTo(own, domain);
}

/** `_signet-x.example.com` without the domain, as some DNS hosts want it. */
export function hostLabel(name: string, domain: string): string {
  return name.endsWith(`.${domain}`) ? name.slice(0, -domain.length - 1) : name;
}

/** The domain that somebody meant who typed an address, or a page of it. */
export function domainTyped(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^.*@/, '')
    .replace(/[/?#].*$/, '')
    .replace(/^www\./, '');
}
