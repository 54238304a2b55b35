/**
 * The one error that anything under `api/` throws, and how a response becomes one.
 *
 * Pages tell failures apart by `code` alone. A response that is no problem document (a proxy's error page, a
 * body cut short) is a failure of the way to the cloud, never taken for an answer.
 */
import type { ProblemCode as CloudCode } from '../../../src/http/problem.ts';

/** Every code of the cloud, and what can go wrong on the way to it. */
export type ProblemCode = CloudCode | 'unreachable' | 'unexpected';

export class CloudProblem extends Error {
  readonly code: ProblemCode;
  /** Says what was wrong with this very request; may be empty. */
  readonly detail: string;
  /** Which field of the request was wrong. */
  readonly field: string | undefined;
  /** Of `too-many-tries`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    detail = '',
    more: { cause?: unknown; field?: string | undefined; retryAfterSeconds?: number | undefined } = {},
  ) {
    super(`${code}: ${detail}`, { cause: more.cause });
    this.name = 'CloudProblem';
    this.code = code;
    this.detail = detail;
    this.field = more.field;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** Whatever was thrown, as a {@link CloudProblem}. */
export function asProblem(thrown: unknown): CloudProblem {
  if (thrown instanceof CloudProblem) return thrown;
  return new CloudProblem('unexpected', '', { cause: thrown });
}

/** Reads a refusal (RFC 9457). */
export async function problemOf(response: Response): Promise<CloudProblem> {
  const body: unknown = await response.json().catch(() => null);
  const fields: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const retryAfter = fields['retryAfterSeconds'] ?? Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new CloudProblem(codeOf(fields['code'], response.status), textOf(fields['detail']), {
    field: typeof fields['field'] === 'string' ? fields['field'] : undefined,
    retryAfterSeconds: typeof retryAfter === 'number' && retryAfter > 0 ? Math.ceil(retryAfter) : undefined,
  });
}

function codeOf(code: unknown, status: number): ProblemCode {
  // A newer cloud may know codes that this page does not; the sentence table falls back for those.
  if (typeof code === 'string') return code as ProblemCode;
  if (status === 429) return 'too-many-tries';
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  return status >= 500 ? 'internal' : 'unexpected';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
