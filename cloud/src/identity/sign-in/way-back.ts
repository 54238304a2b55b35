/**
 * Whoever comes back from an identity provider gets a page, whatever happened there.
 *
 * A provider that is slow, down or confused must not leave a person with a blank page or a line of JSON, in front of a
 * screen that waits: they are led back to where they began, with a code that the page has a sentence for.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import { isFromElsewhere, isSamlReturn, samlReturnPage } from './saml-return.ts';
import { errorPage } from './sign-in-policy.ts';

export interface WayBackNeeds {
  publicUrl: string;
  log: Logger;
  /** How long a provider may take to answer us. */
  providerDeadlineMs: number;
  /** better-auth's own record of a sign-in under way, as text. */
  readState(state: string): Promise<string | undefined>;
}

const refusalSchema = z.object({ code: z.string() });

export function isWayBack(path: string): boolean {
  return /^\/api\/auth\/(?:callback|sso\/callback)\/[^/]+$/.test(path) || isSamlReturn(path);
}

/** Answers a request for which {@link isWayBack}; `run` hands it to better-auth. Never rejects. */
export async function bringBack(
  needs: WayBackNeeds,
  request: Request,
  run: (request: Request) => Promise<Response>,
): Promise<Response> {
  const url = new URL(request.url);
  let state = url.searchParams.get('state') ?? '';
  let passed = request;
  if (isSamlReturn(url.pathname) && request.method === 'POST') {
    const text = await request.text();
    const form = new URLSearchParams(text);
    const page = isFromElsewhere(request) ? samlReturnPage(url.pathname, form) : null;
    if (page !== null) return page;
    state = form.get('RelayState') ?? '';
    passed = new Request(request.url, { method: 'POST', headers: request.headers, body: text });
  }
  // Before better-auth uses it up.
  const record = state === '' ? undefined : await needs.readState(state);
  const leadBack = (code: string, response?: Response) => {
    const headers = new Headers({
      Location: errorPage(needs.publicUrl, record, code),
      'Cache-Control': 'no-store',
    });
    for (const cookie of response?.headers.getSetCookie() ?? []) headers.append('Set-Cookie', cookie);
    return new Response(null, { status: 302, headers });
  };

  const tooLong = Promise.withResolvers<'too-long'>();
  const timer = setTimeout(() => tooLong.resolve('too-long'), needs.providerDeadlineMs);
  try {
    const response = await Promise.race([run(passed), tooLong.promise]);
    if (response === 'too-long') {
      needs.log.warn(
        { code: 'identity-provider-slow', path: url.pathname },
        'an identity provider is too slow',
      );
      return leadBack('provider_too_slow');
    }
    return response.status < 400 ? response : leadBack(await codeOf(response), response);
  } catch (err) {
    needs.log.error({ code: 'sign-in-failed', err, path: url.pathname }, 'a way back from a provider failed');
    return leadBack('internal');
  } finally {
    clearTimeout(timer);
  }
}

async function codeOf(response: Response): Promise<string> {
  const read = refusalSchema.safeParse(await response.json().catch(() => null));
  return read.success ? read.data.code : `status_${response.status}`;
}
