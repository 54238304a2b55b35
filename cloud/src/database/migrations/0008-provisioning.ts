/**
 * Enrolment without a person: tokens, what each has enrolled and refused, and which devices an account has let go.
 *
 * `playlist_id` refers to a playlist without holding it: a playlist that is deleted leaves the account's own.
 */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('provisioning_token')
    .addColumn('token_id', 'text', (c) => c.primaryKey())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('secret_hash', 'text', (c) => c.notNull().unique())
    .addColumn('start', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('max_uses', 'integer')
    .addColumn('uses', 'integer', (c) => c.notNull())
    .addColumn('paused_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addColumn('serials', 'text')
    .addColumn('tags', 'text', (c) => c.notNull())
    .addColumn('location', 'text', (c) => c.notNull())
    .addColumn('name_pattern', 'text', (c) => c.notNull())
    .addColumn('playlist_id', 'text')
    .addColumn('network', 'text')
    .addColumn('allow_return', 'integer', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('provisioning_token_account')
    .on('provisioning_token')
    .columns(['account_id', 'created_at'])
    .execute();

  await db.schema
    .createTable('provisioning_use')
    .addColumn('token_id', 'text', (c) =>
      c.notNull().references('provisioning_token.token_id').onDelete('cascade'),
    )
    .addColumn('device_id', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('model', 'text', (c) => c.notNull())
    .addColumn('serial', 'text', (c) => c.notNull())
    .addColumn('address', 'text')
    .addPrimaryKeyConstraint('provisioning_use_pk', ['token_id', 'device_id'])
    .execute();
  await db.schema
    .createIndex('provisioning_use_newest')
    .on('provisioning_use')
    .columns(['token_id', 'at', 'device_id'])
    .execute();

  await db.schema
    .createTable('provisioning_refusal')
    .addColumn('token_id', 'text', (c) =>
      c.notNull().references('provisioning_token.token_id').onDelete('cascade'),
    )
    .addColumn('device_id', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('model', 'text', (c) => c.notNull())
    .addColumn('serial', 'text', (c) => c.notNull())
    .addColumn('address', 'text')
    .addColumn('first_at', 'bigint', (c) => c.notNull())
    .addColumn('last_at', 'bigint', (c) => c.notNull())
    .addColumn('times', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('provisioning_refusal_pk', ['token_id', 'device_id', 'reason'])
    .execute();
  await db.schema
    .createIndex('provisioning_refusal_newest')
    .on('provisioning_refusal')
    .columns(['token_id', 'last_at', 'device_id', 'reason'])
    .execute();

  await db.schema
    .createTable('removed_device')
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('device_id', 'text', (c) => c.notNull())
    .addColumn('serial', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('location', 'text', (c) => c.notNull())
    .addColumn('tags', 'text', (c) => c.notNull())
    .addColumn('removed_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('removed_device_pk', ['account_id', 'device_id'])
    .execute();
  await db.schema
    .createIndex('removed_device_serial')
    .on('removed_device')
    .columns(['account_id', 'serial'])
    .execute();

  await db.schema.alterTable('binding').addColumn('network', 'text').execute();
}
