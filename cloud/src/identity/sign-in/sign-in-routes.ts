/**
 * Ways to sign in over REST: what is on, an account's own sign-on, a person's history.
 *
 * `GET /api/v1/sign-in-methods` is for everybody, so it tells about domains and never about people. Setting up an
 * account's sign-on is for its Admins, in person: an API key could be in the wrong hands for long.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../../dependencies.ts';
import type { Environment } from '../../http/environment.ts';
import { problem, problemResponses } from '../../http/problem.ts';
import { createRouter } from '../../http/router.ts';
import { type ActorEnvironment, requireActor } from '../actor.ts';
import { roles } from '../rights.ts';

type Needs = Pick<Dependencies, 'db' | 'identity' | 'origins' | 'signIn'>;

const methodsSchema = z
  .object({
    password: z.boolean(),
    passwordReset: z.boolean(),
    confirmsAddresses: z.boolean(),
    passkey: z.boolean(),
    providers: z.array(z.object({ id: z.string(), name: z.string() })),
    companies: z.boolean(),
    company: z.object({ providerId: z.string(), required: z.boolean() }).nullable(),
  })
  .openapi('SignInMethods');

const giveSchema = z.union([
  z.object({ redirectUri: z.string() }),
  z.object({ acsUrl: z.string(), entityId: z.string(), metadataUrl: z.string() }),
]);

const companySchema = z
  .object({
    providerId: z.string(),
    protocol: z.enum(['oidc', 'saml']),
    domain: z.string(),
    domainConfirmed: z.boolean(),
    dnsRecord: z.object({ name: z.string(), value: z.string() }).nullable(),
    issuer: z.string(),
    joinRole: z.enum(roles),
    onlySso: z.boolean(),
    cameInByIt: z.boolean(),
    give: giveSchema,
  })
  .openapi('Company');

const joinRole = z.enum(roles).default('installer');
const setupSchema = z.discriminatedUnion('protocol', [
  z.object({
    protocol: z.literal('oidc'),
    domain: z.string().max(253),
    joinRole,
    issuer: z.url().max(500),
    clientId: z.string().min(1).max(500),
    clientSecret: z.string().min(1).max(2_000),
  }),
  z.object({
    protocol: z.literal('saml'),
    domain: z.string().max(253),
    joinRole,
    metadata: z.string().min(1).max(60_000),
    emailAttribute: z.string().max(300).optional(),
  }),
]);

const renewalSchema = z.union([
  z.strictObject({ clientSecret: z.string().min(1).max(2_000) }),
  z.strictObject({ metadata: z.string().min(1).max(60_000) }),
]);

const changeSchema = z.object({ joinRole: z.enum(roles).optional(), onlySso: z.boolean().optional() });

const signInSchema = z
  .object({
    /** Milliseconds since 1970. */
    at: z.int(),
    method: z.string(),
    outcome: z.enum(['signed-in', 'refused']),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .openapi('SignIn');

const shownSignIns = 100;
const companyPath = { params: z.object({ providerId: z.string().max(100) }) };
const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { 'application/json': { schema } } });

