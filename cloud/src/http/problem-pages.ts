/**
 * The page behind a problem's `type`: what the code means, for whoever follows it (RFC 9457 section 4).
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Environment } from './environment.ts';
import { type ProblemCode, problem, problems } from './problem.ts';

export function problemPages(): Hono<Environment> {
  return new Hono<Environment>().get('/problems/:code', (c) => {
    const code = c.req.param('code');
    if (!isProblemCode(code)) return problem(c, 'not-found', 'There is no such problem.');
    const { status, title } = problems[code];
    return c.html(html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body>
<h1>${title}</h1>
<p>The API answers <code>${status}</code> with the code <code>${code}</code>. The answer's <code>detail</code> says what to do.</p>
</body>
</html>`);
  });
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}
