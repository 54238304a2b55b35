/** Provisioning tokens over REST. A token of another account does not exist here. */
import type { Dependencies } from '../dependencies.ts';
import { problem } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import type { ActorEnvironment } from '../identity/actor.ts';
import { listRefusals, listTokens, listUses } from './read-tokens.ts';
import { describeTokens } from './token-api.ts';
import { changeToken, makeToken, mostTokens, revokeToken } from './tokens.ts';

const unknownDetail = 'It may belong to another account.';
const playlistField = { field: 'playlistId' };
const cursorDetail = 'The cursor is of another list. Start at the first page.';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'randomBytes' | 'identity' | 'origins'>;

/** Mounted at `/`; the return type carries the routes for the typed client. */
export function provisioningRoutes(deps: Needs) {
  const { list, make, read, change, revoke, uses, refusals } = describeTokens(deps);
  const readOne = async (accountId: string, id: string) =>
    (await listTokens(deps.db, accountId, deps.clock(), id))[0] ?? null;
  return createRouter<ActorEnvironment>()
    .openapi(list, async (c) =>
      c.json({ tokens: await listTokens(deps.db, c.var.actor.accountId, deps.clock()) }, 200),
    )
    .openapi(make, async (c) => {
      const made = await makeToken(deps, c.var.actor, c.req.valid('json'));
      c.header('Cache-Control', 'no-store');
      if (made.outcome === 'made') return c.json({ id: made.id, token: made.token }, 200);
      if (made.outcome === 'unknown-playlist')
        return problem(c, 'unknown-playlist', unknownDetail, playlistField);
      return problem(
        c,
        'too-many-provisioning-tokens',
        `An account may have ${mostTokens} tokens. Revoke one that is not used.`,
      );
    })
    .openapi(read, async (c) => {
      const token = await readOne(c.var.actor.accountId, c.req.valid('param').id);
      return token === null ? problem(c, 'unknown-provisioning-token', unknownDetail) : c.json(token, 200);
    })
    .openapi(change, async (c) => {
      const { actor } = c.var;
      const { id } = c.req.valid('param');
      const outcome = await changeToken(deps, actor, id, c.req.valid('json'));
      if (outcome === 'revoked')
        return problem(c, 'provisioning-token-revoked', 'Make another one; this has ended for good.');
      if (outcome === 'unknown-playlist') return problem(c, 'unknown-playlist', unknownDetail, playlistField);
      const token = outcome === 'unknown' ? null : await readOne(actor.accountId, id);
      return token === null ? problem(c, 'unknown-provisioning-token', unknownDetail) : c.json(token, 200);
    })
    .openapi(revoke, async (c) =>
      (await revokeToken(deps, c.var.actor, c.req.valid('param').id))
        ? c.body(null, 204)
        : problem(c, 'unknown-provisioning-token', unknownDetail),
    )
    .openapi(uses, async (c) => {
      const { id } = c.req.valid('param');
      const { accountId } = c.var.actor;
      if ((await readOne(accountId, id)) === null)
        return problem(c, 'unknown-provisioning-token', unknownDetail);
      const page = await listUses(deps.db, {
        tokenId: id,
        accountId,
        cursor: undefined,
        ...c.req.valid('query'),
      });
      if (page === 'wrong-cursor') return problem(c, 'invalid-request', cursorDetail, { field: 'cursor' });
      return c.json({ uses: page.rows, nextCursor: page.nextCursor }, 200);
    })
    .openapi(refusals, async (c) => {
      const { id } = c.req.valid('param');
      const { accountId } = c.var.actor;
      if ((await readOne(accountId, id)) === null)
        return problem(c, 'unknown-provisioning-token', unknownDetail);
      const page = await listRefusals(deps.db, {
        tokenId: id,
        accountId,
        cursor: undefined,
        ...c.req.valid('query'),
      });
      if (page === 'wrong-cursor') return problem(c, 'invalid-request', cursorDetail, { field: 'cursor' });
      return c.json({ refusals: page.rows, nextCursor: page.nextCursor }, 200);
    });
}
