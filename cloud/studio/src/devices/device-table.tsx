/**
 * The devices as a table where there is room and as cards where there is not; of ten thousand rows only those in
 * sight are in the page.
 *
 * One table in the document either way, with roles written out, because a style sheet that turns rows into blocks
 * takes the table's meaning away from some screen readers; they are told how many rows there really are.
 */
// biome-ignore-all lint/a11y/noRedundantRoles: rows that are cards are no table to every screen reader
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Device } from '../api/cloud.ts';
import type { ListQuery } from '../api/list-query.ts';
import { DeviceRow, type RowActions } from './device-row.tsx';
import { type Column, type ColumnId, nameColumn } from './list-columns.ts';
import { isSelected, type Selection } from './selection.ts';
import { SortButton } from './sort-button.tsx';
import { useRowKeys } from './use-row-keys.ts';

/** A row and a card, before they are measured. */
const rowHeightPx = 57;
const cardHeightPx = 190;
/** When so few rows are left below, the next page is fetched. */
const rowsAhead = 30;

interface DeviceTableProps extends RowActions {
  devices: readonly Device[];
  total: number;
  columns: readonly (Column & { id: ColumnId })[];
  query: ListQuery;
  selection: Selection;
  isCards: boolean;
  /** The rows are of the filter before. */
  isOutdated: boolean;
  onSort(sort: ListQuery['sort'], descending: boolean): void;
  onSelectAll(isOn: boolean): void;
  onEndInSight(): void;
}

export function DeviceTable(props: DeviceTableProps) {
  const { devices, total, columns, query, selection, isCards, onEndInSight } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState<number | null>(null);
  // Whatever stands above the rows may come and go with any rendering.
  useLayoutEffect(() => {
    const now = body.current === null ? 0 : body.current.getBoundingClientRect().top + window.scrollY;
    if (Math.abs(now - top) > 1) setTop(now);
  });
  const rows = useWindowVirtualizer({
    count: devices.length,
    estimateSize: () => (isCards ? cardHeightPx : rowHeightPx),
    getItemKey: (index) => devices[index]?.id ?? index,
    overscan: 10,
    // The row with the focus stays, also when it is scrolled out of sight: otherwise the focus would be lost.
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range);
      if (focused === null || focused >= devices.length || inSight.includes(focused)) return inSight;
      return [...inSight, focused].sort((a, b) => a - b);
    },
    scrollMargin: top,
    gap: isCards ? 12 : 0,
    useFlushSync: false,
  });
  const keys = useRowKeys({ ...props, scrollTo: (index) => rows.scrollToIndex(index) });

  const inSight = rows.getVirtualItems();
  const last = inSight.at(-1)?.index ?? 0;
  const isEndInSight = last >= devices.length - rowsAhead;
  useEffect(() => {
    if (isEndInSight) onEndInSight();
  }, [isEndInSight, onEndInSight]);

  const isAllSelected = selection.mode === 'all' && selection.except.size === 0;
  const tracks = ['44px', nameColumn.width, ...columns.map(({ width }) => width), '52px'].join(' ');
  const selectAll = (
    <label className="tick" data-wide={isCards || undefined}>
      <input
        type="checkbox"
        checked={isAllSelected}
        ref={(box) => {
          if (box !== null) box.indeterminate = !isAllSelected && keys.isAnySelected;
        }}
        onChange={(event) => props.onSelectAll(event.currentTarget.checked)}
        aria-label={`Select all ${total} devices`}
      />
      {isCards && <span aria-hidden="true">Select all</span>}
    </label>
  );
  return (
    <>
      {/* The headings of cards are there to be heard alone, so nothing that can be pressed is among them. */}
      {isCards && selectAll}
      <table
        className="devices"
        role="table"
        aria-label="Devices"
        aria-rowcount={total + 1}
        aria-busy={props.isOutdated}
        data-cards={isCards || undefined}
        style={{ '--tracks': tracks } as CSSProperties}
        onKeyDown={keys.onKeyDown}
        onFocus={({ target }) => setFocused(indexOf(target))}
        onBlur={() => setFocused(null)}
      >
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            <th role="columnheader" scope="col">
              {isCards ? <span className="visually-hidden">Selected</span> : selectAll}
            </th>
            {[nameColumn, ...columns].map((column) => (
              <HeadCell
                key={column.id}
                column={column}
                query={query}
                isPressable={!isCards}
                onSort={props.onSort}
              />
            ))}
            <th role="columnheader" scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup" ref={body} style={{ height: rows.getTotalSize() }}>
          {inSight.map(({ index, key, start }) => {
            const device = devices[index];
            return (
              device !== undefined && (
                <DeviceRow
                  key={key}
                  measure={rows.measureElement}
                  index={index}
                  offsetPx={start - top}
                  device={device}
                  columns={columns}
                  isSelected={isSelected(selection, device.id)}
                  onSelect={props.onSelect}
                  onAct={props.onAct}
                />
              )
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function indexOf(element: Element): number | null {
  const row = element.closest('[data-index]');
  return row === null ? null : Number(row.getAttribute('data-index'));
}

interface HeadCellProps {
  column: Column;
  query: ListQuery;
  isPressable: boolean;
  onSort: DeviceTableProps['onSort'];
}

function HeadCell({ column: { label, sort }, query, isPressable, onSort }: HeadCellProps) {
  if (sort === undefined || !isPressable) {
    return (
      <th role="columnheader" scope="col">
        {label}
      </th>
    );
  }
  const isSorted = query.sort === sort;
  return (
    <th
      role="columnheader"
      scope="col"
      aria-sort={isSorted ? (query.descending ? 'descending' : 'ascending') : 'none'}
    >
      <SortButton
        label={label}
        direction={isSorted ? (query.descending ? 'desc' : 'asc') : null}
        onClick={() => onSort(sort, isSorted && !query.descending)}
      />
    </th>
  );
}
