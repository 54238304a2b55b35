/**
 * Content of people's own: films and web addresses beside pictures, what is known of a file, what was deleted and can
 * still be had back, and which playlist a device or a tag plays in place of the account's.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ['width', 'height', 'duration_ms']) {
    await db.schema.alterTable('media').addColumn(column, 'integer').execute();
  }
  await db.schema.alterTable('account_media').addColumn('deleted_at', 'bigint').execute();
  await db.schema
    .alterTable('playlist')
    .addColumn('version', 'integer', (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema.createIndex('account_media_file').on('account_media').column('sha256').execute();

  await rebuildItems(db);

  await db.schema
    .createTable('device_playlist')
    .addColumn('device_id', 'text', (c) => c.primaryKey().references('binding.device_id').onDelete('cascade'))
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('playlist_id', 'text', (c) =>
      c.notNull().references('playlist.playlist_id').onDelete('cascade'),
    )
    .execute();
  await db.schema
    .createIndex('device_playlist_playlist')
    .on('device_playlist')
    .column('playlist_id')
    .execute();

  await db.schema
    .createTable('tag_playlist')
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('tag_key', 'text', (c) => c.notNull())
    .addColumn('tag', 'text', (c) => c.notNull())
    .addColumn('playlist_id', 'text', (c) =>
      c.notNull().references('playlist.playlist_id').onDelete('cascade'),
    )
    .addColumn('position', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('tag_playlist_pk', ['account_id', 'tag_key'])
    .execute();
  await db.schema.createIndex('tag_playlist_playlist').on('tag_playlist').column('playlist_id').execute();
}

/** SQLite cannot make a column optional: an item of a web address has no file. */
async function rebuildItems(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('playlist_item').renameTo('playlist_item_before').execute();
  await db.schema.dropIndex('playlist_item_order').execute();
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
    .addColumn('sha256', 'text')
    .addColumn('url', 'text')
    .execute();
  await sql`insert into playlist_item (item_id, playlist_id, position, kind, name, duration_ms, sha256)
    select item_id, playlist_id, position, kind, name, duration_ms, sha256 from playlist_item_before`.execute(
    db,
  );
  await db.schema.dropTable('playlist_item_before').execute();
  await db.schema
    .createIndex('playlist_item_order')
    .on('playlist_item')
    .columns(['playlist_id', 'position'])
    .execute();
  await db.schema.createIndex('playlist_item_file').on('playlist_item').column('sha256').execute();
}
