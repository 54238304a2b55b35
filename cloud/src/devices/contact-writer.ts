/**
 * Writes "last seen", who is connected, and what devices report, many at once.
 *
 * Ten thousand devices that each write a row when they ping or change a picture would be the cloud's whole work;
 * gathered, they are one transaction a second. What is gathered and not written when the process dies is a
 * minute of "last seen" and a second of reports, which the devices send again; nothing acknowledged is among it.
 */
import type { HealthMessage } from '@signet/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Presence, SocketDependencies } from '../dependencies.ts';
import { touchSessions } from '../enrolment/pairing-sessions.ts';
import type { DeviceNews } from '../events/device-news.ts';
import { writeHealth, writeMoves } from '../health/write-health.ts';
import { mergeReported, type Reported, readReported } from './reported.ts';

/** Within SQLite's limit of 32,766 parameters, and short enough to let others have their turn. */
const rowsPerStatement = 500;

type Needs = Pick<SocketDependencies, 'db' | 'clock' | 'newsBus'> & { presence: Presence };

/** What happened, before it is known in which account. */
type Happening = Omit<DeviceNews, 'accountId'>;

export class ContactWriter {
  readonly #needs: Needs;
  #seen = new Set<string>();
  #moved = new Set<string>();
  #reported = new Map<string, Reported>();
  #health = new Map<string, HealthMessage>();
  #writing: Promise<void> | null = null;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  seen(deviceId: string): void {
    this.#seen.add(deviceId);
  }

  /** The device has come or gone; which of the two is looked up when it is written. */
  moved(deviceId: string): void {
    this.#moved.add(deviceId);
  }

  reported(deviceId: string, reported: Reported): void {
    this.#reported.set(deviceId, mergeReported(this.#reported.get(deviceId) ?? null, reported));
  }

  /** All that is wrong, every time, so the latest is enough. */
  health(deviceId: string, health: HealthMessage): void {
    this.#health.set(deviceId, health);
  }

  /** Writes what was gathered; when it resolves, it is on disk. Throws what the database throws, and keeps it all. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing.catch(() => {});
    if (this.#seen.size + this.#moved.size + this.#reported.size + this.#health.size === 0) return;
    this.#writing = this.#write();
    try {
      await this.#writing;
    } finally {
      this.#writing = null;
    }
  }

  async #write(): Promise<void> {
    const seen = this.#seen;
    const moved = this.#moved;
    const reported = this.#reported;
    const health = this.#health;
    this.#seen = new Set();
    this.#moved = new Set();
    this.#reported = new Map();
    this.#health = new Map();
    try {
      const now = this.#needs.clock();
      const news = await this.#needs.db.transaction().execute(async (trx) => {
        const happened: Happening[] = [];
        for (const deviceIds of chunks([...seen])) await writeSeen(trx, deviceIds, now);
        for (const deviceIds of chunks([...moved])) {
          happened.push(...(await this.#writePresence(trx, deviceIds, now)));
        }
        for (const [deviceId, latest] of reported) {
          if (await writeReported(trx, deviceId, latest)) happened.push({ deviceId, what: 'reported' });
        }
        for (const [deviceId, latest] of health) {
          if (await writeHealth(trx, deviceId, latest, now)) happened.push({ deviceId, what: 'health' });
        }
        return ofAccounts(trx, happened);
      });
      this.#needs.newsBus.publish(news);
    } catch (error) {
      for (const deviceId of seen) this.#seen.add(deviceId);
      for (const deviceId of moved) this.#moved.add(deviceId);
      for (const [deviceId, older] of health)
        if (!this.#health.has(deviceId)) this.#health.set(deviceId, older);
      for (const [deviceId, older] of reported) {
        const newer = this.#reported.get(deviceId);
        this.#reported.set(deviceId, newer === undefined ? older : mergeReported(older, newer));
      }
      throw error;
    }
  }

  /**
   * Who came and went between two writes has moved nothing in the table; it is told all the same, since whoever read the
   * device in between saw it connected.
   */
  async #writePresence(trx: Kysely<Schema>, deviceIds: readonly string[], now: number): Promise<Happening[]> {
    const isHere = (deviceId: string) => this.#needs.presence.isOnline(deviceId);
    const here = deviceIds.filter(isHere);
    const away = deviceIds.filter((deviceId) => !isHere(deviceId));
    if (here.length > 0) {
      const came = await trx
        .updateTable('deviceKey')
        .set({ onlineSince: now })
        .where('deviceId', 'in', here)
        .where('onlineSince', 'is', null)
        .returning('deviceId')
        .execute();
      await writeMoves(trx, idsOf(came), 'online', now);
    }
    if (away.length > 0) {
      const left = await trx
        .updateTable('deviceKey')
        .set({ onlineSince: null })
        .where('deviceId', 'in', away)
        .where('onlineSince', 'is not', null)
        .returning('deviceId')
        .execute();
      await writeMoves(trx, idsOf(left), 'offline', now);
    }
    return [
      ...here.map((deviceId) => ({ deviceId, what: 'online' as const })),
      ...away.map((deviceId) => ({ deviceId, what: 'offline' as const })),
    ];
  }
}

