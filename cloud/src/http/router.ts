/**
 * A router whose routes are checked by their schemas and refuse, all in the same way, what does not fit.
 *
 * Every API capability makes its routes with `createRouter`, so that a wrong field is answered with
 * `invalid-request` naming the field, and no zod error ever reaches a client in another shape.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from 'hono';
import type { z } from 'zod';
import { problem } from './problem.ts';

/** `createRouter<ActorEnvironment>().openapi(route, handler)`; the app mounts it with `.route('/', ...)`. */
export function createRouter<E extends Env>(): OpenAPIHono<E> {
  return new OpenAPIHono<E>({
    defaultHook(result, c) {
      if (result.success) return undefined;
      const { field, detail } = describeIssue(result.error.issues[0]);
      return problem(c, 'invalid-request', detail, field === undefined ? {} : { field });
    },
  });
}

/** What was wrong, in words for whoever sent it; the field in dotted form where there is one. */
export function describeIssue(issue: z.core.$ZodIssue | undefined): { field?: string; detail: string } {
  if (issue === undefined) return { detail: 'The request does not fit what this address takes.' };
  const field = issue.path.map(String).join('.');
  const advice = issue.message.replace(/\.$/, '');
  if (field === '') return { detail: `The request is wrong: ${advice}.` };
  return { field, detail: `Correct the field "${field}": ${advice}.` };
}
