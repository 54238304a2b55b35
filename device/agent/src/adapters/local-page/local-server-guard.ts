/**
 * Which requests the loopback server answers at all.
 *
 * Anything that runs in a browser on this machine can send requests to loopback; a web page elsewhere does so by
 * a name of its own that it lets resolve to 127.0.0.1 (DNS rebinding). So a request must name this server the way
 * a person here would, and a socket must come from this server's own page.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** Whether the server may listen on this host: loopback and nothing else (DESIGN section 2, invariant 6). */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The values of `Host` that mean this server. */
export function ownHosts(host: string, port: number): ReadonlySet<string> {
  const names = ['localhost', host.includes(':') ? `[${host}]` : host];
  return new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])));
}

export function isOwnHost(header: string | undefined, hosts: ReadonlySet<string>): boolean {
  return header !== undefined && hosts.has(header.toLowerCase());
}

/** Whether a WebSocket comes from a page of this very server. Programs that are no browser send no origin and are refused. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return (
    origin !== undefined && host !== undefined && origin.toLowerCase() === `http://${host.toLowerCase()}`
  );
}

/**
 * Whether a page of elsewhere asks, such as one that we show in a frame: it has no business with anything here but to lead
 * a person to our page. Programs that are no browser do not say where they come from.
 */
export function isForeign(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return !(headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document');
}
