/** Adds a web address to a playlist. */
import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useReturnFocus } from '../shell/return-focus.ts';

interface AddWebDialogProps {
  onClose(): void;
  onAdd(url: string, title: string): void;
}

export function AddWebDialog({ onClose, onAdd }: AddWebDialogProps) {
  useReturnFocus();
  const [typed, setTyped] = useState('');
  const [title, setTitle] = useState('');
  const [objection, setObjection] = useState<string | null>(null);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const url = readAddress(typed);
    if (url === null) {
      setObjection('An address looks like https://example.com/menu.');
      event.currentTarget.querySelector('input')?.focus();
      return;
    }
    onAdd(url, title.trim());
    onClose();
  }

  return (
    <Modal opened onClose={onClose} title="Add a web address">
      <p className="dialog-lead">
        The page is shown while the screen has a network, and left out otherwise. Pages that do not allow to
        be shown within others are left out too; the device’s page says so.
      </p>
      <form className="web-form" noValidate onSubmit={submit}>
        <TextInput
          label="Address"
          type="url"
          size="md"
          data-autofocus
          maxLength={2000}
          autoComplete="off"
          value={typed}
          error={objection}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setObjection(null);
          }}
        />
        <TextInput
          label="Name (optional)"
          size="md"
          maxLength={100}
          autoComplete="off"
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <div className="dialog-actions">
          <Button variant="default" size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="md">
            Add
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** With https where nothing is said. */
function readAddress(typed: string): string | null {
  const text = /^[a-z][a-z0-9+.-]*:/i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`;
  const url = URL.parse(text);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    !/[.:]|localhost/.test(url.host) ||
    url.username !== ''
  )
    return null;
  return url.href;
}
