/** What narrows the audit log: who, what, and between which days. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { listAuthors, type SubjectKind } from '../api/audit.ts';
import { type AuditFilter, isNarrowed, noFilter, subjectKinds } from './audit-filter.ts';

interface AuditFiltersProps {
  filter: AuditFilter;
  onChange(change: Partial<AuditFilter>): void;
}

export function AuditFilters({ filter, onChange: set }: AuditFiltersProps) {
  const { data: authors = [] } = useQuery({ queryKey: ['audit', 'authors'], queryFn: listAuthors });
  return (
    <fieldset className="audit-filters" aria-label="Show only">
      <NativeSelect
        label="Who"
        size="md"
        value={filter.who}
        data={[
          { value: '', label: 'Everybody' },
          ...authors.map(({ userId, name }) => ({ value: userId, label: name })),
        ]}
        onChange={(event) => set({ who: event.currentTarget.value })}
      />
      <NativeSelect
        label="What"
        size="md"
        value={filter.kind}
        data={[
          { value: '', label: 'Everything' },
          ...Object.entries(subjectKinds).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(event) => set({ kind: event.currentTarget.value as SubjectKind | '' })}
      />
      <TextInput
        label="From"
        type="date"
        size="md"
        value={filter.from}
        max={filter.to || undefined}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        label="To"
        type="date"
        size="md"
        value={filter.to}
        min={filter.from || undefined}
        onChange={(event) => set({ to: event.currentTarget.value })}
      />
      {isNarrowed(filter) && (
        <div className="audit-narrowed">
          {filter.about !== '' && (
            <Button
              variant="default"
              size="sm"
              rightSection={<IconX size={16} stroke={1.8} aria-hidden="true" />}
              aria-label={`About ${filter.aboutName}: show all`}
              onClick={() => set({ about: '', aboutName: '' })}
            >
              About {filter.aboutName}
            </Button>
          )}
          <Button variant="subtle" size="sm" onClick={() => set(noFilter)}>
            Clear filters
          </Button>
        </div>
      )}
    </fieldset>
  );
}
