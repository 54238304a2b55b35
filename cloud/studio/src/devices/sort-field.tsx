/** The order of the list where there are no column headings to press: on a narrow page. */
import { ActionIcon, NativeSelect } from '@mantine/core';
import { IconSortAscending, IconSortDescending } from '@tabler/icons-react';
import { deviceSorts, type ListQuery } from '../api/list-query.ts';
import { columns, nameColumn } from './list-columns.ts';

const options = [nameColumn, ...columns].flatMap((column) =>
  'sort' in column ? { value: column.sort, label: `By ${column.label.toLowerCase()}` } : [],
);

interface SortFieldProps {
  query: ListQuery;
  onSort(sort: ListQuery['sort'], descending: boolean): void;
}

export function SortField({ query, onSort }: SortFieldProps) {
  const Icon = query.descending ? IconSortDescending : IconSortAscending;
  return (
    <div className="sort-field">
      <NativeSelect
        size="md"
        aria-label="Order"
        data={options}
        value={query.sort}
        onChange={(event) => {
          const sort = deviceSorts.find((each) => each === event.currentTarget.value);
          if (sort !== undefined) onSort(sort, query.descending);
        }}
      />
      <ActionIcon
        variant="default"
        size={42}
        aria-label={query.descending ? 'Descending: turn around' : 'Ascending: turn around'}
        onClick={() => onSort(query.sort, !query.descending)}
      >
        <Icon size={18} stroke={1.8} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}
