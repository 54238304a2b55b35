/**
 * The first tables. A migration that has shipped is never edited; the next change is the next file.
 *
 * better-auth calls its own table of sign-in methods `account`, so ours, the tenant's row, is
 * `account_settings` in the database.
 */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('device_key')
    .addColumn('device_id', 'text', (c) => c.primaryKey())
    .addColumn('public_jwk', 'text', (c) => c.notNull())
    .addColumn('model', 'text', (c) => c.notNull())
    .addColumn('serial', 'text', (c) => c.notNull())
    .addColumn('versions', 'text', (c) => c.notNull())
    .addColumn('capability', 'integer', (c) => c.notNull())
    .addColumn('boot_id', 'text', (c) => c.notNull())
    .addColumn('first_seen_at', 'bigint', (c) => c.notNull())
    .addColumn('last_seen_at', 'bigint', (c) => c.notNull())
    .addColumn('unbound_reason', 'text')
    .addColumn('reported', 'text')
    .execute();

  await db.schema
    .createTable('binding')
    .addColumn('device_id', 'text', (c) => c.primaryKey().references('device_key.device_id'))
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('location', 'text', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('acked_revision', 'integer')
    .addColumn('bound_at', 'bigint', (c) => c.notNull())
    .addColumn('bound_by_user_id', 'text')
    .addColumn('pairing_id', 'text')
    .execute();
  await db.schema.createIndex('binding_account').on('binding').columns(['account_id', 'bound_at']).execute();

  await db.schema
    .createTable('pairing_session')
    .addColumn('pairing_id', 'text', (c) => c.primaryKey())
    .addColumn('code', 'text', (c) => c.notNull())
    .addColumn('device_id', 'text', (c) => c.notNull().references('device_key.device_id'))
    .addColumn('boot_id', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_contact_at', 'bigint', (c) => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('end_reason', 'text')
    .addColumn('claimed_by_user_id', 'text')
    .addColumn('claimed_account_id', 'text')
    .execute();
  // Partial unique indexes: both SQLite and PostgreSQL have them, and they make the invariants the database's own.
  await db.schema
    .createIndex('pairing_session_live_code')
    .unique()
    .on('pairing_session')
    .column('code')
    .where('ended_at' as never, 'is', null)
    .execute();
  await db.schema
    .createIndex('pairing_session_live_device')
    .unique()
    .on('pairing_session')
    .column('device_id')
    .where('ended_at' as never, 'is', null)
    .execute();
  await db.schema
    .createIndex('pairing_session_code')
    .on('pairing_session')
    .columns(['code', 'created_at'])
    .execute();

  await db.schema
    .createTable('account_settings')
    .addColumn('account_id', 'text', (c) => c.primaryKey())
    .addColumn('device_limit', 'integer')
    .addColumn('default_playlist_id', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('playlist')
    .addColumn('playlist_id', 'text', (c) => c.primaryKey())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('playlist_account').on('playlist').column('account_id').execute();

  await db.schema
    .createTable('playlist_item')
    .addColumn('item_id', 'text', (c) => c.primaryKey())
    .addColumn('playlist_id', 'text', (c) =>
      c.notNull().references('playlist.playlist_id').onDelete('cascade'),
    )
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('duration_ms', 'integer', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('playlist_item_order')
    .on('playlist_item')
    .columns(['playlist_id', 'position'])
    .execute();

  await db.schema
    .createTable('media')
    .addColumn('sha256', 'text', (c) => c.primaryKey())
    .addColumn('bytes', 'bigint', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('account_media')
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull().references('media.sha256'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('account_media_pk', ['account_id', 'sha256'])
    .execute();

  await db.schema
    .createTable('audit')
    .addColumn('audit_id', 'text', (c) => c.primaryKey())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('actor_kind', 'text', (c) => c.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('subject_kind', 'text', (c) => c.notNull())
    .addColumn('subject_id', 'text', (c) => c.notNull())
    .addColumn('address', 'text')
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .execute();
  await db.schema.createIndex('audit_account_at').on('audit').columns(['account_id', 'at']).execute();

  await db.schema
    .createTable('claim_try')
    .addColumn('budget', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('window_start', 'bigint', (c) => c.notNull())
    .addColumn('points', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('claim_try_pk', ['budget', 'subject', 'window_start'])
    .execute();
  await db.schema.createIndex('claim_try_age').on('claim_try').column('window_start').execute();
}
