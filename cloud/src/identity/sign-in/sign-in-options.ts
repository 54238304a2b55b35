/**
 * Everything that better-auth is told about signing in, from the settings of this cloud.
 *
 * The whole configuration in one place, to be read in one go: what is on, what links identities, what is refused.
 */
import { isIP } from 'node:net';
import type { BetterAuthOptions } from 'better-auth';
import type { Logger } from 'pino';
import type { CloudMail } from '../../dependencies.ts';
import { disabledCompanyPaths } from './company-sso.ts';
import type { SignInProvider } from './provider-settings.ts';
import { builtInProviders, oidcConfigurations } from './providers.ts';
import { signInMail } from './sign-in-mail.ts';
import type { Writer } from './sign-in-tables.ts';

export interface SignInSettings {
  mail: CloudMail | null;
  providers: readonly SignInProvider[];
  /** Origins of identity providers that accounts may use although they are not public. */
  internalIdpOrigins: readonly string[];
  /** How long an identity provider may take to answer us. */
  providerDeadlineMs: number;
  /** For tests: how to wait before a provider that is down is asked again. */
  setAlarm?(ms: number, ring: () => void): void;
}

export const plainSignIn: SignInSettings = {
  mail: null,
  providers: [],
  internalIdpOrigins: [],
  providerDeadlineMs: 20_000,
};

export interface SignInNeeds {
  settings: SignInSettings;
  publicUrl: string;
  origins: readonly string[];
  clock(): number;
  log: Logger;
  adapter(): Promise<Writer>;
  confirmAddress(userId: string): Promise<void>;
}

/** `disableIdTokenSignIn` etc. are in `providers.ts`; rules around requests in `sign-in-policy.ts`. */
export function signInOptions(needs: SignInNeeds) {
  const { mail, providers, internalIdpOrigins } = needs.settings;
  const confirmsAddresses = mail?.confirmsAddresses ?? false;
  const fromMail = signInMail({ ...needs, mail });
  return {
    ...fromMail,
    socialProviders: builtInProviders(providers, confirmsAddresses),
    oidc: oidcConfigurations(providers, confirmsAddresses),
    trustedOrigins: [...needs.origins, ...internalIdpOrigins],
    onAPIError: { throw: true, errorURL: `${needs.publicUrl}/sign-in` },
    account: {
      encryptOAuthTokens: true,
      updateAccountOnSignIn: false,
      accountLinking: {
        enabled: true,
        // An address that two sides have heard of does not make two identities one. A person links while signed in.
        disableImplicitLinking: true,
        allowDifferentEmails: true,
        trustedProviders: providers.map(({ id }) => id),
      },
    },
    disabledPaths: [
      ...disabledCompanyPaths,
      '/sign-in/oauth-popup',
      ...(passkeySite(needs.publicUrl) === null
        ? ['/passkey/generate-register-options', '/passkey/generate-authenticate-options']
        : []),
    ],
    passkey: {
      rpID: passkeySite(needs.publicUrl) ?? 'localhost',
      rpName: 'Signet',
      origin: [...needs.origins],
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' } as const,
    },
    twoFactor: {
      issuer: 'Signet',
      backupCodeOptions: { storeBackupCodes: 'encrypted' } as const,
      // Who comes in without a password turns it on without one, from a fresh session; see `factorPolicy`.
      allowPasswordless: true,
    },
  } satisfies Pick<BetterAuthOptions, 'socialProviders' | 'account' | 'onAPIError' | 'disabledPaths'> &
    Record<string, unknown>;
}

/** The host that passkeys are for; null where browsers have none: on bare addresses, and without https. */
export function passkeySite(publicUrl: string): string | null {
  const { hostname, protocol } = new URL(publicUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return null;
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  return protocol === 'https:' || isLocal ? hostname : null;
}