/** Of devices that no account has there is nothing to tell. */
async function ofAccounts(trx: Kysely<Schema>, happened: readonly Happening[]): Promise<DeviceNews[]> {
  const accountOf = new Map<string, string>();
  for (const deviceIds of chunks([...new Set(happened.map(({ deviceId }) => deviceId))])) {
    const rows = await trx
      .selectFrom('binding')
      .select(['deviceId', 'accountId'])
      .where('deviceId', 'in', deviceIds)
      .execute();
    for (const { deviceId, accountId } of rows) accountOf.set(deviceId, accountId);
  }
  return happened.flatMap((each) => {
    const accountId = accountOf.get(each.deviceId);
    return accountId === undefined ? [] : [{ accountId, ...each }];
  });
}

/** At the start of a cloud nobody is connected yet, whatever the one before it has left behind. */
export async function forgetConnections(db: Kysely<Schema>, now: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const left = await trx
      .updateTable('deviceKey')
      .set({ onlineSince: null })
      .where('onlineSince', 'is not', null)
      .returning('deviceId')
      .execute();
    for (const deviceIds of chunks(idsOf(left))) await writeMoves(trx, deviceIds, 'offline', now);
  });
}

function idsOf(rows: readonly { deviceId: string }[]): string[] {
  return rows.map(({ deviceId }) => deviceId);
}

async function writeSeen(trx: Kysely<Schema>, deviceIds: readonly string[], now: number): Promise<void> {
  await trx
    .updateTable('deviceKey')
    .set({ lastSeenAt: now })
    .where('deviceId', 'in', [...deviceIds])
    .execute();
  await touchSessions(trx, deviceIds, now);
}

/** Whether that was anything new. */
async function writeReported(trx: Kysely<Schema>, deviceId: string, latest: Reported): Promise<boolean> {
  const row = await trx
    .selectFrom('deviceKey')
    .select('reported')
    .where('deviceId', '=', deviceId)
    .executeTakeFirst();
  if (row === undefined) return false;
  const reported = JSON.stringify(mergeReported(readReported(row.reported), latest));
  if (reported === row.reported) return false;
  const { showing } = latest;
  await trx.updateTable('deviceKey').set({ reported, showing }).where('deviceId', '=', deviceId).execute();
  return true;
}

function chunks(deviceIds: readonly string[]): string[][] {
  const starts = Array.from({ length: Math.ceil(deviceIds.length / rowsPerStatement) }, (_, i) => i);
  return starts.map((i) => deviceIds.slice(i * rowsPerStatement, (i + 1) * rowsPerStatement));
}
