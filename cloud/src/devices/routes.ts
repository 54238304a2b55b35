/**
 * The account's devices over REST: list, read, name, tag, remove, one or many. A device of another account does not exist here.
 */
import type { Dependencies } from '../dependencies.ts';
import { problem } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import type { ActorEnvironment } from '../identity/actor.ts';
import { whyNot } from '../identity/rights.ts';
import { describeBulk } from './bulk-api.ts';
import { changeInBulk } from './bulk-change.ts';
import { describeDevices } from './device-api.ts';
import { readDeviceHistory } from './device-history.ts';
import { readDevice } from './device-view.ts';
import { editDevice } from './edit-device.ts';
import { listDevices } from './list-devices.ts';
import { isOwnDevice } from './own-device.ts';
import { removeDevice } from './remove-device.ts';
import { surveyDevices } from './survey-devices.ts';
import { maxTagsOfAccount, maxTagsOfDevice } from './tags.ts';

const unknownDetail = 'It may have been removed, or belong to another account.';
const lockedDetail = 'An Admin can lift the protection in the policies of the account.';

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

/** Mounted at `/`; the return type carries the routes for the typed client. */
export function deviceRoutes(deps: Needs) {
  const { list, survey, read, history, edit, remove } = describeDevices(deps);
  return createRouter<ActorEnvironment>()
    .openapi(list, async (c) => {
      const { sort, direction, limit, cursor, ...filter } = c.req.valid('query');
      const { accountId } = c.var.actor;
      const order = { sort, descending: direction === 'desc' };
      const page = await listDevices(deps, { accountId, filter, order, limit, cursor });
      if (page.outcome === 'wrong-cursor') {
        return problem(c, 'invalid-request', 'The cursor is of another order. Start at the first page.', {
          field: 'cursor',
        });
      }
      const { devices, total, nextCursor } = page;
      return c.json({ devices, total, nextCursor }, 200);
    })
    .openapi(describeBulk(deps), async (c) => {
      const request = c.req.valid('json');
      const right =
        request.action.kind === 'remove' || request.action.kind === 'keep' ? 'device.remove' : 'device.edit';
      const reason = whyNot(c.var.actor, right);
      if (reason !== null) return problem(c, 'not-allowed', reason);
      const answer = await changeInBulk(deps, c.var.actor, request);
      if (answer.outcome === 'done') return c.json({ results: answer.results }, 200);
      if (answer.outcome === 'deletion-locked') return problem(c, 'deletion-locked', lockedDetail);
      return problem(c, 'count-changed', `There are ${answer.count} of them now. Look again, then do it.`);
    })
    .openapi(survey, async (c) => c.json(await surveyDevices(deps, c.var.actor.accountId), 200))
    .openapi(read, async (c) => {
      const device = await readDevice(deps, c.var.actor.accountId, c.req.valid('param').id);
      return device === null ? problem(c, 'unknown-device', unknownDetail) : c.json(device, 200);
    })
    .openapi(history, async (c) => {
      const { id } = c.req.valid('param');
      const { accountId } = c.var.actor;
      if ((await readDevice(deps, accountId, id)) === null)
        return problem(c, 'unknown-device', unknownDetail);
      return c.json({ deeds: await readDeviceHistory(deps.db, accountId, id) }, 200);
    })
    .openapi(edit, async (c) => {
      const { id } = c.req.valid('param');
      const own = await isOwnDevice(deps.db, c.var.actor, id);
      if (own === null) return problem(c, 'unknown-device', unknownDetail);
      const reason = whyNot(c.var.actor, 'device.edit', { own });
      if (reason !== null) return problem(c, 'not-allowed', reason);
      const outcome = await editDevice(deps, c.var.actor, id, c.req.valid('json'));
      switch (outcome) {
        case 'edited': {
          const device = await readDevice(deps, c.var.actor.accountId, id);
          return device === null ? problem(c, 'unknown-device', unknownDetail) : c.json(device, 200);
        }
        case 'unknown-device':
          return problem(c, 'unknown-device', unknownDetail);
        case 'device-has-enough-tags':
          return problem(c, 'tag-limit-reached', `A device may have ${maxTagsOfDevice} tags.`);
        case 'account-has-enough-tags':
          return problem(c, 'tag-limit-reached', `An account may have ${maxTagsOfAccount} different tags.`);
        default:
          return outcome satisfies never;
      }
    })
    .openapi(remove, async (c) => {
      const outcome = await removeDevice(deps, c.var.actor, c.req.valid('param').id);
      if (outcome === 'removed') return c.body(null, 204);
      return outcome === 'unknown-device'
        ? problem(c, 'unknown-device', unknownDetail)
        : problem(c, 'deletion-locked', lockedDetail);
    });
}
