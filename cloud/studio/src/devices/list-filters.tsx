/**
 * What narrows the list: a search, how devices are doing, their tags and places. All of it stands in the address.
 */
import { Button, CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { DeviceSurvey } from '../api/device-list.ts';
import { type ListQuery, type StatusFilter, statusFilters } from '../api/list-query.ts';
import { FilterPicker } from './filter-picker.tsx';

/** So long after the last letter the search is sent. */
const typingPauseMs = 200;

const statusLabels: Record<StatusFilter, string> = {
  online: 'Online',
  playing: 'Playing',
  offline: 'Offline',
  'never-seen': 'Not seen yet',
};

interface ListFiltersProps {
  query: ListQuery;
  survey: DeviceSurvey | undefined;
  /** Where there is little room, all but the search is behind a button. */
  isNarrow: boolean;
  onChange(change: Partial<ListQuery>): void;
  children: ReactNode;
}

export function ListFilters(props: ListFiltersProps) {
  const { query, isNarrow, onChange } = props;
  const [isOpen, setIsOpen] = useState(false);
  const active = query.status.length + query.tag.length + query.location.length + query.warning.length;
  return (
    <search className="filters" aria-label="Devices">
      <SearchField search={query.search} onSearch={(search) => onChange({ search })} />
      {isNarrow && (
        <Button
          variant="default"
          size="md"
          className="picker"
          data-chosen={active > 0 || undefined}
          aria-expanded={isOpen}
          leftSection={<IconAdjustmentsHorizontal size={18} stroke={1.8} aria-hidden="true" />}
          onClick={() => setIsOpen(!isOpen)}
        >
          Filters
          {active > 0 && <span className="picked">{active}</span>}
        </Button>
      )}
      {(!isNarrow || isOpen) && <Narrowing {...props} />}
    </search>
  );
}

function Narrowing({ query, survey, onChange, children }: ListFiltersProps) {
  const chosen = new Set(query.status);
  return (
    <>
      <fieldset className="status-filter">
        <legend className="visually-hidden">Status</legend>
        {statusFilters.map((status) => (
          <button
            key={status}
            type="button"
            aria-pressed={chosen.has(status)}
            onClick={() =>
              onChange({
                status: statusFilters.filter((each) => (each === status) !== chosen.has(each)),
              })
            }
          >
            {statusLabels[status]}
            {survey !== undefined && (
              <span className="count">{survey.statuses[status].toLocaleString('en')}</span>
            )}
          </button>
        ))}
      </fieldset>
      <div className="filter-row">
        <FilterPicker
          label="Tags"
          empty="No device has a tag yet. Select some devices and tag them."
          options={(survey?.tags ?? []).map(({ tag, devices }) => ({ value: tag, devices }))}
          chosen={query.tag}
          onChange={(tag) => onChange({ tag })}
        />
        <FilterPicker
          label="Locations"
          empty="No device has a location yet. Select some devices and set it."
          options={(survey?.locations ?? []).map(({ location, devices }) => ({ value: location, devices }))}
          chosen={query.location}
          onChange={(location) => onChange({ location })}
        />
        <FilterPicker
          label="Warnings"
          empty="No device has a warning. All is well."
          options={[
            { value: 'any', label: 'Any warning', devices: survey?.withWarnings ?? 0 },
            ...(survey?.warnings ?? []).map(({ code, title, devices }) => ({
              ...{ value: code, label: title.replace(/\.$/, ''), devices },
            })),
          ]}
          chosen={query.warning}
          onChange={(warning) => onChange({ warning })}
        />
        {children}
      </div>
    </>
  );
}

function SearchField({ search, onSearch }: { search: string; onSearch(search: string): void }) {
  const [typed, setTyped] = useState(search);
  const sent = useRef(search);
  const send = useDebouncedCallback((words: string) => {
    sent.current = words;
    onSearch(words);
  }, typingPauseMs);
  // The address may change without this field: by the way back, or by "clear".
  useEffect(() => {
    if (search === sent.current) return;
    sent.current = search;
    setTyped(search);
  }, [search]);

  function type(words: string): void {
    setTyped(words);
    send(words.trim());
  }

  return (
    <TextInput
      className="search"
      type="search"
      size="md"
      maxLength={200}
      aria-label="Search devices"
      aria-keyshortcuts="/"
      data-shortcut="search"
      placeholder="Name, location, serial, model, ID"
      leftSection={<IconSearch size={18} stroke={1.8} aria-hidden="true" />}
      rightSection={
        typed === '' ? null : <CloseButton aria-label="Clear the search" onClick={() => type('')} />
      }
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
