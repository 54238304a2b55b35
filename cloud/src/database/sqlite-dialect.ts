/**
 * Kysely's SQLite dialect with two corrections that a server needs.
 *
 * Migrations run inside a transaction, which SQLite can do and Kysely does not expect of it: power may fail at
 * any instant, and half a migration must not remain. And because SQLite has one connection behind a mutex, code
 * that queries the database from within a transaction of its own would wait for itself for ever; here it fails
 * after a while, loudly, instead.
 */
import {
  type DatabaseConnection,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely';

/** The one connection did not come free: most likely a query outside the transaction that waits for it. */
export class DatabaseBusyError extends Error {
  readonly code = 'database-busy';
  constructor(waitedMs: number) {
    super(`The database was not free within ${waitedMs} ms.`);
  }
}

export class ServerSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;
  readonly #acquireTimeoutMs: number;

  constructor(config: SqliteDialectConfig, acquireTimeoutMs: number) {
    super(config);
    this.#config = config;
    this.#acquireTimeoutMs = acquireTimeoutMs;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  override createDriver(): Driver {
    return new ImpatientSqliteDriver(this.#config, this.#acquireTimeoutMs);
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImpatientSqliteDriver extends SqliteDriver {
  readonly #timeoutMs: number;

  constructor(config: SqliteDialectConfig, timeoutMs: number) {
    super(config);
    this.#timeoutMs = timeoutMs;
  }

  override acquireConnection(): Promise<DatabaseConnection> {
    const acquired = super.acquireConnection();
    return new Promise((resolve, reject) => {
      let gaveUp = false;
      const timer = setTimeout(() => {
        gaveUp = true;
        reject(new DatabaseBusyError(this.#timeoutMs));
      }, this.#timeoutMs);
      acquired.then((connection) => {
        clearTimeout(timer);
        // Nobody waits for it any more, so the next in line gets it.
        if (gaveUp) void this.releaseConnection();
        else resolve(connection);
      }, reject);
    });
  }
}
