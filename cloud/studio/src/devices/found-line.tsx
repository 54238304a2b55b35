/** How many devices the filters leave, told to eye and ear, and the way back to all of them. */
import { Button } from '@mantine/core';
import type { DeviceFilter } from '../api/list-query.ts';
import { countDevices } from './bulk-words.ts';
import { isFiltered } from './list-address.ts';

interface FoundLineProps {
  query: DeviceFilter;
  /** Null: not known yet for these filters. */
  total: number | null;
  ofAll: number | undefined;
  onClear(): void;
}

export function FoundLine({ query, total, ofAll, onClear }: FoundLineProps) {
  const filtered = isFiltered(query);
  const all = ofAll === undefined ? '' : ` of ${ofAll.toLocaleString('en')}`;
  return (
    <div className={filtered ? 'found' : 'visually-hidden'}>
      <p role="status">{filtered && total !== null ? `${countDevices(total)} found${all}` : ''}</p>
      {filtered && (
        <Button variant="subtle" size="compact-md" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </div>
  );
}
