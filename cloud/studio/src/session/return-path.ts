/**
 * Where to go after signing in, from a query that anybody could have written.
 *
 * Only a path of this very site is taken: a link such as `/sign-in?next=//evil.example` must not make our
 * sign-in page the first half of somebody's phishing.
 */

/** Where a signed-in person lands when nothing else was asked for. */
export const home = '/devices';

/** The wanted path with its query, or {@link home} when it is missing, malformed or not of this site. */
export function safeReturnPath(wanted: string | null): string {
  if (wanted === null || !wanted.startsWith('/')) return home;
  const base = 'https://studio.invalid';
  let url: URL;
  try {
    // The browser's own parser decides, since it knows that `/\host` and `/<tab>/host` mean `//host`.
    url = new URL(wanted, base);
  } catch {
    return home;
  }
  if (url.origin !== base || url.pathname.startsWith('//')) return home;
  if (/^\/(?:sign-in|confirm-address|forgot-password|reset-password)\/?$/i.test(url.pathname)) return home;
  return url.pathname + url.search + url.hash;
}

/** Here, without what a sign-in elsewhere may have added to the address. */
export function pathHere({ pathname, search }: { pathname: string; search: string }): string {
  const query = new URLSearchParams(search);
  query.delete('error');
  query.delete('error_description');
  const rest = query.toString();
  return rest === '' ? pathname : `${pathname}?${rest}`;
}

/** The sign-in page that leads back to where somebody is. */
export function signInPath(from: { pathname: string; search: string }): string {
  const wanted = from.pathname + from.search;
  return wanted === home || wanted === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(wanted)}`;
}

/** Where a second factor is set up or shown, and back to `from`. */
export function factorPath(from: string): string {
  return `${securityPath}?next=${encodeURIComponent(from)}`;
}

/** Open to whoever an account keeps out for want of a second factor. */
export const securityPath = '/settings/security';
