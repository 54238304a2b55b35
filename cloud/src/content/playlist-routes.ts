/**
 * The account's playlists over REST, and who plays which. A playlist of another account does not exist here.
 */
import type { Context } from 'hono';
import type { Dependencies } from '../dependencies.ts';
import { problem } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import type { ActorEnvironment } from '../identity/actor.ts';
import {
  type AssignOutcome,
  chooseDefault,
  chooseForDevice,
  chooseForTag,
  mostTagPlaylists,
} from './assign-playlist.ts';
import {
  changePlaylist,
  createPlaylist,
  deletePlaylist,
  mostPlaylists,
  type WriteOutcome,
} from './change-playlists.ts';
import { readDefault, readTagPlaylists } from './effective.ts';
import { describePlaylists } from './playlist-api.ts';
import { listPlaylists, readPlaylist } from './read-playlists.ts';

type Needs = Pick<
  Dependencies,
  'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'identity' | 'origins'
>;

const unknownDetail = 'It may have been deleted, or belong to another account.';

/** Mounted at `/`; the return type carries the routes for the typed client. */
export function playlistRoutes(deps: Needs) {
  const { list, create, read, edit, remove, setDefault, setForTag, setForDevice } = describePlaylists(deps);
  return createRouter<ActorEnvironment>()
    .openapi(list, async (c) => {
      const { accountId } = c.var.actor;
      c.header('Cache-Control', 'no-store');
      const tags = await readTagPlaylists(deps.db, accountId);
      return c.json(
        {
          playlists: await listPlaylists(deps.db, accountId),
          defaultPlaylistId: await readDefault(deps.db, accountId),
          tags: tags.map(({ tag, playlistId }) => ({ tag, playlistId })),
        },
        200,
      );
    })
    .openapi(create, async (c) => {
      const { actor } = c.var;
      const answer = await createPlaylist(deps, actor, c.req.valid('json'));
      return answerWritten(c, deps, actor.accountId, answer) as never;
    })
    .openapi(read, async (c) => {
      c.header('Cache-Control', 'no-store');
      const playlist = await readPlaylist(deps.db, c.var.actor.accountId, c.req.valid('param').id);
      return playlist === null ? problem(c, 'unknown-playlist', unknownDetail) : c.json(playlist, 200);
    })
    .openapi(edit, async (c) => {
      const { actor } = c.var;
      const answer = await changePlaylist(deps, actor, c.req.valid('param').id, c.req.valid('json'));
      return answerWritten(c, deps, actor.accountId, answer) as never;
    })
    .openapi(remove, async (c) => {
      const answer = await deletePlaylist(deps, c.var.actor, c.req.valid('param').id);
      switch (answer.outcome) {
        case 'deleted':
          return c.body(null, 204);
        case 'unknown-playlist':
          return problem(c, 'unknown-playlist', unknownDetail);
        case 'in-use':
          return problem(c, 'playlist-in-use', `It cannot be deleted: ${answer.by.join(', ')}.`);
        default:
          return answer satisfies never;
      }
    })
    .openapi(setDefault, async (c) =>
      answerAssigned(c, await chooseDefault(deps, c.var.actor, c.req.valid('json').playlistId)),
    )
    .openapi(setForTag, async (c) =>
      answerAssigned(c, await chooseForTag(deps, c.var.actor, c.req.valid('json'))),
    )
    .openapi(setForDevice, async (c) => {
      const { playlistId } = c.req.valid('json');
      return answerAssigned(c, await chooseForDevice(deps, c.var.actor, c.req.valid('param').id, playlistId));
    });
}

async function answerWritten(c: Context, { db }: Needs, accountId: string, answer: WriteOutcome) {
  switch (answer.outcome) {
    case 'written': {
      const playlist = await readPlaylist(db, accountId, answer.playlistId);
      return playlist === null ? problem(c, 'unknown-playlist', unknownDetail) : c.json(playlist, 200);
    }
    case 'unknown-playlist':
      return problem(c, 'unknown-playlist', unknownDetail);
    case 'changed-meanwhile':
      return problem(
        c,
        'playlist-changed',
        'Somebody else has changed it. Look at it again, then change it.',
      );
    case 'too-long':
      return problem(c, 'playlist-too-long', 'Leave out some items, or shorten their addresses and names.');
    case 'too-many-playlists':
      return problem(c, 'too-many-playlists', `An account may have ${mostPlaylists} playlists.`);
    case 'unknown-media':
      return problem(c, 'unknown-media', 'The account has no such file (any more).', {
        field: `items.${answer.index}.sha256`,
      });
    default:
      return answer satisfies never;
  }
}

function answerAssigned(c: Context, outcome: AssignOutcome) {
  switch (outcome) {
    case 'assigned':
      return c.body(null, 204);
    case 'unknown-playlist':
      return problem(c, 'unknown-playlist', unknownDetail);
    case 'unknown-device':
      return problem(c, 'unknown-device', 'It may have been removed, or belong to another account.') as never;
    case 'too-many-tags':
      return problem(c, 'tag-limit-reached', `${mostTagPlaylists} tags may have a playlist.`) as never;
    default:
      return outcome satisfies never;
  }
}
