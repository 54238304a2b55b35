/**
 * A button that opens a list to narrow by: tags, or places, each with how many devices it has.
 *
 * Plain checkboxes, of which the first are shown; with many, typing finds the others.
 */
import { Button, Popover, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';

interface FilterPickerProps {
  label: string;
  /** What it says while there is nothing to choose from. */
  empty: string;
  options: readonly { value: string; label?: string; devices: number }[];
  chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
}

const mostShown = 50;
const searchFrom = 8;

export function FilterPicker({ label, empty, options, chosen, onChange }: FilterPickerProps) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  // What is chosen stays in the list, also when no device has it any more.
  const gone = chosen.filter((value) => !options.some((option) => option.value === value));
  const all: FilterPickerProps['options'] = [...gone.map((value) => ({ value, devices: 0 })), ...options];
  const found = all.filter(({ value, label = value }) => label.toLowerCase().includes(wanted));
  return (
    <Popover
      position="bottom-start"
      shadow="md"
      radius="md"
      width={280}
      trapFocus
      onClose={() => setSearch('')}
    >
      <Popover.Target>
        <Button
          variant="default"
          size="md"
          className="picker"
          data-chosen={chosen.length > 0 || undefined}
          rightSection={<IconChevronDown size={16} stroke={1.8} aria-hidden="true" />}
        >
          {label}
          {chosen.length > 0 && <span className="picked">{chosen.length}</span>}
          {chosen.length > 0 && <span className="visually-hidden"> chosen</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        {all.length === 0 && <p className="dim">{empty}</p>}
        {all.length > searchFrom && (
          <TextInput
            aria-label={`Find in ${label.toLowerCase()}`}
            placeholder="Type to find"
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )}
        <ul className="picker-list">
          {found.slice(0, mostShown).map(({ value, label: name = value, devices }) => (
            <li key={value}>
              <label>
                <input
                  type="checkbox"
                  checked={chosen.includes(value)}
                  onChange={(event) =>
                    onChange(
                      event.currentTarget.checked
                        ? [...chosen, value]
                        : chosen.filter((each) => each !== value),
                    )
                  }
                />
                <span>{name}</span>
                <span className="dim">{devices.toLocaleString('en')}</span>
              </label>
            </li>
          ))}
        </ul>
        {found.length > mostShown && (
          <p className="dim">And {found.length - mostShown} more: type to find.</p>
        )}
        {found.length === 0 && all.length > 0 && <p className="dim">None is called so.</p>}
      </Popover.Dropdown>
    </Popover>
  );
}
