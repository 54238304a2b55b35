/** Says where devices hang; places that the account knows already are a press away. */
import { TextInput } from '@mantine/core';
import { longestLocation } from './edit-device-form.tsx';

interface LocationFieldProps {
  description: string;
  value: string;
  known: readonly string[];
  onChange(value: string): void;
}

const mostOffered = 6;

export function LocationField({ description, value, known, onChange }: LocationFieldProps) {
  const wanted = value.trim().toLowerCase();
  const offered = known.filter((each) => each !== value && each.toLowerCase().includes(wanted));
  return (
    <div className="tag-field">
      <TextInput
        label="Location"
        description={description}
        size="md"
        autoComplete="off"
        data-autofocus
        maxLength={longestLocation}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {offered.length > 0 && (
        <ul className="tag-choice" aria-label="Locations of the account">
          {offered.slice(0, mostOffered).map((each) => (
            <li key={each}>
              <button type="button" className="tag" onClick={() => onChange(each)}>
                {each}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
