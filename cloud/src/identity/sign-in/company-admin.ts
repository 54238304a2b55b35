/**
 * How an account sets up its own sign-on: checked here, done by better-auth's SSO plugin.
 *
 * The plugin takes any member's word for a domain until DNS has shown it, and lets two providers claim the same one;
 * so a confirmed domain belongs to one account here, and only confirmed ones are ever looked at. Requiring the
 * sign-on needs a session that came in by it: whoever turns it on has seen it work, and cannot lock everybody out.
 */
import { isAPIError } from 'better-auth/api';
import type { Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Auth } from '../auth.ts';
import type { Actor } from '../identity.ts';
import { readRole } from '../rights.ts';
import { addressesOf, nextProviderId } from './company-addresses.ts';
import { recordSignOn } from './company-audit.ts';
import { oidcConfig, samlConfig } from './company-config.ts';
import { dnsRecord, hasTxtRecord, takenBy } from './company-domain.ts';
import { done, notADomain, type Refused, refuse, unknownCompany } from './company-outcome.ts';
import { renewCompany } from './company-renewal.ts';
import { companyTables, endOtherSessions, readCompanies } from './company-rows.ts';
import type { CompanyProvider } from './company-sso.ts';
import { readDomain } from './email-domain.ts';
import type { AddressRule } from './identity-provider-address.ts';
import type { Companies, Company } from './sign-in.ts';

export interface CompanyAdminNeeds {
  db: Kysely<Schema>;
  clock(): number;
  randomBytes(size: number): Uint8Array;
  publicUrl: string;
  addresses: AddressRule;
  /** By which what the database keeps of a company's secret is sealed. */
  key: string;
  auth(): Auth;
}

export function createCompanies(needs: CompanyAdminNeeds): Companies {
  const find = async (actor: Actor, providerId: string) =>
    (await readCompanies(needs.db, actor.accountId)).find((each) => each.providerId === providerId);
  const shown = async (actor: Actor, headers: Headers, providerId: string) => {
    const row = await find(actor, providerId);
    return row === undefined ? unknownCompany : done(await show(needs, headers, row));
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
        await recordSignOn(
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
      if (row === undefined) return unknownCompany;
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
          await recordSignOn(needs, trx, actor, 'sign-on.domain-confirmed', row, {
            after: { domain: row.domain },
          });
          return null;
        });
        if (late !== null) return late;
      }
      return shown(actor, headers, providerId);
    },

    async change(actor, headers, providerId, change) {
      const row = await find(actor, providerId);
      if (row === undefined) return unknownCompany;
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
        await recordSignOn(needs, trx, actor, 'sign-on.changed', row, {
          before,
          after: { ...before, ...change, ...ended },
        });
      });
      return shown(actor, headers, providerId);
    },

    async renew(actor, headers, providerId, renewal) {
      const row = await find(actor, providerId);
      if (row === undefined) return unknownCompany;
      return (await renewCompany(needs, actor, row, renewal)) ?? shown(actor, headers, providerId);
    },

    async remove(actor, providerId) {
      const row = await find(actor, providerId);
      if (row === undefined) return unknownCompany;
      await needs.db.transaction().execute(async (trx) => {
        // What the plugin's own route would delete: every identity that it gave, and itself.
        await companyTables(trx).deleteFrom('account').where('providerId', '=', providerId).execute();
        await companyTables(trx).deleteFrom('ssoProvider').where('providerId', '=', providerId).execute();
        await recordSignOn(needs, trx, actor, 'sign-on.removed', row, { before: { domain: row.domain } });
      });
      return done(null);
    },
  };
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
