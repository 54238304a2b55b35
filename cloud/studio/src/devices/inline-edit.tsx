/**
 * A value that turns into a field where it stands: press to edit, Enter or Save to keep, Escape or Cancel to leave.
 *
 * Nothing that is typed is lost by looking away: only those four end it.
 */
import { ActionIcon, Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { Notice } from '../shell/notice.tsx';

interface InlineEditProps {
  /** What is edited, for the names of the buttons. */
  label: string;
  /** As it is read. */
  children: ReactNode;
  field: ReactNode;
  isEditing: boolean;
  isSaving: boolean;
  error: unknown;
  onEdit(): void;
  onSave(): void;
  onCancel(): void;
}

export function InlineEdit(props: InlineEditProps) {
  const { label, isEditing, onCancel } = props;
  const form = useRef<HTMLFormElement>(null);
  const pencil = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (isEditing) form.current?.querySelector('input')?.select();
    else if (wasEditing.current) pencil.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);

  if (!isEditing) {
    return (
      <div className="inline-value">
        {props.children}
        <ActionIcon
          ref={pencil}
          variant="subtle"
          color="gray"
          size={32}
          aria-label={`Edit ${label}`}
          onClick={props.onEdit}
        >
          <IconPencil size={18} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
      </div>
    );
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!props.isSaving) props.onSave();
  }

  const trouble = props.error === null ? null : sentencesFor(asProblem(props.error));
  return (
    <form
      ref={form}
      className="inline-form"
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      {props.field}
      <div className="inline-actions">
        <Button type="submit" size="sm" loading={props.isSaving}>
          Save
        </Button>
        <Button variant="default" size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      {trouble !== null && (
        <Notice tone="bad" live="alert" title={trouble.title}>
          <p>{trouble.advice}</p>
        </Notice>
      )}
    </form>
  );
}
