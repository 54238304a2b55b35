/**
 * What a list of ten thousand devices needs: text in the form in which it is searched and sorted, tags, and in
 * the database itself which device is connected and what it shows, so that filters need no other source.
 */
import { type Kysely, sql } from 'kysely';
import { bindingText, deviceKeyText } from '../../devices/order-text.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('device_key')
    .addColumn('model_order', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await db.schema
    .alterTable('device_key')
    .addColumn('search_text', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await db.schema.alterTable('device_key').addColumn('online_since', 'bigint').execute();
  await db.schema.alterTable('device_key').addColumn('showing', 'text').execute();

  for (const column of ['name_order', 'location_order', 'search_text']) {
    await db.schema
      .alterTable('binding')
      .addColumn(column, 'text', (c) => c.notNull().defaultTo(''))
      .execute();
  }
  await db.schema
    .createIndex('binding_account_name')
    .on('binding')
    .columns(['account_id', 'name_order', 'device_id'])
    .execute();

  await db.schema
    .createTable('device_tag')
    .addColumn('device_id', 'text', (c) => c.notNull().references('binding.device_id').onDelete('cascade'))
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('tag_key', 'text', (c) => c.notNull())
    .addColumn('tag', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('device_tag_pk', ['device_id', 'tag_key'])
    .execute();
  await db.schema
    .createIndex('device_tag_account')
    .on('device_tag')
    .columns(['account_id', 'tag_key', 'device_id'])
    .execute();
  await db.schema.createIndex('audit_subject').on('audit').columns(['subject_id', 'at']).execute();

  await fillIn(db);
}

async function fillIn(db: Kysely<unknown>): Promise<void> {
  const keys = await sql<KeyRow>`select device_id, model, serial, reported from device_key`.execute(db);
  for (const { device_id, model, serial, reported } of keys.rows) {
    const { modelOrder, searchText } = deviceKeyText({ deviceId: device_id, model, serial });
    await sql`update device_key set model_order = ${modelOrder}, search_text = ${searchText},
      showing = ${showingOf(reported)} where device_id = ${device_id}`.execute(db);
  }
  const bindings = await sql<BindingRow>`select device_id, name, location from binding`.execute(db);
  for (const { device_id, ...binding } of bindings.rows) {
    const { nameOrder, locationOrder, searchText } = bindingText(binding);
    await sql`update binding set name_order = ${nameOrder}, location_order = ${locationOrder},
      search_text = ${searchText} where device_id = ${device_id}`.execute(db);
  }
}

interface KeyRow {
  device_id: string;
  model: string;
  serial: string;
  reported: string | null;
}

interface BindingRow {
  device_id: string;
  name: string;
  location: string;
}

function showingOf(reported: string | null): string | null {
  const said: unknown = reported === null ? null : JSON.parse(reported)?.showing;
  return typeof said === 'string' ? said : null;
}
