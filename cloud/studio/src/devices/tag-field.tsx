/**
 * Chooses tags: those that the account has are a press away, new ones are typed.
 *
 * What can be chosen stands in the page below the field, and never over the button that comes next.
 */
import { TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { splitTags } from './tag-rules.ts';

interface TagFieldProps {
  label: string;
  description: string;
  chosen: readonly string[];
  known: readonly string[];
  /** Whether one may be typed that nobody has yet. */
  takesNew: boolean;
  error: string | null;
  onChange(chosen: readonly string[]): void;
  /** What is typed and not yet a tag; it is meant as well when the form is sent. */
  typed: string;
  onType(typed: string): void;
}

const mostOffered = 12;

export function TagField(props: TagFieldProps) {
  const { chosen, known, typed, onChange, onType } = props;
  const [isMore, setIsMore] = useState(false);
  const has = (tag: string) => chosen.some((each) => same(each, tag));
  const offered = known.filter((tag) => !has(tag) && tag.toLowerCase().includes(typed.trim().toLowerCase()));
  const shown = isMore ? offered : offered.slice(0, mostOffered);

  function add(tags: readonly string[]): void {
    onType('');
    onChange([
      ...chosen,
      ...tags.filter((tag, i) => !has(tag) && tags.findIndex((each) => same(each, tag)) === i),
    ]);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Backspace' && typed === '') onChange(chosen.slice(0, -1));
    if ((event.key !== 'Enter' && event.key !== ',') || typed.trim() === '') return;
    // With something typed, Enter makes a tag of it; the next one sends the form.
    event.preventDefault();
    add(splitTags(typed));
  }

  return (
    <div className="tag-field">
      <TextInput
        label={props.label}
        description={props.description}
        size="md"
        autoComplete="off"
        data-autofocus
        value={typed}
        error={props.error}
        onChange={(event) => onType(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {chosen.length > 0 && (
        <ul className="tag-choice" aria-label="Chosen tags">
          {chosen.map((tag) => (
            <li key={tag}>
              <button
                type="button"
                className="tag"
                data-chosen
                aria-label={`Leave out ${tag}`}
                onClick={() => onChange(chosen.filter((each) => each !== tag))}
              >
                {tag}
                <IconX size={14} stroke={2} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {shown.length > 0 && (
        <ul className="tag-choice" aria-label="Tags of the account">
          {shown.map((tag) => (
            <li key={tag}>
              <button type="button" className="tag" aria-label={`Add ${tag}`} onClick={() => add([tag])}>
                <IconPlus size={14} stroke={2} aria-hidden="true" />
                {tag}
              </button>
            </li>
          ))}
          {offered.length > shown.length && (
            <li>
              <button type="button" className="tag" onClick={() => setIsMore(true)}>
                {offered.length - shown.length} more
              </button>
            </li>
          )}
        </ul>
      )}
      {!props.takesNew && shown.length === 0 && chosen.length === 0 && (
        <p className="dim">
          {typed === '' ? 'None of your devices has a tag.' : 'No device has a tag like that.'}
        </p>
      )}
    </div>
  );
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
