/**
 * The list's search, filters and order as they stand in the page's address. Pure.
 *
 * So that a list can be bookmarked, sent to a colleague and come back to. What an address says and nobody knows is
 * passed over: it may be older or newer than the page.
 */
import { type DeviceFilter, deviceSorts, type ListQuery, statusFilters } from '../api/list-query.ts';

export const everything: ListQuery = {
  search: '',
  status: [],
  tag: [],
  location: [],
  warning: [],
  sort: 'name',
  descending: false,
};

export function readAddress(params: URLSearchParams): ListQuery {
  const known = <Value extends string>(values: readonly Value[], name: string) =>
    values.filter((value) => params.getAll(name).includes(value));
  return {
    search: params.get('search') ?? '',
    status: known(statusFilters, 'status'),
    tag: distinct(params.getAll('tag')),
    location: distinct(params.getAll('location')),
    warning: distinct(params.getAll('warning')),
    sort: known(deviceSorts, 'sort')[0] ?? everything.sort,
    descending: params.get('direction') === 'desc',
  };
}

/** Only what differs from a list without any of it. */
export function writeAddress(query: ListQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (query.search !== '') params.set('search', query.search);
  for (const name of ['status', 'tag', 'location', 'warning'] as const) {
    for (const value of query[name]) params.append(name, value);
  }
  if (query.sort !== everything.sort) params.set('sort', query.sort);
  if (query.descending) params.set('direction', 'desc');
  return params;
}

export function isFiltered({ search, status, tag, location, warning }: DeviceFilter): boolean {
  return search !== '' || status.length + tag.length + location.length + warning.length > 0;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value.trim() !== '');
}
