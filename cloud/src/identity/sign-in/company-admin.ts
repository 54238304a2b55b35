/**
 * How an account sets up its own sign-on: checked here, done by better-auth's SSO plugin.
 *
 * The plugin takes any member's word for a domain until DNS has shown it, and lets two providers claim the same one;
 * so a confirmed domain belongs to one account here, and only confirmed ones are ever looked at. Requiring the
 * sign-on needs a session that came in by it: whoever turns it on has seen it work, and cannot lock everybody out.
 */
import dns from 'node:dns/promises';
import { DiscoveryError, deriveSAMLIdentityProviderEntityID, discoverOIDCConfig } from '@better-auth/sso';
import { isAPIError } from 'better-auth/api';
import type { Kysely } from 'kysely';
import { authorOf, recordAudit } from '../../audit/record.ts';
import type { Schema } from '../../database/schema.ts';
import type { Auth } from '../auth.ts';
import type { Actor } from '../identity.ts';
import { readRole } from '../rights.ts';
import { addressesOf, entityIdOf, nextProviderId } from './company-addresses.ts';
import { companyTables, endOtherSessions, readCompanies } from './company-rows.ts';
import type { CompanyProvider } from './company-sso.ts';
import { belongsTo, readDomain } from './email-domain.ts';
import { type AddressRule, whyNotCall } from './identity-provider-address.ts';
import type { Companies, Company, CompanyOutcome, CompanySetup } from './sign-in.ts';

export interface CompanyAdminNeeds {
  db: Kysely<Schema>;
  clock(): number;
  randomBytes(size: number): Uint8Array;
  publicUrl: string;
  addresses: AddressRule;
  auth(): Auth;
}

type Refused = CompanyOutcome<never> & { outcome: 'refused' };

export function createCompanies(needs: CompanyAdminNeeds): Companies {
  const find = async (actor: Actor, providerId: string) =>
    (await readCompanies(needs.db, actor.accountId)).find((each) => each.providerId === providerId);
  const shown = async (actor: Actor, headers: Headers, providerId: string) => {
    const row = await find(actor, providerId);
    return row === undefined ? unknown : done(await show(needs, headers, row));
  };

  return {
    async list(actor, headers) {
      const rows = await readCompanies(needs.db, actor.accountId);
      return Promise.all(rows.map((row) => show(needs, headers, row)));
    },

    async addresses({ accountId }, { domain: text, protocol }) {
      const domain = readDomain(text);
      if (domain === null) return notADomain;
      const providerId = await nextProviderId(needs.db, { accountId, domain, protocol });
      return done(addressesOf(needs.publicUrl, providerId, protocol));
    },

    async add(actor, headers, setup) {
      const domain = readDomain(setup.domain);
      if (domain === null) return notADomain;
      const taken = await takenBy(needs.db, actor.accountId, domain);
      if (taken !== null) return taken;
      const { accountId } = actor;
      const providerId = await nextProviderId(needs.db, { accountId, domain, protocol: setup.protocol });
      const config =
        setup.protocol === 'oidc' ? await oidcConfig(needs, setup) : samlConfig(needs, setup, providerId);
      if ('outcome' in config) return config;
      // Of no account yet, so nobody sees it; it becomes the account's together with the audit line.
      const failed = await attempt(() =>
        needs.auth().api.registerSSOProvider({
          headers,
          body: { providerId, domain, joinRole: setup.joinRole, ...config },
        }),
      );
      if (failed !== null) return failed;
      const { protocol, joinRole } = setup;
      await needs.db.transaction().execute(async (trx) => {
        await companyTables(trx)
          .updateTable('ssoProvider')
          .set({ organizationId: actor.accountId })
          .where('providerId', '=', providerId)
          .execute();
        await note(
          needs,
          trx,
          actor,
          'sign-on.added',
          { providerId, domain },
          { after: { domain, protocol, joinRole } },
        );
      });
      return shown(actor, headers, providerId);
    },

    async confirmDomain(actor, headers, providerId) {
      const row = await find(actor, providerId);
      if (row === undefined) return unknown;
      if (row.domainVerified !== true) {
        const taken = await takenBy(needs.db, actor.accountId, row.domain);
        if (taken !== null) return taken;
        const record = await dnsRecord(needs, headers, row);
        if (record === null || !(await hasTxtRecord(record))) {
          return refuse(
            'domain-not-confirmed',
            `There is no such TXT record at ${row.domain} yet. It can take an hour until a new one is seen everywhere.`,
          );
        }
        const late = await needs.db.transaction().execute(async (trx) => {
          // Again, now that nobody can come in between.
          const takenMeanwhile = await takenBy(trx, actor.accountId, row.domain);
          if (takenMeanwhile !== null) return takenMeanwhile;
          await companyTables(trx)
            .updateTable('ssoProvider')
            .set({ domainVerified: 1 })
            .where('providerId', '=', providerId)
            .execute();
          await note(needs, trx, actor, 'sign-on.domain-confirmed', row, { after: { domain: row.domain } });
          return null;
        });
        if (late !== null) return late;
      }
      return shown(actor, headers, providerId);
    },

    async change(actor, headers, providerId, change) {
      const row = await find(actor, providerId);
      if (row === undefined) return unknown;
      if (change.onlySso === true) {
        if (row.domainVerified !== true) {
          return refuse('domain-not-confirmed', 'Confirm the domain first.', 'onlySso');
        }
        if (!(await cameInBy(needs, headers, providerId))) {
          return refuse(
            'prove-sign-on-first',
            'Sign out, sign in by this sign-on, and then require it: so you know that it works.',
            'onlySso',
          );
        }
      }
      await needs.db.transaction().execute(async (trx) => {
        await companyTables(trx)
          .updateTable('ssoProvider')
          .set({
            joinRole: change.joinRole ?? row.joinRole,
            onlySso: Number(change.onlySso ?? row.onlySso ?? false),
          })
          .where('providerId', '=', providerId)
          .execute();
        const before = { joinRole: readRole(row.joinRole), onlySso: row.onlySso === true };
        const isNew = change.onlySso === true && !before.onlySso;
        // Sessions are prolonged by being used, so one that stayed would go around the sign-on for ever.
        const ended = isNew ? { sessionsEnded: await endOtherSessions(trx, row.domain) } : {};
        await note(needs, trx, actor, 'sign-on.changed', row, {
          before,
          after: { ...before, ...change, ...ended },
        });
      });
      return shown(actor, headers, providerId);
    },

    async remove(actor, providerId) {
      const row = await find(actor, providerId);
      if (row === undefined) return unknown;
      await needs.db.transaction().execute(async (trx) => {
        // What the plugin's own route would delete: every identity that it gave, and itself.
        await companyTables(trx).deleteFrom('account').where('providerId', '=', providerId).execute();
        await companyTables(trx).deleteFrom('ssoProvider').where('providerId', '=', providerId).execute();
        await note(needs, trx, actor, 'sign-on.removed', row, { before: { domain: row.domain } });
      });
      return done(null);
    },
  };
}

