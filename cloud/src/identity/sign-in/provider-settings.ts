/**
 * The identity providers that everybody may sign in with, as their file says: `--sign-in-providers FILE`.
 *
 * A file of its own, because each entry has a secret and several parts. Google and Microsoft's own tenants are
 * OpenID Connect with a known issuer, so they are read into the same form as any other provider.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const client = { clientId: z.string().min(1), clientSecret: z.string().min(1) };
const issuer = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#]/.test(text), 'has a query or a fragment');
const tenantId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** In the name of an address (`/api/auth/callback/<id>`) and of rows, so it never changes. */
const providerId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/, 'should be short, of small letters, digits and hyphens')
  .refine((id) => !['google', 'microsoft', 'github', 'credential'].includes(id), 'is taken');

const entrySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('google'),
    ...client,
    issuer: issuer.default('https://accounts.google.com'),
  }),
  z.strictObject({
    kind: z.literal('microsoft'),
    ...client,
    tenant: z
      .string()
      .refine((text) => tenantId.test(text) || ['common', 'organizations', 'consumers'].includes(text), {
        message: 'should be a tenant ID, or common, organizations or consumers',
      })
      .default('common'),
    authority: issuer.default('https://login.microsoftonline.com'),
  }),
  z.strictObject({ kind: z.literal('github'), ...client }),
  z.strictObject({
    kind: z.literal('oidc'),
    ...client,
    id: providerId,
    name: z.string().min(1).max(40),
    issuer,
  }),
]);

export const providersSchema = z
  .array(entrySchema)
  .transform((entries) => entries.map(toProvider))
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'two entries have the same id');

/** Speaks OpenID Connect, with everything about it found at its issuer. */
export interface OidcProvider {
  protocol: 'oidc';
  id: string;
  /** On the button: "Continue with ...". */
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The claim that names a person for good. */
  subjectClaim: 'sub' | 'oid';
}

/** One that better-auth knows by itself. */
export interface BuiltInProvider {
  protocol: 'built-in';
  id: 'github' | 'microsoft';
  name: string;
  clientId: string;
  clientSecret: string;
  tenant?: string;
  authority?: string;
}

export type SignInProvider = OidcProvider | BuiltInProvider;

/** The file is missing or wrong; the message says where. */
export class ProvidersFileError extends Error {
  readonly code = 'sign-in-providers-unusable';
  constructor(file: string, detail: string, cause?: unknown) {
    super(`The file ${file} of identity providers cannot be used: ${detail}`, { cause });
  }
}

/** Throws {@link ProvidersFileError}. */
export function readProvidersFile(file: string): readonly SignInProvider[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    // Not the parser's message, which would quote from a file with secrets in it.
    throw new ProvidersFileError(
      file,
      cause instanceof SyntaxError ? 'it is no JSON' : 'it cannot be read',
      cause,
    );
  }
  const read = providersSchema.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new ProvidersFileError(file, `${issue?.path.join('.') || 'the list'}: ${issue?.message}`);
}

function toProvider(entry: z.output<typeof entrySchema>): SignInProvider {
  const { clientId, clientSecret } = entry;
  const own = { clientId, clientSecret };
  switch (entry.kind) {
    case 'google':
      return {
        protocol: 'oidc',
        id: 'google',
        name: 'Google',
        issuer: entry.issuer,
        subjectClaim: 'sub',
        ...own,
      };
    case 'microsoft': {
      const { tenant, authority } = entry;
      // One tenant has one issuer; the names for several have none, and better-auth knows how to judge theirs.
      return tenantId.test(tenant)
        ? {
            protocol: 'oidc',
            id: 'microsoft',
            name: 'Microsoft',
            issuer: `${authority}/${tenant.toLowerCase()}/v2.0`,
            subjectClaim: 'oid',
            ...own,
          }
        : { protocol: 'built-in', id: 'microsoft', name: 'Microsoft', tenant, authority, ...own };
    }
    case 'github':
      return { protocol: 'built-in', id: 'github', name: 'GitHub', ...own };
    case 'oidc':
      return {
        protocol: 'oidc',
        id: entry.id,
        name: entry.name,
        issuer: entry.issuer,
        subjectClaim: 'sub',
        ...own,
      };
  }
}