export function signInRoutes(deps: Needs) {
  const guard = requireActor(deps);
  const admin = requireActor(deps, 'sign-on.manage');
  const companyProblems = problemResponses(
    'sign-in-required',
    'not-allowed',
    'invalid-request',
    'unknown-provider',
    'identity-provider-unusable',
    'domain-taken',
    'domain-not-confirmed',
    'prove-sign-on-first',
  );
  const oneCompany = {
    200: { description: 'As it is now', ...json(companySchema) },
    ...companyProblems,
  };

  return createRouter<Environment>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/v1/sign-in-methods',
        summary: 'Ways to sign in that are on; with an address, also its company’s',
        tags: ['sign-in'],
        security: [],
        request: { query: z.object({ email: z.string().max(320).optional() }) },
        responses: {
          200: { description: 'What a sign-in page may offer', ...json(methodsSchema) },
          ...problemResponses('invalid-request'),
        },
      }),
      async (c) => {
        const { providers, ...methods } = await deps.signIn.methods(c.req.valid('query').email ?? null);
        c.header('Cache-Control', 'no-store');
        return c.json({ ...methods, providers: [...providers] }, 200);
      },
    )
    .route(
      '/',
      createRouter<ActorEnvironment>()
        .openapi(
          createRoute({
            method: 'get',
            path: '/api/v1/sign-ins',
            summary: 'Your own sign-ins, newest first',
            tags: ['sign-in'],
            middleware: [guard] as const,
            responses: {
              200: { description: 'The last hundred', ...json(z.object({ signIns: z.array(signInSchema) })) },
              ...problemResponses('sign-in-required'),
            },
          }),
          async (c) => {
            const signIns = await deps.db
              .selectFrom('signIn')
              .select(['at', 'method', 'outcome', 'address', 'userAgent'])
              .where('userId', '=', c.var.actor.userId)
              .orderBy('at', 'desc')
              .limit(shownSignIns)
              .execute();
            c.header('Cache-Control', 'no-store');
            return c.json({ signIns }, 200);
          },
        )
        .openapi(
          createRoute({
            method: 'get',
            path: '/api/v1/companies',
            summary: 'The account’s own sign-on',
            tags: ['sign-in'],
            middleware: [admin] as const,
            responses: {
              200: { description: 'All of them', ...json(z.object({ companies: z.array(companySchema) })) },
              ...problemResponses('sign-in-required', 'not-allowed'),
            },
          }),
          async (c) => {
            const companies = await deps.signIn.companies.list(c.var.actor, c.req.raw.headers);
            return c.json({ companies: [...companies] }, 200);
          },
        )
        .openapi(
          createRoute({
            method: 'get',
            path: '/api/v1/company-addresses',
            summary: 'What an identity provider has to know of us, before its sign-on is set up',
            tags: ['sign-in'],
            middleware: [admin] as const,
            request: {
              query: z.object({ domain: z.string().max(253), protocol: z.enum(['oidc', 'saml']) }),
            },
            responses: {
              200: { description: 'As they will be', ...json(z.object({ give: giveSchema })) },
              ...companyProblems,
            },
          }),
          async (c) => {
            const found = await deps.signIn.companies.addresses(c.var.actor, c.req.valid('query'));
            if (found.outcome === 'done') return c.json({ give: found.value }, 200);
            return problem(c, found.code, found.detail, fieldOf(found));
          },
        )
        .openapi(
          createRoute({
            method: 'post',
            path: '/api/v1/companies',
            summary: 'Sets up a sign-on, to be used once its domain is confirmed',
            tags: ['sign-in'],
            middleware: [admin] as const,
            request: { body: { required: true, ...json(setupSchema) } },
            responses: oneCompany,
          }),
          async (c) => {
            const setup = c.req.valid('json');
            const added = await deps.signIn.companies.add(c.var.actor, c.req.raw.headers, setup);
            if (added.outcome === 'done') return c.json(added.value, 200);
            return problem(c, added.code, added.detail, fieldOf(added));
          },
        )
        .openapi(
          createRoute({
            method: 'post',
            path: '/api/v1/companies/{providerId}/confirm-domain',
            summary: 'Looks for the TXT record in DNS',
            tags: ['sign-in'],
            middleware: [admin] as const,
            request: companyPath,
            responses: oneCompany,
          }),
          async (c) => {
            const { providerId } = c.req.valid('param');
            const { companies } = deps.signIn;
            const confirmed = await companies.confirmDomain(c.var.actor, c.req.raw.headers, providerId);
            if (confirmed.outcome === 'done') return c.json(confirmed.value, 200);
            return problem(c, confirmed.code, confirmed.detail, fieldOf(confirmed));
          },
        )
        .openapi(
          createRoute({
            method: 'patch',
            path: '/api/v1/companies/{providerId}',
            summary: 'Changes what a sign-on leads to, or requires it',
            tags: ['sign-in'],
            middleware: [admin] as const,
            request: { ...companyPath, body: { required: true, ...json(changeSchema) } },
            responses: oneCompany,
          }),
          async (c) => {
            const { providerId } = c.req.valid('param');
            const { companies } = deps.signIn;
            const change = c.req.valid('json');
            const changed = await companies.change(c.var.actor, c.req.raw.headers, providerId, change);
            if (changed.outcome === 'done') return c.json(changed.value, 200);
            return problem(c, changed.code, changed.detail, fieldOf(changed));
          },
        )
        .openapi(
          createRoute({
            method: 'post',
            path: '/api/v1/companies/{providerId}/renew',
            summary: 'Takes a new client secret, or new metadata of the same identity provider',
            tags: ['sign-in'],
            middleware: [admin] as const,
            request: { ...companyPath, body: { required: true, ...json(renewalSchema) } },
            responses: oneCompany,
          }),
          async (c) => {
            const { providerId } = c.req.valid('param');
            const { companies } = deps.signIn;
            const renewal = c.req.valid('json');
            const renewed = await companies.renew(c.var.actor, c.req.raw.headers, providerId, renewal);
            if (renewed.outcome === 'done') return c.json(renewed.value, 200);
            return problem(c, renewed.code, renewed.detail, fieldOf(renewed));
          },
        )
        .openapi(
          createRoute({
            method: 'delete',
            path: '/api/v1/companies/{providerId}',
            summary: 'Ends a sign-on, and with it every identity that it gave',
            tags: ['sign-in'],
            middleware: [admin] as const,
            request: companyPath,
            responses: { 204: { description: 'Ended' }, ...companyProblems },
          }),
          async (c) => {
            const { providerId } = c.req.valid('param');
            const removed = await deps.signIn.companies.remove(c.var.actor, providerId);
            if (removed.outcome === 'done') return c.body(null, 204);
            return problem(c, removed.code, removed.detail, fieldOf(removed));
          },
        ),
    );
}

function fieldOf({ field }: { field?: string }): { field?: string } {
  return field === undefined ? {} : { field };
}
