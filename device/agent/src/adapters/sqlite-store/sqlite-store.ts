/**
 * What outlives power, in one SQLite database.
 *
 * WAL with `synchronous=FULL`: a write has reached the disk when the call returns. Checked whole at start; a
 * damaged database is set aside and a new one made, because a device in the field has nobody to repair it, and
 * everything in it but the pairing can be had from the cloud again. It holds no key.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { noticeSchema, type UnboundReason, unboundReasons } from '@signet/protocol';
import Database from 'better-sqlite3';
import { OperationalError, type StoredBinding, type StoredPairing, type StorePort } from '../../ports.ts';
import { storageFailure } from '../../storage-failure.ts';
import { migrate } from './sqlite-migrations.ts';
import { storedBindingSchema, storedPairingSchema } from './stored-shapes.ts';

/** How the database came to be at this start. */
export interface OpenedStore extends StorePort {
  /** Where the damaged database was put, if there was one. */
  readonly setAside: string | null;
}

/** Opens the database at `path`. Throws `store-unusable`, or `storage-full`, where neither it nor a new one can be opened. */
export function openSqliteStore(path: string): OpenedStore {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const { database, setAside } = openOrRebuild(path);
    const store = createStore(database);
    if (setAside !== null) {
      store.addNotice({
        code: 'database-rebuilt',
        detail: 'The device database was damaged and has been made anew.',
      });
    }
    return { ...store, setAside };
  } catch (cause) {
    throw storageFailure(
      'store-unusable',
      `The device database at ${path} cannot be opened (${reasonOf(cause)}).`,
      cause,
    );
  }
}

function openOrRebuild(path: string): { database: Database.Database; setAside: string | null } {
  try {
    return { database: openChecked(path), setAside: null };
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    const setAside = moveAside(path);
    return { database: openChecked(path), setAside };
  }
}

class Damaged extends Error {}

function openChecked(path: string): Database.Database {
  const database = new Database(path);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    const verdict = database.pragma('integrity_check(1)', { simple: true });
    if (verdict !== 'ok') throw new Damaged(String(verdict));
    migrate(database);
    readBack(createStore(database));
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** A database can be sound as a file and still hold rows that make no sense; those are damage too. */
function readBack(store: StorePort): void {
  store.readPairing();
  store.readBinding();
  store.readNotices();
}

function isDamage(cause: unknown): boolean {
  if (cause instanceof Damaged) return true;
  const code = reasonOf(cause);
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_ERROR';
}

/** The numbers go up, so that no damaged database overwrites an earlier one; a clock could not promise that. */
function moveAside(path: string): string {
  let number = 1;
  while (existsSync(`${path}.damaged-${number}`)) number += 1;
  const aside = `${path}.damaged-${number}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}

function createStore(database: Database.Database): StorePort {
  const read = database.prepare<[string], { value: string }>('SELECT value FROM fact WHERE name = ?');
  const write = database.prepare(
    'INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const forget = database.prepare('DELETE FROM fact WHERE name = ?');
  const notices = database.prepare<[], { code: string; detail: string }>(
    'SELECT code, detail FROM notice ORDER BY id',
  );
  const addNotice = database.prepare('INSERT INTO notice (code, detail) VALUES (?, ?)');
  const clearNotices = database.prepare('DELETE FROM notice');

  function readFact<T>(
    name: string,
    schema: { safeParse(value: unknown): { success: boolean; data?: T } },
  ): T | null {
    const row = read.get(name);
    if (row === undefined) return null;
    const result = schema.safeParse(parseJson(row.value));
    if (!result.success || result.data === undefined) throw new Damaged(`fact ${name}`);
    return result.data;
  }

  const writeBinding = database.transaction((binding: StoredBinding) => {
    write.run('binding', JSON.stringify(binding));
    forget.run('pairing');
    forget.run('unbound-reason');
  });
  const clearBinding = database.transaction((reason: UnboundReason) => {
    forget.run('binding');
    forget.run('pairing');
    write.run('unbound-reason', JSON.stringify(reason));
  });

  return {
    readPairing: () => readFact<StoredPairing>('pairing', storedPairingSchema),
    writePairing: (pairing) => guarded(() => write.run('pairing', JSON.stringify(pairing))),
    readBinding: () => readFact<StoredBinding>('binding', storedBindingSchema),
    writeBinding: (binding) => guarded(() => writeBinding(binding)),
    clearBinding: (reason) => guarded(() => clearBinding(reason)),
    readUnboundReason: () => {
      const value = parseJson(read.get('unbound-reason')?.value ?? 'null');
      return unboundReasons.find((reason) => reason === value) ?? null;
    },
    readNotices: () => notices.all().flatMap((row) => noticeSchema.safeParse(row).data ?? []),
    addNotice: ({ code, detail }) => guarded(() => addNotice.run(code, detail)),
    clearNotices: () => guarded(() => clearNotices.run()),
    close: () => {
      database.close();
    },
  };
}

function guarded(work: () => unknown): void {
  try {
    work();
  } catch (cause) {
    throw new OperationalError(
      'store-failed',
      `The device database could not be written (${reasonOf(cause)}).`,
      { cause },
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause
    ? String(cause.code)
    : cause instanceof Error
      ? cause.message
      : 'unknown';
}
