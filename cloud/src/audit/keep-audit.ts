/**
 * Forgets lines of the audit log whose term is over, and what is left of accounts that were closed as long ago.
 *
 * In small pieces, since the connection is everybody's. A failure is logged and tried again at the next round.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../database/schema.ts';

export interface AuditKeeperNeeds {
  db: Kysely<Schema>;
  clock(): number;
  log: Logger;
  /** How long lines are kept; null: for ever. */
  auditTermMs: number | null;
  /** Calls `round` now and then until the returned function is called. */
  startRounds?(round: () => void): () => void;
}

const everyMs = 6 * 3_600_000;
const piece = 1_000;

export interface AuditKeeper {
  /** Never rejects. */
  round(): Promise<void>;
  /** Ends after the round under way. */
  close(): Promise<void>;
}

/** Begins with a round of its own. */
export function startAuditKeeper(needs: AuditKeeperNeeds): AuditKeeper {
  let closed = false;
  let underWay: Promise<void> = Promise.resolve();
  const round = () => {
    underWay = underWay.then(() => forget(needs, () => closed));
    return underWay;
  };
  const stop = (needs.startRounds ?? everySixHours)(() => void round());
  void round();
  return {
    round,
    async close() {
      closed = true;
      stop();
      await underWay;
    },
  };
}

async function forget(needs: AuditKeeperNeeds, isClosed: () => boolean): Promise<void> {
  const { db, clock, log, auditTermMs } = needs;
  if (auditTermMs === null) return;
  const before = clock() - auditTermMs;
  try {
    let forgotten = 0;
    while (!isClosed()) {
      const deleted = await db
        .deleteFrom('audit')
        .where('auditId', 'in', (eb) =>
          eb.selectFrom('audit').select('auditId').where('at', '<', before).limit(piece),
        )
        .executeTakeFirst();
      forgotten += Number(deleted.numDeletedRows);
      if (Number(deleted.numDeletedRows) < piece) break;
    }
    await db.deleteFrom('accountSettings').where('closedAt', '<', before).execute();
    if (forgotten > 0) log.info({ code: 'audit-forgotten', count: forgotten }, 'lines past their term');
  } catch (err) {
    log.error({ code: 'audit-keeper-failed', err });
  }
}

function everySixHours(round: () => void): () => void {
  const timer = setInterval(round, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
