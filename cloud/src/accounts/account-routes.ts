/**
 * An account over REST: its name, how many devices it has and may have, its policies, and closing it.
 */
import type { Dependencies } from '../dependencies.ts';
import { countLapsed, lapseLimitMs } from '../devices/lapse.ts';
import { problem } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import type { ActorEnvironment } from '../identity/actor.ts';
import { countWithoutFactor } from '../identity/second-factor.ts';
import { readCompanies } from '../identity/sign-in/company-rows.ts';
import { describeAccount } from './account-api.ts';
import { closeAccount } from './close-account.ts';
import { changePolicies, readPolicies } from './policies.ts';
import { renameAccount } from './rename-account.ts';

type Needs = Pick<
  Dependencies,
  'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'log' | 'identity' | 'origins' | 'settings'
>;

const goneDetail = 'It was closed, or you were removed from it, in this very moment.';

/** Mounted at `/`; the return type carries the routes for the typed client. */
export function accountRoutes(deps: Needs) {
  const { read, rename, policies, change, close } = describeAccount(deps);
  return createRouter<ActorEnvironment>()
    .openapi(read, async (c) => {
      c.header('Cache-Control', 'no-store');
      return c.json(await readAccountNumbers(deps, c.var.actor.accountId), 200);
    })
    .openapi(rename, async (c) => {
      const { actor } = c.var;
      const isKnown = await renameAccount(deps, actor, c.req.valid('json').name);
      if (!isKnown) return problem(c, 'unknown-account', goneDetail);
      return c.json(await readAccountNumbers(deps, actor.accountId), 200);
    })
    .openapi(policies, async (c) => {
      c.header('Cache-Control', 'no-store');
      return c.json(await showPolicies(deps, c.var.actor.accountId, c.req.valid('query').lapseDays), 200);
    })
    .openapi(change, async (c) => {
      const { actor } = c.var;
      const account = await deps.identity.readAccount(actor.accountId);
      if (account === null) return problem(c, 'unknown-account', goneDetail);
      const outcome = await changePolicies(deps, actor, account, c.req.valid('json'));
      if (outcome === 'prove-second-factor-first') {
        return problem(
          c,
          'prove-second-factor-first',
          'Set up your own second factor, or sign in with it, and then ask it of others.',
          { field: 'mfaRequired' },
        );
      }
      return c.json(await showPolicies(deps, actor.accountId), 200);
    })
    .openapi(close, async (c) => {
      const outcome = await closeAccount(deps, c.var.actor, c.req.valid('json').name);
      switch (outcome) {
        case 'closed':
          return c.body(null, 204);
        case 'gone':
          return problem(c, 'unknown-account', goneDetail);
        case 'wrong-name':
          return problem(c, 'invalid-request', 'Type the name of the account exactly as it is shown.', {
            field: 'name',
          });
        case 'deletion-locked':
          return problem(
            c,
            'deletion-locked',
            'Closing would remove its devices. Lift the protection in the policies first.',
          );
        default:
          return outcome satisfies never;
      }
    });
}

async function readAccountNumbers({ db, identity }: Needs, accountId: string) {
  const account = await identity.readAccount(accountId);
  const settings = await db
    .selectFrom('accountSettings')
    .select('deviceLimit')
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  const { devices } = await db
    .selectFrom('binding')
    .select((eb) => eb.fn.countAll().as('devices'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow();
  return {
    id: accountId,
    name: account?.name ?? '',
    devices: Number(devices),
    deviceLimit: settings?.deviceLimit ?? null,
  };
}

const dayMs = 24 * 3_600_000;

async function showPolicies({ db, clock, settings }: Needs, accountId: string, tried?: number) {
  const policies = await readPolicies(db, accountId);
  const { lapseAfterMs } = settings;
  const limitMs = lapseLimitMs(tried ?? policies.lapseDays, lapseAfterMs);
  const companies = await readCompanies(db, accountId);
  return {
    ...policies,
    cloudLapseDays: lapseAfterMs === null ? null : lapseAfterMs / dayMs,
    onlySsoDomains: companies
      .filter(({ domainVerified, onlySso }) => domainVerified && onlySso)
      .map(({ domain }) => domain),
    membersWithoutSecondFactor: await countWithoutFactor(db, accountId),
    awayLonger: await countLapsed(db, { accountId, limitMs, now: clock() }),
  };
}
