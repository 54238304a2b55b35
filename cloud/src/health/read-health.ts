/**
 * One device's health: what it last measured, and what came and went within a day.
 */
import { z } from '@hono/zod-openapi';
import { readingsSchema, warningWords } from '@signet/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { readWarnings, warningSchema } from './read-warnings.ts';

const dayMs = 24 * 3_600_000;
/** A device that wavers must not make an answer without end; the latest are shown. */
const mostChanges = 500;

export const healthSchema = z
  .object({
    warnings: z.array(warningSchema),
    readings: readingsSchema.extend({ at: z.iso.datetime() }).nullable(),
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    changes: z
      .array(
        z.object({
          at: z.iso.datetime(),
          what: z.enum(['online', 'offline', 'raised', 'closed']),
          code: z.string().nullable(),
          title: z.string().nullable(),
          detail: z.string().nullable(),
        }),
      )
      .openapi({ description: 'What came and went within that day, the latest first' }),
  })
  .openapi('DeviceHealth');

export type DeviceHealth = z.infer<typeof healthSchema>;

/** `until`: the end of the day that is asked for, in milliseconds. Whether the account has the device was asked before. */
export async function readHealth(
  db: Kysely<Schema>,
  accountId: string,
  deviceId: string,
  until: number,
): Promise<DeviceHealth> {
  const key = await db
    .selectFrom('deviceKey')
    .select(['readings', 'readingsAt'])
    .where('deviceId', '=', deviceId)
    .executeTakeFirst();
  const changes = await db
    .selectFrom('healthChange')
    .select(['at', 'what', 'code', 'detail'])
    .where('deviceId', '=', deviceId)
    .where('accountId', '=', accountId)
    .where('at', '>', until - dayMs)
    .where('at', '<=', until)
    .orderBy('at', 'desc')
    .limit(mostChanges)
    .execute();
  const readings = key?.readings ? readingsSchema.safeParse(JSON.parse(key.readings)).data : undefined;
  return {
    warnings: (await readWarnings(db, [deviceId])).get(deviceId) ?? [],
    readings: readings === undefined ? null : { ...readings, at: isoOf(key?.readingsAt ?? 0) },
    from: isoOf(until - dayMs),
    until: isoOf(until),
    changes: changes.map(({ at, what, code, detail }) => ({
      at: isoOf(at),
      what,
      code,
      title: code === null ? null : warningWords(code).title,
      detail,
    })),
  };
}

function isoOf(ms: number): string {
  return new Date(Number(ms)).toISOString();
}
