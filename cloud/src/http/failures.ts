/**
 * What is answered when something is thrown or nothing is there.
 *
 * A thrown error is a defect or a broken part, never an expected outcome: it is logged whole and answered without
 * details. The one exception is Hono's own refusal of a body that is no JSON or too large.
 */
import type { ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import type { Environment } from './environment.ts';
import { problem } from './problem.ts';
import { loggedPath } from './request-log.ts';

export function answerFailure(log: Logger): ErrorHandler<Environment> {
  return (error, c) => {
    if (error instanceof HTTPException && error.status === 400) {
      return problem(c, 'invalid-request', 'The body is not the JSON that this address takes.');
    }
    const { requestId } = c.var;
    log.error(
      { code: 'request-failed', err: error, requestId, method: c.req.method, path: loggedPath(c.req.path) },
      'request failed',
    );
    return problem(c, 'internal', `Try again. If it stays, tell us this number: ${requestId}.`);
  };
}

export const answerNothingThere: NotFoundHandler<Environment> = (c) =>
  problem(c, 'not-found', 'Look at /api/v1/openapi.json for what there is.');
