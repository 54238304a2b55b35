/**
 * The ends of a binding that are not at once: a removal that can be undone for a moment, and hardware that takes over
 * from other hardware.
 */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('binding').addColumn('removing_at', 'bigint').execute();
  await db.schema.alterTable('binding').addColumn('predecessors', 'text').execute();
  await db.schema
    .createIndex('binding_removing')
    .on('binding')
    .column('removing_at')
    .where('removing_at' as never, 'is not', null)
    .execute();
}
