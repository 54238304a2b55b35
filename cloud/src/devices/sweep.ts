/**
 * What must be done now and then, whatever devices do: write what was gathered, carry out removals, end sessions whose grace has
 * passed (so that the count of live codes is right), let go of devices that were away for too long, forget sessions of
 * long ago.
 *
 * A failure is logged and tried again at the next sweep; two sweeps never run at once.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../database/schema.ts';
import { expireSessions, forgetEndedSessions } from '../enrolment/pairing-sessions.ts';
import type { DeviceNewsBus } from '../events/device-news.ts';
import { pruneHealthHistory } from '../health/write-health.ts';
import type { ContactWriter } from './contact-writer.ts';
import { lapseAway } from './lapse.ts';
import { finishRemovals } from './removal.ts';

export interface SweepNeeds {
  db: Kysely<Schema>;
  /** Milliseconds since 1970. */
  clock(): number;
  randomBytes(size: number): Uint8Array;
  newsBus: DeviceNewsBus;
  graceMs: number;
  /** For accounts without a limit of their own; null: bindings never lapse. */
  lapseAfterMs: number | null;
  /** How long a removal can be undone. */
  removalGraceMs: number;
  contacts: ContactWriter;
  log: Logger;
}

export interface Sweep {
  /** `atMs` is monotonic. Answers the devices whose session or binding it ended. Never rejects. */
  run(atMs: number): Promise<readonly string[]>;
  /** Resolves when no sweep is under way. */
  settled(): Promise<void>;
}

const expireCeilingMs = 60_000;
const forgetEveryMs = 3_600_000;
const lapseEveryMs = 3_600_000;
/** For so long a dead code is answered with "no longer live" instead of "wrong code". */
const forgetAfterMs = 30 * 24 * 3_600_000;

export function createSweep(needs: SweepNeeds): Sweep {
  const expireEveryMs = Math.min(expireCeilingMs, needs.graceMs / 4);
  let expiredAtMs = Number.NEGATIVE_INFINITY;
  let forgottenAtMs = Number.NEGATIVE_INFINITY;
  let lapsedAtMs = Number.NEGATIVE_INFINITY;
  let underWay: Promise<readonly string[]> | null = null;

  async function sweep(atMs: number): Promise<readonly string[]> {
    try {
      // First what was heard, so that no session of a device in contact is taken for one that is away.
      await needs.contacts.flush();
      const now = needs.clock();
      const removed = await finishRemovals(needs, { now, graceMs: needs.removalGraceMs });
      if (removed.length > 0) needs.log.info({ code: 'devices-let-go', count: removed.length });
      if (atMs - expiredAtMs < expireEveryMs) return removed;
      const expired = await expireSessions(needs.db, { now, graceMs: needs.graceMs });
      if (atMs - forgottenAtMs >= forgetEveryMs) {
        await forgetEndedSessions(needs.db, now - forgetAfterMs);
        await pruneHealthHistory(needs.db, now);
        forgottenAtMs = atMs;
      }
      expiredAtMs = atMs;
      if (expired.length > 0) needs.log.info({ code: 'pairing-sessions-expired', count: expired.length });
      if (atMs - lapsedAtMs < lapseEveryMs) return [...removed, ...expired];
      const lapsed = await lapseAway(needs, { now, lapseAfterMs: needs.lapseAfterMs });
      lapsedAtMs = atMs;
      if (lapsed.length > 0) needs.log.info({ code: 'devices-lapsed', count: lapsed.length });
      needs.newsBus.publish(lapsed.map((each) => ({ ...each, what: 'removed' })));
      return [...removed, ...expired, ...lapsed.map(({ deviceId }) => deviceId)];
    } catch (err) {
      needs.log.error({ code: 'sweep-failed', err });
      return [];
    }
  }

  return {
    async run(atMs) {
      if (underWay !== null) return [];
      underWay = sweep(atMs);
      try {
        return await underWay;
      } finally {
        underWay = null;
      }
    },
    async settled() {
      await underWay;
    },
  };
}
