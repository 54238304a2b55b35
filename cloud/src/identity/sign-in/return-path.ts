/**
 * Where a sign-in may lead to: a path of this very site and nothing else.
 *
 * Every way in (password, provider, company, mail) carries such a path. better-auth would also take addresses of
 * trusted origins; among those are identity providers, so one refused here would be an open redirect.
 */

/** Whether a browser that resolves this path on our site stays on it. Total. */
export function isPathOfThisSite(wanted: unknown): wanted is string {
  if (typeof wanted !== 'string' || wanted.length > 2_000) return false;
  if (!wanted.startsWith('/') || wanted.startsWith('//')) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop these, so `/<tab>/host` would be `//host`
  if (/[\u0000-\u001f\u007f\\]/.test(wanted)) return false;
  const base = 'https://this.invalid';
  if (!URL.canParse(wanted, base)) return false;
  const url = new URL(wanted, base);
  return url.origin === base && !url.pathname.startsWith('//');
}

/** The members of a request in which better-auth takes addresses to lead to. */
export const returnMembers = ['callbackURL', 'errorCallbackURL', 'newUserCallbackURL', 'redirectTo'] as const;

/** The first member that leads elsewhere; null where all are fine. */
export function foreignReturn(values: unknown): (typeof returnMembers)[number] | null {
  if (typeof values !== 'object' || values === null) return null;
  const record: Record<string, unknown> = { ...values };
  return (
    returnMembers.find((member) => record[member] !== undefined && !isPathOfThisSite(record[member])) ?? null
  );
}
