/**
 * Pairing over REST: look, claim, undo. Looking changes nothing; only the POSTs bind or unbind.
 *
 * Whoever is not signed in learns one bit, live or not. After sign-in every refusal is exact, because one
 * sentence for six failures makes people retry a dead code for an hour.
 */
import { readPairingId } from '@signet/protocol';
import type { Dependencies } from '../dependencies.ts';
import { readDevice } from '../devices/device-view.ts';
import { isOwnDevice } from '../devices/own-device.ts';
import { clientAddress } from '../http/client-address.ts';
import { problem } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import { type ActorEnvironment, keptOutDetail } from '../identity/actor.ts';
import type { Actor, Membership } from '../identity/identity.ts';
import { may, whyNot } from '../identity/rights.ts';
import { isKeptOut } from '../identity/second-factor.ts';
import { claim } from './claim.ts';
import { createClaimLimiter } from './claim-limiter.ts';
import { findPairing } from './find-pairing.ts';
import { offerRepair } from './offer-repair.ts';
import { describePairings } from './pairing-api.ts';
import { standingOf } from './pairing-standing.ts';
import { undoClaim, undoUntil } from './undo-claim.ts';

type Needs = Pick<
  Dependencies,
  | 'db'
  | 'clock'
  | 'randomBytes'
  | 'deviceBus'
  | 'newsBus'
  | 'log'
  | 'presence'
  | 'identity'
  | 'origins'
  | 'settings'
>;

const replacesDetail = 'The device to replace was removed, or belongs to another account.';

/** Mounted at `/`; the return type carries the routes for the typed client. */
export function enrolmentRoutes(deps: Needs) {
  const limiter = createClaimLimiter(deps);
  const { look, make, undo } = describePairings(deps);
  return createRouter<ActorEnvironment>()
    .openapi(look, async (c) => {
      const actor: Actor | undefined = c.var.actor;
      const absent = { status: actor === undefined ? 'not-live' : 'unknown' } as const;
      const reading = readPairingId(c.req.valid('param').pairingId);
      if (!reading.ok) return c.json(absent, 200);
      const admitted = await limiter.admit({
        name: { kind: 'pairing-id', pairingId: reading.value },
        userId: actor?.userId ?? null,
        address: clientAddress(c),
      });
      if (admitted.outcome === 'too-many-tries') {
        return problem(c, 'too-many-tries', admitted.detail, {
          retryAfterSeconds: admitted.retryAfterSeconds,
        });
      }
      const pairing = await findPairing(deps.db, admitted.admission);
      if (pairing === null) return c.json(absent, 200);
      const life = { now: deps.clock(), graceMs: deps.settings.pairingGraceMs };
      if (actor === undefined) {
        const standing = standingOf(pairing, { userId: null, accountIds: [] }, life);
        return c.json({ status: standing === 'live' ? ('live' as const) : ('not-live' as const) }, 200);
      }
      const accounts = await accountsOf(deps, actor);
      const accountIds = accounts.map((account) => account.id);
      const status = standingOf(pairing, { userId: actor.userId, accountIds }, life);
      const { model, serial, code, deviceId } = pairing;
      return c.json(
        {
          status,
          ...(status === 'live' ? { device: { model, serial, code } } : {}),
          ...(status === 'paired-by-you' ? { deviceId } : {}),
          ...(status === 'live' ? await offerRepair(deps, actor, accounts, serial) : {}),
        },
        200,
      );
    })
    .openapi(make, async (c) => {
      const { actor } = c.var;
      const body = c.req.valid('json');
      const accounts = await accountsOf(deps, actor);
      const accountId = body.accountId ?? chooseFor(actor, accounts);
      if (accountId === null) {
        return problem(
          c,
          'choose-account',
          'You belong to several accounts. Name the one that gets the screen.',
          {
            field: 'accountId',
          },
        );
      }
      const account = accounts.find(({ id }) => id === accountId);
      if (account === undefined) {
        return problem(c, 'unknown-account', 'Choose one of your own accounts.', { field: 'accountId' });
      }
      if (isKeptOut(actor, account)) return problem(c, 'second-factor-required', keptOutDetail(actor));
      const reason = whyNot({ kind: actor.kind, role: account.role }, 'device.pair');
      if (reason !== null) return problem(c, 'not-allowed', reason);
      if (body.replaces !== undefined) {
        const own = await isOwnDevice(deps.db, { accountId, userId: actor.userId }, body.replaces);
        // One that is not there may be there no more because this very claim was heard before: `bind` knows.
        const asking = { kind: actor.kind, role: account.role };
        const whyNotReplace = own === null ? null : whyNot(asking, 'device.replace', { own });
        if (whyNotReplace !== null) return problem(c, 'not-allowed', whyNotReplace, { field: 'replaces' });
      }
      const accountIds = accounts.map((account) => account.id);
      const claimed = await claim({ ...deps, limiter }, { ...body, accountId, accountIds, actor });
      switch (claimed.outcome) {
        case 'claimed':
        case 'repeated': {
          // What comes next (name, place, a look at it) is about a device of that account.
          if (accountId !== actor.accountId) await deps.identity.enterAccount(actor, accountId);
          const answer = await describeClaim(deps, claimed.deviceId, accounts);
          return answer === null
            ? problem(c, 'no-longer-live', 'The screen was removed again in this very moment.')
            : c.json(answer, 200);
        }
        case 'malformed':
          return claimed.field === 'code'
            ? problem(c, 'malformed-code', claimed.detail, { field: 'code' })
            : problem(c, 'invalid-request', claimed.detail, { field: 'pairingId' });
        case 'wrong-code':
          return problem(
            c,
            'wrong-code',
            'No screen has shown it. Compare it with the screen, character by character.',
          );
        case 'no-longer-live':
          return problem(
            c,
            'no-longer-live',
            'The screen restarted or was away for too long, and shows a new code by now. Use that one.',
          );
        case 'already-paired':
          return problem(
            c,
            'already-paired',
            'Somebody has paired this screen already. It must be removed from that account first.',
          );
        case 'unknown-device':
          return problem(c, 'unknown-device', replacesDetail, { field: 'replaces' });
        case 'account-gone':
          return problem(c, 'unknown-account', 'It was closed in this very moment. Choose another one.', {
            field: 'accountId',
          });
        case 'confirm-first':
          return problem(
            c,
            'confirm-first',
            'Compare the code on the screen with the one on your phone, then confirm: send `confirmed`.',
            { field: 'confirmed' },
          );
        case 'device-limit-reached':
          return problem(
            c,
            'device-limit-reached',
            `The account may have ${claimed.deviceLimit} devices and has them. Remove one, or raise the limit.`,
          );
        case 'too-many-tries':
          return problem(c, 'too-many-tries', claimed.detail, {
            retryAfterSeconds: claimed.retryAfterSeconds,
          });
        default:
          return claimed satisfies never;
      }
    })
    .openapi(undo, async (c) => {
      const { actor } = c.var;
      const accounts = await accountsOf(deps, actor);
      const outcome = await undoClaim(deps, { deviceId: c.req.valid('json').deviceId, actor, accounts });
      switch (outcome) {
        case 'undone':
          return c.body(null, 204);
        case 'unknown-device':
          return problem(c, 'unknown-device', 'It may have been removed, or belong to another account.');
        case 'claimed-by-another':
          return problem(c, 'not-allowed', 'Only the person who paired it can undo that. Remove it instead.');
        case 'not-allowed':
          return problem(c, 'not-allowed', 'Your role in this account does not pair screens any more.');
        case 'second-factor-required':
          return problem(c, 'second-factor-required', keptOutDetail(actor));
        case 'undo-expired':
          return problem(c, 'undo-expired', 'Remove the device from the account instead.');
        default:
          return outcome satisfies never;
      }
    });
}

