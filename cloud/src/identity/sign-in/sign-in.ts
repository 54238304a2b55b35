/**
 * Ways to sign in, as the rest of the cloud knows them: which are on, and how an account sets up its own.
 *
 * A port, like `Identity`: behind it stands better-auth, and nothing outside this folder knows. Secrets of identity
 * providers go in and never come out.
 */
import type { Actor } from '../identity.ts';
import type { Role } from '../rights.ts';

/** What a sign-in page may offer. */
export interface SignInMethods {
  password: boolean;
  /** A new password can be chosen by mail. */
  passwordReset: boolean;
  /** A new address must be confirmed by mail before it lets anybody in. */
  confirmsAddresses: boolean;
  passkey: boolean;
  providers: readonly { id: string; name: string }[];
  /** Any account here has a sign-on of its own, so it is worth asking for one by address. */
  companies: boolean;
  /** Of the company to whose domain the given address belongs. */
  company: { providerId: string; required: boolean } | null;
}

export type CompanySetup = {
  domain: string;
  /** What somebody becomes who comes in by it for the first time. */
  joinRole: Role;
} & (
  | { protocol: 'oidc'; issuer: string; clientId: string; clientSecret: string }
  | {
      protocol: 'saml';
      /** The identity provider's metadata (XML). */
      metadata: string;
      /** Attribute with the address, where it is not the NameID. */
      emailAttribute?: string | undefined;
    }
);

/** What wears out: a client secret, or the certificate in the metadata of the same identity provider. */
export type CompanyRenewal = { clientSecret: string } | { metadata: string };

export interface Company {
  providerId: string;
  protocol: 'oidc' | 'saml';
  domain: string;
  /** Until then nobody can use it. */
  domainConfirmed: boolean;
  /** TXT record that shows the domain to be the account's; null once it is confirmed. */
  dnsRecord: { name: string; value: string } | null;
  issuer: string;
  joinRole: Role;
  /** People of this domain cannot sign in otherwise. */
  onlySso: boolean;
  /** The session that asks came about by it, so it has been seen to work. */
  cameInByIt: boolean;
  /** What the identity provider has to know of us. */
  give: { redirectUri: string } | { acsUrl: string; entityId: string; metadataUrl: string };
}

export type CompanyOutcome<Value> =
  | { outcome: 'done'; value: Value }
  | {
      outcome: 'refused';
      code:
        | 'unknown-provider'
        | 'identity-provider-unusable'
        | 'domain-taken'
        | 'domain-not-confirmed'
        | 'prove-sign-on-first'
        | 'invalid-request'
        | 'sign-in-required';
      /** For the person at hand. */
      detail: string;
      field?: string;
    };

/** An account's own sign-on. Every call is on behalf of the actor's account; the headers carry the session. */
export interface Companies {
  list(actor: Actor, headers: Headers): Promise<readonly Company[]>;
  /** What the identity provider has to know of us, before it is set up here. */
  addresses(
    actor: Actor,
    planned: { domain: string; protocol: Company['protocol'] },
  ): Promise<CompanyOutcome<Company['give']>>;
  add(actor: Actor, headers: Headers, setup: CompanySetup): Promise<CompanyOutcome<Company>>;
  confirmDomain(actor: Actor, headers: Headers, providerId: string): Promise<CompanyOutcome<Company>>;
  change(
    actor: Actor,
    headers: Headers,
    providerId: string,
    change: { joinRole?: Role | undefined; onlySso?: boolean | undefined },
  ): Promise<CompanyOutcome<Company>>;
  renew(
    actor: Actor,
    headers: Headers,
    providerId: string,
    renewal: CompanyRenewal,
  ): Promise<CompanyOutcome<Company>>;
  remove(actor: Actor, providerId: string): Promise<CompanyOutcome<null>>;
}

export interface SignIn {
  methods(email: string | null): Promise<SignInMethods>;
  companies: Companies;
}
