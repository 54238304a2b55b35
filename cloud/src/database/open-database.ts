/**
 * Opens the cloud's database: one SQLite file, one connection, two views of it.
 *
 * What this returns speaks camelCase and knows our tables. `db.withoutPlugins()` is the same connection as
 * better-auth's tables need it, with names left as they are; a transaction can use both views and stays one.
 * Inside a transaction every query goes through the transaction, because there is no second connection.
 */
import Sqlite from 'better-sqlite3';
import { CamelCasePlugin, Kysely } from 'kysely';
import type { Schema } from './schema.ts';
import { ServerSqliteDialect } from './sqlite-dialect.ts';

export interface DatabaseOptions {
  /** Path of the file, or `:memory:`. */
  file: string;
  /** How long a query waits for the connection before it fails with code `database-busy`. */
  acquireTimeoutMs?: number;
}

/** The database could not be opened; the cause says why. */
export class DatabaseUnusableError extends Error {
  readonly code = 'database-unusable';
  constructor(file: string, cause: unknown) {
    super(`The database ${file} cannot be opened.`, { cause });
  }
}

/** `destroy()` on the result closes the file. Throws {@link DatabaseUnusableError}. */
export function openDatabase(options: DatabaseOptions): Kysely<Schema> {
  const database = open(options.file);
  return new Kysely<Schema>({
    dialect: new ServerSqliteDialect({ database }, options.acquireTimeoutMs ?? 10_000),
    plugins: [new CamelCasePlugin()],
  });
}

function open(file: string): Sqlite.Database {
  let database: Sqlite.Database | undefined;
  try {
    database = new Sqlite(file);
    // A claim that was answered must survive the power cut that follows it, so every commit reaches the disk.
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // What is deleted or replaced (what a mail said, a secret) is overwritten, so that no backup has it.
    database.pragma('secure_delete = ON');
    // For a backup or a curious person at the same file; the cloud itself has one connection.
    database.pragma('busy_timeout = 5000');
    return database;
  } catch (cause) {
    database?.close();
    throw new DatabaseUnusableError(file, cause);
  }
}
