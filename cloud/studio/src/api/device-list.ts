/**
 * The requests of Studio's device pages: a page of the list, its numbers, one thing done to many, a history.
 *
 * Answers are values and refusals are thrown, as in `cloud.ts`; a thousand devices by name are one request, so more
 * of them are several.
 */
import type { InferResponseType } from 'hono/client';
import { answerOf, v1 } from './cloud.ts';
import type { DeviceFilter, ListQuery } from './list-query.ts';

export type DevicePage = InferResponseType<typeof v1.devices.$get, 200>;
export type DeviceSurvey = InferResponseType<typeof v1.devices.survey.$get, 200>;
export type Deed = InferResponseType<(typeof v1.devices)[':id']['history']['$get'], 200>['deeds'][number];
export type DeviceHealth = InferResponseType<(typeof v1.devices)[':id']['health']['$get'], 200>;
export type BulkResult = InferResponseType<typeof v1.devices.bulk.$post, 200>['results'][number];

export type BulkAction =
  | { kind: 'tag' | 'untag'; tags: string[] }
  | { kind: 'set-location'; location: string }
  /** `keep` undoes a removal of a moment ago. */
  | { kind: 'remove' | 'keep' };

export type BulkTarget =
  | { ids: readonly string[] }
  /** All that match, if they are as many as was seen. */
  | { filter: DeviceFilter; except: readonly string[]; count: number };

const pageSize = 100;
/** As the cloud allows. */
const idsInRequest = 1_000;

export async function listDevices(query: ListQuery, cursor: string | null): Promise<DevicePage> {
  const { descending, sort, ...filter } = query;
  return answerOf(
    await v1.devices.$get({
      query: {
        ...toBody(filter),
        sort,
        direction: descending ? 'desc' : 'asc',
        limit: String(pageSize),
        ...(cursor === null ? {} : { cursor }),
      },
    }),
  );
}

export async function surveyDevices(): Promise<DeviceSurvey> {
  return answerOf(await v1.devices.survey.$get());
}

export async function readHistory(id: string): Promise<Deed[]> {
  const answer = await v1.devices[':id'].history.$get({ param: { id } });
  return (await answerOf<{ deeds: Deed[] }>(answer)).deeds;
}

export async function readHealth(id: string): Promise<DeviceHealth> {
  return answerOf(await v1.devices[':id'].health.$get({ param: { id }, query: {} }));
}

export async function changeDevices(action: BulkAction, target: BulkTarget): Promise<BulkResult[]> {
  if (!('ids' in target)) {
    const { filter, except, count } = target;
    return bulk(action, { filter: toBody(filter), except: [...except], count });
  }
  const results: BulkResult[] = [];
  for (let first = 0; first < target.ids.length; first += idsInRequest) {
    results.push(...(await bulk(action, { ids: target.ids.slice(first, first + idsInRequest) })));
  }
  return results;
}

type BulkDevices = Parameters<typeof v1.devices.bulk.$post>[0]['json']['devices'];

async function bulk(action: BulkAction, devices: BulkDevices): Promise<BulkResult[]> {
  const answer = await v1.devices.bulk.$post({ json: { action, devices } });
  return (await answerOf<{ results: BulkResult[] }>(answer)).results;
}

/** Without what says nothing. */
function toBody({ search, status, tag, location, warning }: DeviceFilter) {
  return {
    ...(search === '' ? {} : { search }),
    ...(status.length === 0 ? {} : { status: [...status] }),
    ...(tag.length === 0 ? {} : { tag: [...tag] }),
    ...(location.length === 0 ? {} : { location: [...location] }),
    ...(warning.length === 0 ? {} : { warning: [...warning] }),
  };
}
