/**
 * How a company's own sign-on works here: which of its answers are believed, and whom they let in.
 *
 * A company answers for the addresses of the domain that it has shown to be its own, and for no others. Its word
 * makes a new person, or finds the one who has confirmed the very same address; an address that nobody confirmed
 * finds nobody, or whoever typed it first would be taken for its owner. Afterwards only (provider, subject) counts.
 */
import type { SSOOptions } from '@better-auth/sso';
import { getOAuthState } from 'better-auth/api';
import { belongsTo, domainOf } from './email-domain.ts';
import { nonceKey } from './sign-in-policy.ts';

type ResolveUser = NonNullable<SSOOptions['resolveUser']>;
type Resolution = Awaited<ReturnType<ResolveUser>>;

/** The columns of better-auth's `ssoProvider` that we read. */
export interface CompanyProvider {
  id: string;
  providerId: string;
  issuer: string;
  domain: string;
  domainVerified: boolean | null;
  organizationId: string | null;
  oidcConfig: string | null;
  samlConfig: string | null;
  joinRole: string | null;
  onlySso: boolean | null;
}

/** Longer than it takes to find the phone with the second factor; as long as better-auth keeps the way back. */
const askedForMs = 600_000;

export function companySso(confirmAddress: (userId: string) => Promise<void>) {
  return {
    domainVerification: { enabled: true, tokenPrefix: 'signet' },
    // Several for each person who sets them up; nobody else can, see disabledCompanyPaths.
    providersLimit: 25,
    // Joining an account is in one transaction with ours, see `joinCompany`.
    organizationProvisioning: { disabled: true },
    resolveUser,
    provisionUser: ({ user }) => confirmAddress(user.id),
    saml: {
      enableInResponseToValidation: true,
      allowIdpInitiated: false,
      requestTTL: askedForMs,
      requireTimestamps: true,
      clockSkew: 120_000,
      algorithms: { onDeprecated: 'reject' },
    },
    schema: {
      ssoProvider: {
        additionalFields: {
          joinRole: { type: 'string', required: false },
          onlySso: { type: 'boolean', required: false },
        },
      },
    },
  } satisfies SSOOptions;
}

/** Set up through our own API, which knows roles, addresses of identity providers and whose domain is whose. */
export const disabledCompanyPaths = [
  '/sso/register',
  '/sso/providers',
  '/sso/get-provider',
  '/sso/update-provider',
  '/sso/delete-provider',
  '/sso/request-domain-verification',
  '/sso/verify-domain',
];

const resolveUser: ResolveUser = async (input, { database }) => {
  const provider = await database.findOne<CompanyProvider>({
    model: 'ssoProvider',
    where: [{ field: 'providerId', value: input.providerId }],
  });
  const email = input.providerUser.email.toLowerCase();
  const domain = domainOf(email);
  if (provider === null || domain === null || !belongsTo(domain, provider.domain)) {
    return reject(
      'SSO_ADDRESS_OUTSIDE_DOMAIN',
      'The address is not of the domain that the company has confirmed.',
    );
  }
  if (input.protocol === 'oidc') {
    const expected = (await getOAuthState())?.serverContext?.[nonceKey];
    if (typeof expected !== 'string' || input.verifiedIdTokenClaims['nonce'] !== expected) {
      return reject('SSO_NONCE_MISMATCH', 'The answer belongs to another sign-in.');
    }
  }
  const known = await database.findOne({
    model: 'account',
    where: [
      { field: 'providerId', value: input.providerId },
      { field: 'accountId', value: input.accountKey.accountId },
    ],
  });
  if (known !== null) return { action: 'continue' };
  const person = await database.findOne<{ id: string; emailVerified: boolean }>({
    model: 'user',
    where: [{ field: 'email', value: email }],
  });
  if (person === null) return { action: 'continue' };
  if (!person.emailVerified) {
    return reject('SSO_ADDRESS_NOT_CONFIRMED', 'There is an account whose address was never confirmed.');
  }
  return { action: 'link', userId: person.id, profile: 'preserve' };
};

function reject(code: string, message: string): Resolution {
  return { action: 'reject', code, message };
}
