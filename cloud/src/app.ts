/**
 * The cloud's HTTP side as a function of what it is given: every route, in the order in which they are tried.
 *
 * It opens nothing, listens on nothing and reads no setting; `main.ts` and the tests decide what it stands on.
 * `App` is the type that Studio's client is made from, so a route that changes its shape fails Studio's types.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { accountRoutes } from './accounts/account-routes.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { deviceMediaRoutes } from './content/device-media-routes.ts';
import { mediaRoutes } from './content/media-routes.ts';
import { playlistRoutes } from './content/playlist-routes.ts';
import { isUpload } from './content/upload-request.ts';
import type { Dependencies } from './dependencies.ts';
import { deviceRoutes } from './devices/routes.ts';
import { enrolmentRoutes } from './enrolment/routes.ts';
import { eventRoutes } from './events/routes.ts';
import { streamSettings } from './events/stream-settings.ts';
import { healthRoutes } from './health/routes.ts';
import { readClientAddress } from './http/client-address.ts';
import type { Environment } from './http/environment.ts';
import { answerFailure, answerNothingThere } from './http/failures.ts';
import { problem } from './http/problem.ts';
import { problemPages } from './http/problem-pages.ts';
import { logRequests } from './http/request-log.ts';
import { securityHeaders } from './http/security-headers.ts';
import { studioRoutes } from './http/studio.ts';
import { keyRoutes } from './identity/keys/key-routes.ts';
import { invitationRoutes } from './identity/members/invitation-routes.ts';
import { memberRoutes } from './identity/members/member-routes.ts';
import { authRoutes, sessionRoutes } from './identity/routes.ts';
import { isSamlReturn, maxSamlBytes, samlScript, samlScriptPath } from './identity/sign-in/saml-return.ts';
import { signInRoutes } from './identity/sign-in/sign-in-routes.ts';
import { mailPage } from './mail/mail-page.ts';
import { mailRoutes } from './mail/mail-routes.ts';
import { provisioningRoutes } from './provisioning/routes.ts';

/** More than any request needs, but for uploads of media. */
const maxBodyBytes = 64 * 1024;

export interface AppOptions {
  /** Folder with Studio's `index.html` and `assets/`. */
  studioDirectory: string;
  version: string;
}

export type App = ReturnType<typeof createApi>;

export function createApp(deps: Dependencies, options: AppOptions): OpenAPIHono<Environment> {
  const app = new OpenAPIHono<Environment>();
  app.onError(answerFailure(deps.log));
  app.notFound(answerNothingThere);
  app.use(readClientAddress(deps.clientAddress));
  app.use(logRequests(deps));
  app.use(securityHeaders(deps.publicUrl));
  const usualLimit = limitBody(maxBodyBytes);
  const samlLimit = limitBody(maxSamlBytes);
  app.use('/api/*', (c, next) => {
    // Its own limit is a setting, and it is counted while it comes.
    if (isUpload(c.req.method, c.req.path)) return next();
    return (isSamlReturn(c.req.path) ? samlLimit : usualLimit)(c, next);
  });
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.route('/', authRoutes(deps));
  app.route('/', createApi(deps));
  describeApi(app, deps.publicUrl, options.version);
  app.all('/api/*', answerNothingThere);
  app.route('/', deviceMediaRoutes(deps));
  app.get(samlScriptPath, (c) => c.body(samlScript, 200, { 'Content-Type': 'text/javascript' }));
  app.route('/', problemPages());
  if (deps.mail?.showsPage) app.route('/', mailPage(deps));
  app.route('/', studioRoutes(options.studioDirectory));
  return app;
}

function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: (c) => problem(c, 'too-large', `A request may have ${maxSize} bytes.`),
  });
}

/** The part that is described by OpenAPI and typed for clients. */
export function createApi(deps: Dependencies) {
  return new OpenAPIHono<Environment>()
    .route('/', sessionRoutes(deps))
    .route('/', signInRoutes(deps))
    .route('/', accountRoutes(deps))
    .route('/', memberRoutes(deps))
    .route('/', keyRoutes(deps))
    .route('/', invitationRoutes(deps))
    .route('/', mailRoutes(deps))
    .route('/', auditRoutes(deps))
    .route('/', enrolmentRoutes(deps))
    .route('/', deviceRoutes(deps))
    .route('/', healthRoutes(deps))
    .route('/', provisioningRoutes(deps))
    .route('/', mediaRoutes(deps))
    .route('/', playlistRoutes(deps))
    .route('/', eventRoutes(deps, streamSettings));
}

function describeApi(app: OpenAPIHono<Environment>, publicUrl: string, version: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, made in Studio or with `POST /api/v1/api-keys`.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: publicUrl.startsWith('https:') ? '__Secure-signet.session_token' : 'signet.session_token',
    description: 'From `POST /api/auth/sign-in/email`. Changes also need an `Origin` of this cloud.',
  });
  app.doc31('/api/v1/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Signet',
      version,
      description:
        'Pair screens and manage them. Errors are RFC 9457 problem documents with a stable `code`.',
    },
    servers: [{ url: publicUrl }],
    security: [{ apiKey: [] }, { session: [] }],
  });
}