async function oidcConfig(needs: CompanyAdminNeeds, setup: CompanySetup & { protocol: 'oidc' }) {
  const issuer = setup.issuer.replace(/\/+$/, '');
  const reason = await whyNotCall(issuer, needs.addresses);
  if (reason !== null) return refuse('identity-provider-unusable', reason, 'issuer');
  try {
    // What it names is checked below, and again by the plugin whenever it calls there.
    const found = await discoverOIDCConfig({ issuer, isTrustedOrigin: () => true });
    for (const address of [found.tokenEndpoint, found.jwksEndpoint, found.userInfoEndpoint]) {
      const whyNot = address === undefined ? null : await whyNotCall(address, needs.addresses);
      if (whyNot !== null) return refuse('identity-provider-unusable', `${address}: ${whyNot}`, 'issuer');
    }
    const { authorizationEndpoint, tokenEndpoint, jwksEndpoint, userInfoEndpoint } = found;
    return {
      issuer: found.issuer,
      oidcConfig: {
        clientId: setup.clientId,
        clientSecret: setup.clientSecret,
        skipDiscovery: true,
        authorizationEndpoint,
        tokenEndpoint,
        jwksEndpoint,
        ...(userInfoEndpoint === undefined ? {} : { userInfoEndpoint }),
        ...(found.tokenEndpointAuthentication === undefined
          ? {}
          : { tokenEndpointAuthentication: found.tokenEndpointAuthentication }),
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
      },
    };
  } catch (error) {
    if (!(error instanceof DiscoveryError)) throw error;
    return refuse(
      'identity-provider-unusable',
      `There is no OpenID Connect provider at ${issuer} (${error.code}).`,
      'issuer',
    );
  }
}

function samlConfig(
  needs: CompanyAdminNeeds,
  setup: CompanySetup & { protocol: 'saml' },
  providerId: string,
) {
  const reason = whyNotMetadata(setup.metadata);
  if (reason !== null) return refuse('identity-provider-unusable', reason, 'metadata');
  const entityId = entityIdOf(needs.publicUrl, providerId);
  return {
    issuer: entityId,
    samlConfig: {
      // The metadata says where people are sent; the plugin wants an address here all the same.
      entryPoint: needs.publicUrl,
      audience: entityId,
      idpMetadata: { metadata: setup.metadata },
      spMetadata: { entityID: entityId },
      wantAssertionsSigned: true,
      ...(setup.emailAttribute === undefined
        ? {}
        : { mapping: { email: setup.emailAttribute, name: 'displayName' } }),
    },
  };
}

