/**
 * Accounts that are fit for a company: roles of our own names, policies, what API keys are worth, a fuller audit log.
 *
 * better-auth's tables are there already where the database is not new. Whoever owned or ran an account becomes its
 * Admin; whoever was a mere member could do everything with devices, and stays able to, as Operator.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const tables = await db.introspection.getTables();
  const has = (table: string, column: string) =>
    tables.some((each) => each.name === table && each.columns.some(({ name }) => name === column));
  for (const [table, column] of [
    ['member', 'role'],
    ['invitation', 'role'],
    ['ssoProvider', 'joinRole'],
  ] as const) {
    if (!has(table, column)) continue;
    const role = sql.ref(column);
    await sql`update ${sql.table(table)} set ${role} = case
      when ${role} like '%owner%' or ${role} like '%admin%' then 'admin' else 'operator' end
      where ${role} is not null`.execute(db);
  }

  for (const column of ['always_confirm', 'mfa_required', 'deletion_lock']) {
    await db.schema
      .alterTable('account_settings')
      .addColumn(column, 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
  }
  await db.schema.alterTable('account_settings').addColumn('lapse_days', 'integer').execute();
  await db.schema.alterTable('account_settings').addColumn('closed_at', 'bigint').execute();

  for (const column of ['user_id', 'session_id', 'actor_name', 'subject_name']) {
    await db.schema.alterTable('audit').addColumn(column, 'text').execute();
  }
  await db.schema
    .createIndex('audit_account_newest')
    .on('audit')
    .columns(['account_id', 'at', 'audit_id'])
    .execute();
  await db.schema.createIndex('audit_age').on('audit').column('at').execute();
  await db.schema.dropIndex('audit_account_at').execute();

  await db.schema
    .createTable('api_key_grant')
    .addColumn('key_id', 'text', (c) => c.primaryKey())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('api_key_grant_account')
    .on('api_key_grant')
    .columns(['account_id', 'created_at'])
    .execute();
}
