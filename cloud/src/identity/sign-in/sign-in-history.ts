/**
 * What a sign-in is called in its history, by the address at which it came out. Pure.
 */

const methods: Readonly<Record<string, string>> = {
  '/sign-up/email': 'password',
  '/sign-in/email': 'password',
  '/verify-email': 'mail',
  '/passkey/verify-authentication': 'passkey',
  '/two-factor/verify-totp': 'two-factor',
  '/two-factor/verify-backup-code': 'recovery-code',
};

/** The method; null for what is no sign-in. `path` is better-auth's, with its placeholders. */
export function methodOf(
  path: string | undefined,
  params: Readonly<Record<string, string | undefined>> | undefined,
): string | null {
  if (path === undefined) return null;
  if (path === '/callback/:id') return params?.['id'] ?? null;
  if (path === '/sso/callback/:providerId') return 'company-oidc';
  if (path === '/sso/saml2/sp/acs/:providerId') return 'company-saml';
  return methods[path] ?? null;
}
