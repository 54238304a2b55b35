/**
 * Brings our own tables to the shape that this program knows. Forward only.
 *
 * The list is written out, not read from a folder, so that it survives bundling and so that its order is
 * reviewed. A database that a newer program has touched is refused: what it added may hold promises that this
 * program would break without noticing.
 */
import { type Kysely, type Migration, Migrator } from 'kysely';
import * as first from './migrations/0001-first.ts';
import * as signIn from './migrations/0002-sign-in.ts';
import * as accounts from './migrations/0003-accounts.ts';
import * as deviceList from './migrations/0004-device-list.ts';
import * as content from './migrations/0005-content.ts';
import * as provisioning from './migrations/0008-provisioning.ts';
import * as health from './migrations/0009-health.ts';
import * as endsOfBinding from './migrations/0010-ends-of-binding.ts';
import type { Schema } from './schema.ts';

/** In order; entries are added at the end and never edited. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-sign-in': signIn,
  '0003-accounts': accounts,
  '0004-device-list': deviceList,
  '0005-content': content,
  '0008-provisioning': provisioning,
  '0009-health': health,
  '0010-ends-of-binding': endsOfBinding,
};

export type MigrationOutcome =
  | { outcome: 'ready'; applied: readonly string[] }
  /** The database has been migrated by a newer program; nothing was changed. */
  | { outcome: 'newer-database'; unknown: readonly string[] };

/** A migration failed; the database is as it was before. */
export class MigrationError extends Error {
  readonly code = 'migration-failed';
  constructor(name: string, cause: unknown) {
    super(`Migration ${name} failed.`, { cause });
  }
}

/** Throws {@link MigrationError}. */
export async function migrate(
  db: Kysely<Schema>,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<MigrationOutcome> {
  const unknown = (await executedMigrations(db)).filter((name) => !(name in known));
  if (unknown.length > 0) return { outcome: 'newer-database', unknown };

  const migrator = new Migrator({
    // Migrations name tables and columns as the database does.
    db: db.withoutPlugins(),
    provider: { getMigrations: async () => ({ ...known }) },
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error');
    throw new MigrationError(failed?.migrationName ?? 'list', error);
  }
  return { outcome: 'ready', applied: results.map((result) => result.migrationName) };
}

async function executedMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const plain = db.withoutPlugins().withTables<{ kysely_migration: { name: string } }>();
  const tables = await plain.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const rows = await plain.selectFrom('kysely_migration').select('name').execute();
  return rows.map((row) => row.name);
}