/** A person acts in all accounts of which they are a member; a key only in the one it was made for. */
async function accountsOf(deps: Pick<Needs, 'identity'>, actor: Actor): Promise<readonly Membership[]> {
  const memberships = await deps.identity.membershipsOf(actor.userId);
  if (actor.kind === 'user') return memberships;
  const { accountId, role } = actor;
  return memberships.filter(({ id }) => id === accountId).map((account) => ({ ...account, role }));
}

/**
 * The account that a claim goes to where it names none: the only one in which the person pairs. Null where there are
 * several, since a screen in the wrong one shows strangers' pictures. The active one, to be refused, where there is none.
 */
function chooseFor(actor: Actor, accounts: readonly Membership[]): string | null {
  const able = accounts.filter(({ role }) => may({ kind: actor.kind, role }, 'device.pair'));
  if (able.length > 1) return null;
  return able[0]?.id ?? actor.accountId;
}

async function describeClaim(deps: Needs, deviceId: string, accounts: readonly Membership[]) {
  const binding = await deps.db
    .selectFrom('binding')
    .select(['accountId', 'boundAt'])
    .where('deviceId', '=', deviceId)
    .executeTakeFirst();
  const account = accounts.find(({ id }) => id === binding?.accountId);
  if (binding === undefined || account === undefined) return null;
  const device = await readDevice(deps, account.id, deviceId);
  if (device === null) return null;
  const until = undoUntil(Number(binding.boundAt), deps.settings.undoWindowMs);
  return {
    device,
    account: { id: account.id, name: account.name },
    undoUntil: new Date(until).toISOString(),
  };
}
