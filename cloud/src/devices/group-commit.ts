/**
 * Puts the writes of many devices into one transaction, because each commit waits for the disk.
 *
 * While one transaction is under way, whatever comes gathers for the next: alone, a write waits for nobody, and
 * when a whole site is switched on, hundreds share one wait. What resolves is on disk. A piece of work that
 * throws takes nobody with it: its group is rolled back and each piece is done again by itself, so work must
 * touch nothing but the transaction that it is given.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

export type Transact = <Result>(work: (trx: Kysely<Schema>) => Promise<Result>) => Promise<Result>;

interface Piece {
  run(trx: Kysely<Schema>): Promise<void>;
  committed(): void;
  failed(cause: unknown): void;
}

/** Bounds how long others wait for the database's one connection. */
const maxPieces = 200;

export function createGroupCommit(db: Kysely<Schema>): Transact {
  let waiting: Piece[] = [];
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, maxPieces);
      waiting = waiting.slice(maxPieces);
      await commit(db, group).catch(async (cause: unknown) => {
        if (group.length === 1) group[0]?.failed(cause);
        else for (const piece of group) await commit(db, [piece]).catch(piece.failed);
      });
    }
    isWorking = false;
  }

  return (run) =>
    new Promise((resolve, reject) => {
      let finish = () => {};
      waiting.push({
        async run(trx) {
          const result = await run(trx);
          finish = () => resolve(result);
        },
        committed: () => finish(),
        failed: reject,
      });
      if (!isWorking) void work();
    });
}

async function commit(db: Kysely<Schema>, group: readonly Piece[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const piece of group) await piece.run(trx);
  });
  for (const piece of group) piece.committed();
}
