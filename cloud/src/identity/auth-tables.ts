/**
 * Brings better-auth's own tables to the shape that the configured plugins need.
 *
 * better-auth compares the database with its schema and adds what is missing, so this is idempotent, resumes
 * where a power cut stopped it, and needs no list of ours.
 */
import type { BetterAuthOptions } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';

/** Runs before better-auth first looks at its tables. Throws what the database throws. */
export async function migrateAuthTables(configuration: BetterAuthOptions): Promise<void> {
  const { runMigrations } = await getMigrations(configuration);
  await runMigrations();
}
