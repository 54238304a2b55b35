/**
 * Which of an account's devices are meant: what a person searches for and narrows by, as a condition on the rows.
 *
 * Status, location and warning take any of what is named, tags all of it, and each word of the search must occur somewhere
 * in what a person can read of a device. Every condition is one on columns, so that the database alone decides.
 */
import { z } from '@hono/zod-openapi';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { anyWarning } from '../health/read-warnings.ts';
import { deviceLocationSchema } from './device-schema.ts';
import { foldText } from './order-text.ts';
import { tagKey, tagSchema } from './tags.ts';

export const deviceStatusFilters = ['online', 'playing', 'offline', 'never-seen'] as const;
export type DeviceStatusFilter = (typeof deviceStatusFilters)[number];

const statusSchema = z.enum(deviceStatusFilters);
const warningSchema = z.string().min(1).max(64);
const searchSchema = z.string().trim().max(200, 'a search has at most 200 characters');

/** As it stands in the body of a request. */
export const deviceFilterSchema = z
  .object({
    search: searchSchema.optional(),
    status: z.array(statusSchema).max(deviceStatusFilters.length).optional(),
    tag: z.array(tagSchema).max(20).optional(),
    location: z.array(deviceLocationSchema).max(50).optional(),
    warning: z.array(warningSchema).max(32).optional(),
  })
  .openapi('DeviceFilter');

export type DeviceFilter = z.infer<typeof deviceFilterSchema>;

/** As it stands in an address, where a name that is there once is no list. */
export const deviceFilterQuery = z.object({
  search: searchSchema.optional().openapi({ description: 'Words of name, location, model, serial or ID' }),
  status: oneOrMore(statusSchema, deviceStatusFilters.length),
  tag: oneOrMore(tagSchema, 20).openapi({ description: 'All of these' }),
  location: oneOrMore(deviceLocationSchema, 50),
  warning: oneOrMore(warningSchema, 32).openapi({ description: 'Codes, any of these; `any` stands for all' }),
});

function oneOrMore<Item extends z.ZodType>(item: Item, most: number) {
  return z
    .union([item, z.array(item).max(most)])
    .transform((given): z.output<Item>[] => (Array.isArray(given) ? given : [given]) as z.output<Item>[])
    .optional();
}

export type Rows = ExpressionBuilder<Schema, 'binding' | 'deviceKey'>;

/** The condition on a query that has `binding` and `deviceKey` joined. Says nothing of the account. */
export function matches(eb: Rows, filter: DeviceFilter): Expression<SqlBool> {
  const { search = '', status = [], tag = [], location = [], warning = [] } = filter;
  return eb.and([
    ...foldText(search)
      .split(' ')
      .filter(Boolean)
      .map((word) =>
        eb.or([contains(eb.ref('binding.searchText'), word), contains(eb.ref('deviceKey.searchText'), word)]),
      ),
    ...(status.length === 0 ? [] : [eb.or(status.map((each) => hasStatus(eb, each)))]),
    ...(location.length === 0 ? [] : [eb('binding.location', 'in', location)]),
    ...(warning.length === 0 ? [] : [hasWarning(eb, warning)]),
    ...tag.map((each) =>
      eb.exists(
        eb
          .selectFrom('deviceTag')
          .select('deviceTag.tag')
          .whereRef('deviceTag.deviceId', '=', 'binding.deviceId')
          .where('deviceTag.tagKey', '=', tagKey(each)),
      ),
    ),
  ]);
}

function hasWarning(eb: Rows, codes: readonly string[]): Expression<SqlBool> {
  const ofDevice = eb
    .selectFrom('deviceWarning')
    .select('deviceWarning.code')
    .whereRef('deviceWarning.deviceId', '=', 'binding.deviceId');
  return eb.exists(codes.includes(anyWarning) ? ofDevice : ofDevice.where('deviceWarning.code', 'in', codes));
}

function hasStatus(eb: Rows, status: DeviceStatusFilter): Expression<SqlBool> {
  const isHere = eb('deviceKey.onlineSince', 'is not', null);
  const isAway = eb('deviceKey.onlineSince', 'is', null);
  switch (status) {
    case 'online':
      return isHere;
    case 'playing':
      return isHere.and('deviceKey.showing', '=', 'playing');
    case 'offline':
      return isAway.and('deviceKey.lastSeenAt', '>', 0);
    case 'never-seen':
      return isAway.and('deviceKey.lastSeenAt', '=', 0);
    default:
      return status satisfies never;
  }
}

/** Nothing in a search is a pattern: who types 100% means 100%. */
function contains(text: Expression<string>, word: string): Expression<SqlBool> {
  const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<SqlBool>`${text} like ${pattern} escape '\\'`;
}
