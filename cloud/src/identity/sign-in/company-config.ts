/**
 * What is kept of an identity provider that an account names, after it has been looked at.
 *
 * Nothing is believed that could lead this cloud to call inside its own building (`identity-provider-address.ts`), and
 * metadata is refused here in words instead of failing at somebody's sign-in.
 */
import { DiscoveryError, deriveSAMLIdentityProviderEntityID, discoverOIDCConfig } from '@better-auth/sso';
import { entityIdOf } from './company-addresses.ts';
import { refuse } from './company-outcome.ts';
import { type AddressRule, whyNotCall } from './identity-provider-address.ts';
import type { CompanySetup } from './sign-in.ts';

export async function oidcConfig(
  needs: { addresses: AddressRule },
  setup: CompanySetup & { protocol: 'oidc' },
) {
  const issuer = setup.issuer.replace(/\/+$/, '');
  const reason = await whyNotCall(issuer, needs.addresses);
  if (reason !== null) return refuse('identity-provider-unusable', reason, 'issuer');
  try {
    // What it names is checked below, and again by the plugin whenever it calls there.
    const found = await discoverOIDCConfig({ issuer, isTrustedOrigin: () => true });
    for (const address of [found.tokenEndpoint, found.jwksEndpoint, found.userInfoEndpoint]) {
      const whyNot = address === undefined ? null : await whyNotCall(address, needs.addresses);
      if (whyNot !== null) return refuse('identity-provider-unusable', `${address}: ${whyNot}`, 'issuer');
    }
    const { authorizationEndpoint, tokenEndpoint, jwksEndpoint, userInfoEndpoint } = found;
    return {
      issuer: found.issuer,
      oidcConfig: {
        clientId: setup.clientId,
        clientSecret: setup.clientSecret,
        skipDiscovery: true,
        authorizationEndpoint,
        tokenEndpoint,
        jwksEndpoint,
        ...(userInfoEndpoint === undefined ? {} : { userInfoEndpoint }),
        ...(found.tokenEndpointAuthentication === undefined
          ? {}
          : { tokenEndpointAuthentication: found.tokenEndpointAuthentication }),
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
      },
    };
  } catch (error) {
    if (!(error instanceof DiscoveryError)) throw error;
    return refuse(
      'identity-provider-unusable',
      `There is no OpenID Connect provider at ${issuer} (${error.code}).`,
      'issuer',
    );
  }
}

export function samlConfig(
  needs: { publicUrl: string },
  setup: CompanySetup & { protocol: 'saml' },
  providerId: string,
) {
  const reason = whyNotMetadata(setup.metadata);
  if (reason !== null) return refuse('identity-provider-unusable', reason, 'metadata');
  const entityId = entityIdOf(needs.publicUrl, providerId);
  return {
    issuer: entityId,
    samlConfig: {
      // The metadata says where people are sent; the plugin wants an address here all the same.
      entryPoint: needs.publicUrl,
      audience: entityId,
      idpMetadata: { metadata: setup.metadata },
      spMetadata: { entityID: entityId },
      wantAssertionsSigned: true,
      ...(setup.emailAttribute === undefined
        ? {}
        : { mapping: { email: setup.emailAttribute, name: 'displayName' } }),
    },
  };
}

/** Null: people can be sent there, and its answers be checked. */
export function whyNotMetadata(metadata: string): string | null {
  const services = metadata.match(/<(?:[\w-]+:)?SingleSignOnService\b[^>]*>/g) ?? [];
  const redirect = services.find((each) => each.includes('bindings:HTTP-Redirect'));
  const [, location = ''] = /\bLocation\s*=\s*["']([^"']+)["']/.exec(redirect ?? '') ?? [];
  if (!/^https?:\/\//.test(location)) return 'It names no address for signing in by redirect.';
  if (!/X509Certificate>/.test(metadata)) return 'It has no certificate to check answers by.';
  // Our requests are not signed; what they ask for is in no way secret, and the answer is bound to them.
  if (/WantAuthnRequestsSigned\s*=\s*["'](?:true|1)["']/.test(metadata)) {
    return 'It wants signed requests; turn that off for Signet.';
  }
  try {
    deriveSAMLIdentityProviderEntityID({ issuer: '', entryPoint: '', idpMetadata: { metadata } });
    return null;
  } catch {
    return 'It is not the metadata of a SAML identity provider.';
  }
}
