/** Reads the tags of devices, whoever asks: the list, a change of them, the end of a binding. */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** The tags of each of these devices that has any, by the fold of the tag. */
export async function readTags(
  db: Kysely<Schema>,
  deviceIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (deviceIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('deviceTag')
    .select(['deviceId', 'tag'])
    .where('deviceId', 'in', [...deviceIds])
    .orderBy('tagKey')
    .execute();
  const tags = new Map<string, string[]>();
  for (const { deviceId, tag } of rows) tags.set(deviceId, [...(tags.get(deviceId) ?? []), tag]);
  return tags;
}
