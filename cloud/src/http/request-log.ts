/**
 * One log line for each request: what was asked, what was answered, how long it took.
 *
 * Never a header, cookie, body or query, and never a pairing ID: whoever reads the log must not be able to use
 * it. The request's ID goes out with the answer, so that a person can name the line that concerns them.
 */
import { createMiddleware } from 'hono/factory';
import type { Logger } from 'pino';
import { clientAddress } from './client-address.ts';
import type { Environment } from './environment.ts';

interface Needs {
  log: Logger;
  randomBytes(size: number): Uint8Array;
}

export function logRequests(deps: Needs) {
  return createMiddleware<Environment>(async (c, next) => {
    const startedMs = performance.now();
    const requestId = Buffer.from(deps.randomBytes(8)).toString('hex');
    c.set('requestId', requestId);
    await next();
    c.res.headers.set('X-Request-Id', requestId);
    const { status } = c.res;
    const line = {
      code: 'request',
      requestId,
      method: c.req.method,
      path: loggedPath(c.req.path),
      status,
      durationMs: Math.round((performance.now() - startedMs) * 10) / 10,
      address: clientAddress(c),
    };
    // Nobody reads a line for each file of Studio and each health check, unless they ask for them.
    if (status < 400 && isQuiet(c.req.path)) deps.log.debug(line, 'request');
    else deps.log.info(line, 'request');
  });
}

const verbs: ReadonlySet<string> = new Set(['claim', 'undo']);

/** The path with pairing IDs taken out and cut to a length that no log minds. */
export function loggedPath(path: string): string {
  return path
    .replace(/^(\/p\/)[^/]+/i, '$1:pairingId')
    .replace(/^(\/api\/v1\/pairings\/)([^/]+)/i, (whole, before: string, name: string) =>
      verbs.has(name) ? whole : `${before}:pairingId`,
    )
    .slice(0, 200);
}

function isQuiet(path: string): boolean {
  return path === '/healthz' || path.startsWith('/assets/');
}
