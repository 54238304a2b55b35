/**
 * What is wrong with devices, in words: of some of them, and how many of an account have each warning.
 */
import { z } from '@hono/zod-openapi';
import { type Severity, warningWords } from '@signet/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Stands for any warning, where one is asked for by its code. */
export const anyWarning = 'any';

export const warningSchema = z
  .object({
    code: z.string().openapi({ example: 'disk-low' }),
    severity: z.enum(['critical', 'warning', 'notice']),
    title: z.string(),
    advice: z.string(),
    detail: z.string().nullable(),
    since: z.iso.datetime(),
  })
  .openapi('Warning');

export const warningCountSchema = z
  .object({
    code: z.string(),
    severity: z.enum(['critical', 'warning', 'notice']),
    title: z.string(),
    advice: z.string(),
    devices: z.int(),
  })
  .openapi('WarningCount');

export type DeviceWarning = z.infer<typeof warningSchema>;
export type WarningCount = z.infer<typeof warningCountSchema>;

const ranks: Record<Severity, number> = { critical: 0, warning: 1, notice: 2 };

/** The worst first; of a device without any there is no entry. */
export async function readWarnings(
  db: Kysely<Schema>,
  deviceIds: readonly string[],
): Promise<Map<string, DeviceWarning[]>> {
  const warnings = new Map<string, DeviceWarning[]>();
  if (deviceIds.length === 0) return warnings;
  const rows = await db
    .selectFrom('deviceWarning')
    .selectAll()
    .where('deviceId', 'in', [...deviceIds])
    .orderBy('since')
    .orderBy('code')
    .execute();
  for (const { deviceId, code, detail, since } of rows) {
    const warning = { code, ...warningWords(code), detail, since: new Date(Number(since)).toISOString() };
    warnings.set(deviceId, [...(warnings.get(deviceId) ?? []), warning]);
  }
  for (const each of warnings.values()) each.sort(bySeverity);
  return warnings;
}

/** How many devices of the account have each warning, and how many have any. */
export async function countWarnings(
  db: Kysely<Schema>,
  accountId: string,
): Promise<{ withWarnings: number; warnings: WarningCount[] }> {
  const ofAccount = db
    .selectFrom('deviceWarning')
    .innerJoin('binding', 'binding.deviceId', 'deviceWarning.deviceId')
    .where('binding.accountId', '=', accountId);
  const { devices } = await ofAccount
    .select((eb) => eb.fn.count('deviceWarning.deviceId').distinct().as('devices'))
    .executeTakeFirstOrThrow();
  const rows = await ofAccount
    .select((eb) => ['deviceWarning.code', eb.fn.countAll().as('devices')])
    .groupBy('deviceWarning.code')
    .orderBy('deviceWarning.code')
    .execute();
  return {
    withWarnings: Number(devices),
    warnings: rows
      .map(({ code, devices: count }) => ({ code, ...warningWords(code), devices: Number(count) }))
      .sort(bySeverity),
  };
}

function bySeverity(one: { severity: Severity }, other: { severity: Severity }): number {
  return ranks[one.severity] - ranks[other.severity];
}
