/**
 * Forgets files that were deleted a while ago, and removes from the disk what no account holds any more.
 *
 * The file goes within the transaction that finds nobody holding it: an upload of the same bytes comes before or after,
 * never between. The bundled samples stay, since the next new account gets them. A failure is logged and tried again.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../database/schema.ts';
import type { MediaStore } from './media-store.ts';

export interface MediaKeeperNeeds {
  db: Kysely<Schema>;
  clock(): number;
  log: Logger;
  mediaStore: MediaStore;
  /** SHA-256s that stay, held or not. */
  keep: readonly string[];
}

/** How long a deleted file can be had back. */
export const restorableMs = 3_600_000;
const everyMs = 15 * 60_000;
const piece = 100;

/** Begins with a round of its own; resolves the returned `close` after the round under way. */
export function startMediaKeeper(needs: MediaKeeperNeeds): { close(): Promise<void> } {
  let underWay = forgetMedia(needs);
  const timer = setInterval(() => {
    underWay = underWay.then(() => forgetMedia(needs));
  }, everyMs);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await underWay;
    },
  };
}

/** Never rejects. */
export async function forgetMedia(needs: MediaKeeperNeeds): Promise<void> {
  const { db, clock, log } = needs;
  try {
    await db
      .deleteFrom('accountMedia')
      .where('deletedAt', '<', clock() - restorableMs)
      .execute();
    for (;;) {
      const forgotten = await db.transaction().execute((trx) => forgetPiece(trx, needs));
      if (forgotten > 0) log.info({ code: 'media-forgotten', count: forgotten }, 'files that nobody holds');
      if (forgotten < piece) return;
    }
  } catch (err) {
    log.error({ code: 'media-keeper-failed', err });
  }
}

async function forgetPiece(trx: Kysely<Schema>, { mediaStore, keep }: MediaKeeperNeeds): Promise<number> {
  const rows = await trx
    .selectFrom('media')
    .select('sha256')
    .where('sha256', 'not in', (eb) => eb.selectFrom('accountMedia').select('accountMedia.sha256'))
    .$if(keep.length > 0, (query) => query.where('sha256', 'not in', [...keep]))
    .limit(piece)
    .execute();
  for (const { sha256 } of rows) {
    await trx.deleteFrom('media').where('sha256', '=', sha256).execute();
    await mediaStore.remove(sha256);
  }
  return rows.length;
}
