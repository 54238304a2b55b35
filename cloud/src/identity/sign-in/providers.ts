/**
 * The configured identity providers, as better-auth takes them.
 *
 * An OpenID Connect provider is used only when its keys are known, so that every ID token is checked: signature,
 * issuer, audience, nonce. Whether an address is the person's own is believed only where the provider says exactly
 * `true`. An identity is (provider, subject); an address links nothing.
 */
import { verifyProviderIdToken } from '@better-auth/core/oauth2';
import { type MicrosoftOptions, microsoft } from '@better-auth/core/social-providers';
import type { BetterAuthOptions } from 'better-auth';
import type { GenericOAuthConfig } from 'better-auth/plugins/generic-oauth';
import type { BuiltInProvider, OidcProvider, SignInProvider } from './provider-settings.ts';

/** Of a provider's claims, what a person gets. */
interface Claims {
  email_verified?: unknown;
  name?: unknown;
  preferred_username?: unknown;
}

export function oidcConfigurations(
  providers: readonly SignInProvider[],
  confirmsAddresses: boolean,
): GenericOAuthConfig[] {
  return providers.filter(isOidc).map((provider) => ({
    providerId: provider.id,
    name: provider.name,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    discoveryUrl: `${provider.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
    requireIdTokenVerification: true,
    pkce: true,
    scopes: ['openid', 'email', 'profile'],
    requireEmailVerification: confirmsAddresses,
    accountSubject: ({ profile }: { profile: Record<string, unknown> }) => {
      const subject = profile[provider.subjectClaim];
      return typeof subject === 'string' ? subject : '';
    },
    mapProfileToUser: (profile: Claims) => ({
      emailVerified: profile.email_verified === true,
      name: [profile.name, profile.preferred_username].find((each) => typeof each === 'string') ?? '',
    }),
  }));
}

export function builtInProviders(
  providers: readonly SignInProvider[],
  confirmsAddresses: boolean,
): NonNullable<BetterAuthOptions['socialProviders']> {
  const find = (id: BuiltInProvider['id']) =>
    providers.filter((each) => !isOidc(each)).find((each) => each.id === id);
  const github = find('github');
  const anyTenant = find('microsoft');
  const common = ({ clientId, clientSecret }: BuiltInProvider) => ({
    clientId,
    clientSecret,
    requireEmailVerification: confirmsAddresses,
    // Signing in by a token that a page brings along skips the state; nobody here needs it.
    disableIdTokenSignIn: true,
  });
  return {
    ...(github === undefined ? {} : { github: common(github) }),
    ...(anyTenant === undefined
      ? {}
      : {
          microsoft: checkingItsToken({
            ...common(anyTenant),
            tenantId: anyTenant.tenant ?? 'common',
            authority: anyTenant.authority ?? 'https://login.microsoftonline.com',
            disableProfilePhoto: true,
          }),
        }),
  };
}

/**
 * better-auth believes what Microsoft's token endpoint answers because it came over TLS. It knows how to check it all
 * the same, for tokens that a page brings along: signature, audience, and that the issuer is the token's own tenant.
 */
function checkingItsToken(options: MicrosoftOptions): MicrosoftOptions {
  const provider = microsoft(options);
  return {
    ...options,
    async getUserInfo(tokens) {
      const { idToken } = tokens;
      const isTheirs =
        idToken !== undefined && (await verifyProviderIdToken({ idToken: provider.idToken }, idToken));
      return isTheirs ? provider.getUserInfo(tokens) : null;
    },
  };
}

export function isOidc(provider: SignInProvider): provider is OidcProvider {
  return provider.protocol === 'oidc';
}
