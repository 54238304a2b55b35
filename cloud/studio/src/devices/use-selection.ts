/** Which devices of the list in front of the person are selected, and what a bulk change of them means. */
import { useRef, useState } from 'react';
import type { Device } from '../api/cloud.ts';
import type { BulkTarget } from '../api/device-list.ts';
import type { ListQuery } from '../api/list-query.ts';
import {
  allSelected,
  between,
  countSelected,
  nothingSelected,
  prune,
  type Selection,
  select,
} from './selection.ts';

export function useSelection(query: ListQuery, devices: readonly Device[], total: number) {
  const { search, status, tag, location, warning } = query;
  const filter = JSON.stringify({ search, status, tag, location, warning });
  const [kept, setKept] = useState<{ filter: string; selection: Selection }>({
    filter,
    selection: nothingSelected,
  });
  const lastId = useRef<string | null>(null);
  // Another filter shows other devices, and nobody should change what they no longer see.
  const selection =
    kept.filter === filter ? prune(kept.selection, new Set(devices.map(({ id }) => id))) : nothingSelected;
  const keep = (next: Selection) => setKept({ filter, selection: next });
  return {
    selection,
    count: countSelected(selection, total),
    select(id: string, isOn: boolean, toHere: boolean) {
      const from = toHere ? lastId.current : null;
      lastId.current = id;
      const ids =
        from === null
          ? [id]
          : between(
              devices.map((device) => device.id),
              from,
              id,
            );
      keep(select(selection, ids, isOn));
    },
    selectAll: (isOn: boolean) => keep(isOn ? allSelected : nothingSelected),
    clear: () => keep(nothingSelected),
    target: (): BulkTarget =>
      selection.mode === 'some'
        ? { ids: [...selection.ids] }
        : {
            filter: { search, status, tag, location, warning },
            except: [...selection.except],
            count: countSelected(selection, total),
          },
  };
}
