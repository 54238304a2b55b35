/**
 * Serves Studio, a single-page app, from the folder it was built into.
 *
 * Files under `/assets/` carry their content's hash in their names and are kept for ever; everything else that
 * is no API answers with `index.html`, never cached, so that a new version is there at the next visit. A missing
 * asset is missing: answering it with a page would leave a browser with a script that is none.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Environment } from './environment.ts';
import { problem } from './problem.ts';

/** `directory` holds `index.html` and `assets/`; it may come into being later. */
export function studioRoutes(directory: string): Hono<Environment> {
  const index = join(directory, 'index.html');
  const app = new Hono<Environment>();
  if (existsSync(directory)) {
    app.use('/assets/*', keepForEver, serveStatic({ root: directory, precompressed: true }));
    // Icons and the like, at the top; `index.html` under its own name is the page below.
    app.use('/:file{[a-z0-9-]+\\.(?:ico|png|svg|txt|webmanifest)}', serveStatic({ root: directory }));
  }
  app.get('/assets/*', (c) => problem(c, 'not-found', 'Studio has no such file.'));
  app.get('*', async (c, next) => {
    c.header('Cache-Control', 'no-cache');
    if (!existsSync(index)) return c.html(notBuiltPage, 503);
    return serveStatic<Environment>({ path: index })(c, next);
  });
  return app;
}

const keepForEver = createMiddleware<Environment>(async (c, next) => {
  await next();
  if (c.res.ok) c.res.headers.set('Cache-Control', 'public, max-age=31536000, immutable');
});

const notBuiltPage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Signet</title></head>
<body>
<h1>Signet is running; Studio is not built yet.</h1>
<p>Build it once with <code>npm run build -w @signet/studio</code>, then load this page again.</p>
<p>The API works without it: <a href="/api/v1/openapi.json">its description</a>.</p>
</body>
</html>
`;
