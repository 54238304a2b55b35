/**
 * Which columns the list can show, and which of them this browser shows.
 *
 * Name and selection are always there; the rest is chosen and kept in this browser, since it is a matter of the
 * screen in front of the person.
 */
import { useLocalStorage } from '@mantine/hooks';
import type { DeviceSort } from '../api/list-query.ts';

export interface Column {
  id: string;
  label: string;
  /** A track of the grid. */
  width: string;
  sort?: DeviceSort;
}

export const nameColumn = { id: 'name', label: 'Name', width: 'minmax(9rem, 2.2fr)', sort: 'name' } as const;

export const columns = [
  { id: 'status', label: 'Status', width: 'minmax(7.5rem, 0.8fr)', sort: 'status' },
  { id: 'warnings', label: 'Warnings', width: 'minmax(5rem, 1.2fr)' },
  { id: 'showing', label: 'On the screen', width: 'minmax(7rem, 1.6fr)' },
  { id: 'location', label: 'Location', width: 'minmax(6rem, 1.4fr)', sort: 'location' },
  { id: 'tags', label: 'Tags', width: 'minmax(6rem, 1.4fr)' },
  { id: 'model', label: 'Model', width: 'minmax(5rem, 1fr)', sort: 'model' },
  { id: 'serial', label: 'Serial', width: 'minmax(6.5rem, 1fr)', sort: 'serial' },
  { id: 'lastSeen', label: 'Last seen', width: 'minmax(6.5rem, 0.9fr)', sort: 'lastSeenAt' },
  { id: 'paired', label: 'Paired', width: 'minmax(6.5rem, 0.9fr)', sort: 'boundAt' },
  { id: 'version', label: 'Agent version', width: 'minmax(5rem, 0.7fr)' },
] as const satisfies readonly Column[];

export type ColumnId = (typeof columns)[number]['id'];

const usual: readonly ColumnId[] = [
  'status',
  'warnings',
  'showing',
  'location',
  'tags',
  'serial',
  'lastSeen',
];

/** In their own order, whatever order they were chosen in. */
export function useChosenColumns() {
  const [chosen, setChosen] = useLocalStorage<readonly ColumnId[]>({
    key: 'signet-device-columns',
    defaultValue: usual,
    getInitialValueInEffect: false,
    deserialize: readColumns,
  });
  return {
    shown: columns.filter(({ id }) => chosen.includes(id)),
    isUsual: usual.length === chosen.length && usual.every((id) => chosen.includes(id)),
    show: (id: ColumnId, isShown: boolean) =>
      setChosen(
        columns.map((column) => column.id).filter((each) => (each === id ? isShown : chosen.includes(each))),
      ),
    reset: () => setChosen(usual),
  };
}

/** What was kept may be of another version of this page, or nonsense. */
export function readColumns(stored: string | undefined): readonly ColumnId[] {
  try {
    const named: unknown = JSON.parse(stored ?? '');
    if (Array.isArray(named)) return columns.map(({ id }) => id).filter((id) => named.includes(id));
  } catch {
    // As if nothing had been kept.
  }
  return usual;
}
