/** What a list of devices can be asked for, in the words of the API. Pure. */

export const statusFilters = ['online', 'playing', 'offline', 'never-seen'] as const;
export type StatusFilter = (typeof statusFilters)[number];

export const deviceSorts = [
  'name',
  'location',
  'status',
  'model',
  'serial',
  'lastSeenAt',
  'boundAt',
] as const;
export type DeviceSort = (typeof deviceSorts)[number];

export interface DeviceFilter {
  search: string;
  status: readonly StatusFilter[];
  tag: readonly string[];
  location: readonly string[];
  /** Codes, any of these; `any` stands for all. */
  warning: readonly string[];
}

export interface ListQuery extends DeviceFilter {
  sort: DeviceSort;
  descending: boolean;
}