/** Null: people can be sent there, and its answers be checked. */
function whyNotMetadata(metadata: string): string | null {
  const services = metadata.match(/<(?:[\w-]+:)?SingleSignOnService\b[^>]*>/g) ?? [];
  const redirect = services.find((each) => each.includes('bindings:HTTP-Redirect'));
  const [, location = ''] = /\bLocation\s*=\s*["']([^"']+)["']/.exec(redirect ?? '') ?? [];
  if (!/^https?:\/\//.test(location)) return 'It names no address for signing in by redirect.';
  if (!/X509Certificate>/.test(metadata)) return 'It has no certificate to check answers by.';
  // Our requests are not signed; what they ask for is in no way secret, and the answer is bound to them.
  if (/WantAuthnRequestsSigned\s*=\s*["'](?:true|1)["']/.test(metadata)) {
    return 'It wants signed requests; turn that off for Signet.';
  }
  try {
    deriveSAMLIdentityProviderEntityID({ issuer: '', entryPoint: '', idpMetadata: { metadata } });
    return null;
  } catch {
    return 'It is not the metadata of a SAML identity provider.';
  }
}

async function show(needs: CompanyAdminNeeds, headers: Headers, row: CompanyProvider): Promise<Company> {
  const { providerId } = row;
  const protocol = row.samlConfig === null ? 'oidc' : 'saml';
  return {
    providerId,
    protocol,
    domain: row.domain,
    domainConfirmed: row.domainVerified === true,
    dnsRecord: row.domainVerified === true ? null : await dnsRecord(needs, headers, row),
    issuer: row.issuer,
    joinRole: readRole(row.joinRole),
    onlySso: row.onlySso === true,
    cameInByIt: await cameInBy(needs, headers, providerId),
    give: addressesOf(needs.publicUrl, providerId, protocol),
  };
}

/** Whether this very session came about by that sign-on. */
async function cameInBy(needs: CompanyAdminNeeds, headers: Headers, providerId: string): Promise<boolean> {
  const session = await needs.auth().api.getSession({ headers });
  return session?.session.ssoProviderId === providerId;
}

async function dnsRecord(
  needs: CompanyAdminNeeds,
  headers: Headers,
  { providerId, domain }: CompanyProvider,
) {
  try {
    const asked = await needs.auth().api.requestDomainVerification({ headers, body: { providerId } });
    return { name: `_signet-${providerId}.${domain}`, value: asked.domainVerificationToken };
  } catch (error) {
    // Only whoever runs the account sees the token.
    if (isAPIError(error)) return null;
    throw error;
  }
}

/** Whether another account has confirmed this domain, one above it, or one below it. */
async function takenBy(db: Kysely<Schema>, accountId: string, domain: string): Promise<Refused | null> {
  const taken = (await readCompanies(db)).some(
    (each) =>
      each.domainVerified === true &&
      each.organizationId !== accountId &&
      (belongsTo(domain, each.domain) || belongsTo(each.domain, domain)),
  );
  return taken ? refuse('domain-taken', 'Another account has confirmed this domain.', 'domain') : null;
}

/** Null when it worked; better-auth's refusals as values. */
async function attempt(run: () => Promise<unknown>): Promise<Refused | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (!isAPIError(error)) throw error;
    if (error.statusCode === 401)
      return refuse('sign-in-required', 'Sign in with a session; a key cannot do this.');
    return refuse(
      'identity-provider-unusable',
      error.body?.message ?? 'The identity provider cannot be used.',
    );
  }
}

/** Whether DNS shows the token, alone or with its name as the plugin writes it. */
async function hasTxtRecord({ name, value }: { name: string; value: string }): Promise<boolean> {
  const label = name.split('.')[0] ?? '';
  // A person waits for the answer, and what is not there yet is looked for again.
  const resolver = new dns.Resolver({ timeout: 3_000, tries: 2 });
  resolver.setServers(dns.getServers());
  try {
    const records = (await resolver.resolveTxt(name)).map((parts) => parts.join('').trim());
    return records.some((record) => record === value || record === `${label}=${value}`);
  } catch {
    // No such name, or no answer: either way it is not shown yet.
    return false;
  }
}

function note(
  needs: CompanyAdminNeeds,
  trx: Kysely<Schema>,
  actor: Actor,
  action: string,
  { providerId, domain }: Pick<CompanyProvider, 'providerId' | 'domain'>,
  change: { before?: object; after?: object },
): Promise<void> {
  return recordAudit(
    trx,
    {
      accountId: actor.accountId,
      action,
      subject: { kind: 'sign-on', id: providerId, name: domain },
      author: authorOf(actor),
      at: needs.clock(),
      ...change,
    },
    needs.randomBytes,
  );
}

const notADomain: Refused = refuse('invalid-request', 'This is no domain, such as example.com.', 'domain');
const unknown: Refused = refuse('unknown-provider', 'The account has no such sign-on.');

function refuse(code: Refused['code'], detail: string, field?: string): Refused {
  return { outcome: 'refused', code, detail, ...(field === undefined ? {} : { field }) };
}

function done<Value>(value: Value): CompanyOutcome<Value> {
  return { outcome: 'done', value };
}
