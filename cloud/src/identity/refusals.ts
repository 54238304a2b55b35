/**
 * Turns better-auth's error answers into problem documents (RFC 9457), so that the whole API refuses in one way.
 *
 * better-auth's `code` and `message` stay in the document, because its own client reads them. Cookies that it
 * set or cleared stay on the answer. What cannot be read is answered without details.
 */
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';

const refusalSchema = z.object({ code: z.string().optional(), message: z.string().optional() });

const fallbackCodes: Readonly<Record<number, string>> = {
  401: 'sign-in-required',
  404: 'not-found',
  413: 'too-large',
  429: 'too-many-tries',
};

export async function toProblem(response: Response): Promise<Response> {
  const refusal = await readRefusal(response);
  const { status } = response;
  const code = refusal.code ?? fallbackCodes[status] ?? (status >= 500 ? 'internal' : 'invalid-request');
  const title = STATUS_CODES[status] ?? 'Refused';
  const detail = status >= 500 ? 'Something went wrong here. Try again.' : (refusal.message ?? `${title}.`);
  const retryAfterSeconds = readRetryAfter(response.headers);

  const headers = new Headers(response.headers);
  headers.set('Content-Type', 'application/problem+json');
  headers.delete('Content-Length');
  if (retryAfterSeconds !== null) headers.set('Retry-After', String(retryAfterSeconds));
  const body = {
    type: `/problems/${code}`,
    title,
    status,
    detail,
    code,
    message: detail,
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
  };
  return new Response(JSON.stringify(body), { status, headers });
}

async function readRefusal(response: Response): Promise<z.infer<typeof refusalSchema>> {
  try {
    return refusalSchema.parse(await response.json());
  } catch {
    return {};
  }
}

/** better-auth says it in a header of its own. */
function readRetryAfter(headers: Headers): number | null {
  const seconds = Number(headers.get('X-Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null;
}
