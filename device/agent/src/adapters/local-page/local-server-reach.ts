/**
 * Looks whether a web page is there and lets itself be shown in a frame, before the player tries.
 *
 * A frame cannot tell: a browser puts its own words there when a page is missing or refuses. Only the headers are read.
 * It asks for nothing but addresses of the playlist, and never this device itself: the account's content has no business
 * with what listens here.
 */

export interface Reachable {
  ok: boolean;
  /** Why not; empty where it is. */
  detail: string;
}

const timeoutMs = 8_000;
const mostHops = 5;

export interface ReachOptions {
  /** Whether a host is the device itself. */
  isOwn?(hostname: string): boolean;
  signal?: AbortSignal;
}

/** Never rejects. */
export async function readReachable(
  address: string,
  { isOwn = isThisDevice, signal = AbortSignal.timeout(timeoutMs) }: ReachOptions = {},
): Promise<Reachable> {
  try {
    let url = new URL(address);
    for (let hop = 0; hop <= mostHops; hop += 1) {
      if (isOwn(url.hostname)) return not('the address leads to the device itself');
      const response = await fetch(url, { redirect: 'manual', signal, headers: { Accept: 'text/html,*/*' } });
      await response.body?.cancel();
      const next = response.status >= 300 && response.status < 400 ? response.headers.get('Location') : null;
      if (next === null) return judge(response);
      url = new URL(next, url);
      if (!/^https?:$/.test(url.protocol)) return not('the page leads to something that is no web page');
    }
    return not('the page leads from one address to the next without end');
  } catch (cause) {
    return not(
      signal.aborted ? 'the page did not answer in time' : `the page is not reachable: ${why(cause)}`,
    );
  }
}

function judge({ status, headers }: Response): Reachable {
  if (status >= 400) return not(`the page answered with status ${status}`);
  const ancestors = /(?:^|[;,])\s*frame-ancestors\s+([^;,]*)/i.exec(
    headers.get('Content-Security-Policy') ?? '',
  )?.[1];
  // RFC: where both are there, `frame-ancestors` alone counts.
  const refuses =
    ancestors === undefined
      ? /deny|sameorigin/i.test(headers.get('X-Frame-Options') ?? '')
      : !/(^|\s)(\*|http:)(\s|$)/.test(ancestors);
  return refuses ? not('the page does not let itself be shown within another') : { ok: true, detail: '' };
}

/** Names alone: what resolves to loopback all the same is refused by our own server, which knows its names. */
function isThisDevice(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])\.?$/i.test(hostname);
}

function not(detail: string): Reachable {
  return { ok: false, detail };
}

function why(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (inner instanceof Error && 'code' in inner) return String(inner.code);
  return inner instanceof Error ? inner.message : String(inner);
}
