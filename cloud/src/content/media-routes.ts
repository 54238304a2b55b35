/**
 * The account's files over REST: upload, list, look at, rename, delete, have back. A file of another account does not
 * exist here, although its bytes may lie beside ours.
 */
import type { Context } from 'hono';
import type { Dependencies } from '../dependencies.ts';
import { problem } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import type { ActorEnvironment } from '../identity/actor.ts';
import { deleteMedia, renameMedia, restoreMedia } from './change-media.ts';
import { keepUpload, mostFiles, readUsage } from './keep-upload.ts';
import { describeMedia } from './media-api.ts';
import { readMediaFiles } from './media-list.ts';
import { findMedia, sendFile } from './send-file.ts';

type Needs = Pick<
  Dependencies,
  | 'db'
  | 'clock'
  | 'randomBytes'
  | 'deviceBus'
  | 'newsBus'
  | 'log'
  | 'identity'
  | 'origins'
  | 'mediaStore'
  | 'settings'
>;

const unknownDetail = 'It may have been deleted, or belong to another account.';
const filesDetail = `An account may have ${mostFiles} files. Delete those that no playlist shows.`;

/** Mounted at `/`; the return type carries the routes for the typed client. */
export function mediaRoutes(deps: Needs) {
  const { list, upload, file, rename, remove, restore } = describeMedia(deps);
  const { mediaMaxBytes, mediaQuotaBytes } = deps.settings;
  const quotaDetail = `The account may keep ${sizeWords(mediaQuotaBytes ?? 0)}. Delete files that no playlist shows.`;
  const readOne = async (accountId: string, sha256: string) =>
    (await readMediaFiles(deps.db, accountId, sha256))[0];

  return createRouter<ActorEnvironment>()
    .openapi(list, async (c) => {
      const { accountId } = c.var.actor;
      c.header('Cache-Control', 'no-store');
      const media = await readMediaFiles(deps.db, accountId);
      const { bytes } = await readUsage(deps.db, accountId);
      return c.json(
        { media, usage: { bytes, quotaBytes: mediaQuotaBytes, maxFileBytes: mediaMaxBytes } },
        200,
      );
    })
    .openapi(upload, async (c) => {
      const { actor } = c.var;
      const answer = await keepUpload(deps, actor, {
        name: c.req.valid('query').name,
        body: bodyOf(c),
        announcedBytes: Number(c.req.header('Content-Length') ?? 0),
      });
      switch (answer.outcome) {
        case 'added':
        case 'already-there': {
          const there = await readOne(actor.accountId, answer.sha256);
          if (there === undefined) return problem(c, 'unknown-media', unknownDetail) as never;
          return c.json({ file: there, isNew: answer.outcome === 'added' }, 200);
        }
        case 'unfit':
          return problem(c, 'unsupported-media', answer.detail);
        case 'too-large':
          return problem(c, 'too-large', `A file may have ${sizeWords(mediaMaxBytes)}.`);
        case 'quota-reached':
          return problem(c, 'media-quota-reached', quotaDetail);
        case 'too-many-files':
          return problem(c, 'too-many-files', filesDetail);
        default:
          return answer satisfies never;
      }
    })
    .openapi(file, async (c) => {
      const { sha256 } = c.req.valid('param');
      const media = await findMedia(deps.db, c.var.actor.accountId, sha256);
      const sizeBytes = media === undefined ? null : await deps.mediaStore.size(sha256);
      if (media === undefined || sizeBytes === null) return problem(c, 'unknown-media', unknownDetail);
      return sendFile(c, deps.mediaStore, { sha256, type: media.type, sizeBytes }) as never;
    })
    .openapi(rename, async (c) => {
      const { sha256 } = c.req.valid('param');
      const { actor } = c.var;
      const outcome = await renameMedia(deps, actor, sha256, c.req.valid('json').name);
      const there = outcome === 'renamed' ? await readOne(actor.accountId, sha256) : undefined;
      return there === undefined ? problem(c, 'unknown-media', unknownDetail) : c.json(there, 200);
    })
    .openapi(remove, async (c) => {
      const answer = await deleteMedia(deps, c.var.actor, c.req.valid('param').sha256);
      switch (answer.outcome) {
        case 'deleted':
          return c.body(null, 204);
        case 'unknown-media':
          return problem(c, 'unknown-media', unknownDetail);
        case 'in-use':
          return problem(c, 'media-in-use', `Take it out of ${answer.playlists.join(', ')} first.`);
        default:
          return answer satisfies never;
      }
    })
    .openapi(restore, async (c) => {
      const { sha256 } = c.req.valid('param');
      const { actor } = c.var;
      const outcome = await restoreMedia(deps, actor, sha256);
      if (outcome === 'quota-reached') return problem(c, 'media-quota-reached', quotaDetail);
      if (outcome === 'too-many-files') return problem(c, 'too-many-files', filesDetail);
      const there = outcome === 'restored' ? await readOne(actor.accountId, sha256) : undefined;
      return there === undefined ? problem(c, 'unknown-media', unknownDetail) : c.json(there, 200);
    });
}

async function* bodyOf(c: Context): AsyncIterable<Uint8Array> {
  if (c.req.raw.body !== null) yield* c.req.raw.body;
}

function sizeWords(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${Math.round(bytes / 1024 ** 3)} GiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}
