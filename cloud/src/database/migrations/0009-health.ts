/** How devices are: what is wrong now, what they last measured, and what came and went. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('device_key').addColumn('readings', 'text').execute();
  await db.schema.alterTable('device_key').addColumn('readings_at', 'bigint').execute();

  await db.schema
    .createTable('device_warning')
    .addColumn('device_id', 'text', (c) => c.notNull().references('device_key.device_id').onDelete('cascade'))
    .addColumn('code', 'text', (c) => c.notNull())
    .addColumn('detail', 'text')
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('device_warning_pk', ['device_id', 'code'])
    .execute();
  await db.schema
    .createIndex('device_warning_code')
    .on('device_warning')
    .columns(['code', 'device_id'])
    .execute();

  await db.schema
    .createTable('health_change')
    .addColumn('device_id', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('what', 'text', (c) => c.notNull())
    .addColumn('code', 'text')
    .addColumn('detail', 'text')
    .execute();
  await db.schema
    .createIndex('health_change_device')
    .on('health_change')
    .columns(['device_id', 'account_id', 'at'])
    .execute();
  await db.schema.createIndex('health_change_at').on('health_change').column('at').execute();
}
