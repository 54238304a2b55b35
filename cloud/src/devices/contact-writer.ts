/**
 * Writes "last seen" and what devices report, many at once.
 *
 * Ten thousand devices that each write a row when they ping or change a picture would be the cloud's whole work;
 * gathered, they are one transaction a second. What is gathered and not written when the process dies is a
 * minute of "last seen" and a second of reports, which the devices send again; nothing acknowledged is among it.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { touchSessions } from '../enrolment/pairing-sessions.ts';
import { mergeReported, type Reported, readReported } from './reported.ts';

/** Within SQLite's limit of 32,766 parameters, and short enough to let others have their turn. */
const rowsPerStatement = 500;

export class ContactWriter {
  readonly #db: Kysely<Schema>;
  readonly #clock: () => number;
  #seen = new Set<string>();
  #reported = new Map<string, Reported>();
  #writing: Promise<void> | null = null;

  constructor(db: Kysely<Schema>, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  seen(deviceId: string): void {
    this.#seen.add(deviceId);
  }

  reported(deviceId: string, reported: Reported): void {
    this.#reported.set(deviceId, mergeReported(this.#reported.get(deviceId) ?? null, reported));
  }

  /** Writes what was gathered; when it resolves, it is on disk. Throws what the database throws, and keeps it all. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing.catch(() => {});
    if (this.#seen.size === 0 && this.#reported.size === 0) return;
    this.#writing = this.#write();
    try {
      await this.#writing;
    } finally {
      this.#writing = null;
    }
  }

  async #write(): Promise<void> {
    const seen = this.#seen;
    const reported = this.#reported;
    this.#seen = new Set();
    this.#reported = new Map();
    try {
      const now = this.#clock();
      await this.#db.transaction().execute(async (trx) => {
        for (const deviceIds of chunks([...seen])) await writeSeen(trx, deviceIds, now);
        for (const [deviceId, latest] of reported) await writeReported(trx, deviceId, latest);
      });
    } catch (error) {
      for (const deviceId of seen) this.#seen.add(deviceId);
      for (const [deviceId, older] of reported) {
        const newer = this.#reported.get(deviceId);
        this.#reported.set(deviceId, newer === undefined ? older : mergeReported(older, newer));
      }
      throw error;
    }
  }
}

async function writeSeen(trx: Kysely<Schema>, deviceIds: readonly string[], now: number): Promise<void> {
  await trx
    .updateTable('deviceKey')
    .set({ lastSeenAt: now })
    .where('deviceId', 'in', [...deviceIds])
    .execute();
  await touchSessions(trx, deviceIds, now);
}

async function writeReported(trx: Kysely<Schema>, deviceId: string, latest: Reported): Promise<void> {
  const row = await trx
    .selectFrom('deviceKey')
    .select('reported')
    .where('deviceId', '=', deviceId)
    .executeTakeFirst();
  if (row === undefined) return;
  const reported = JSON.stringify(mergeReported(readReported(row.reported), latest));
  if (reported === row.reported) return;
  await trx.updateTable('deviceKey').set({ reported }).where('deviceId', '=', deviceId).execute();
}

function chunks(deviceIds: readonly string[]): string[][] {
  const starts = Array.from({ length: Math.ceil(deviceIds.length / rowsPerStatement) }, (_, i) => i);
  return starts.map((i) => deviceIds.slice(i * rowsPerStatement, (i + 1) * rowsPerStatement));
}
