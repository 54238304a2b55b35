/** The name or the location of a device, edited where it stands. */
import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Device, DeviceLabels } from '../api/cloud.ts';
import { longestLocation, longestName } from './edit-device-form.tsx';
import { InlineEdit } from './inline-edit.tsx';
import { useDeviceEdit } from './use-device-edit.ts';

interface EditLabelProps {
  device: Device;
  part: keyof DeviceLabels;
  children: ReactNode;
}

const longest = { name: longestName, location: longestLocation };

export function EditLabel({ device, part, children }: EditLabelProps) {
  /** Null: not being edited. */
  const [typed, setTyped] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const change = useDeviceEdit(device.id, close);
  const label = part === 'name' ? 'Name' : 'Location';

  function close(): void {
    setTyped(null);
    setTrouble(null);
  }

  function save(): void {
    const value = (typed ?? '').trim();
    const before = device[part];
    const done = value === '' ? `${device.name} has no location now.` : `${label} is ${value} now.`;
    if (part === 'name' && value === '') setTrouble('A device needs a name.');
    else if (value === before) close();
    else change.mutate({ edit: { [part]: value }, back: { [part]: before }, done });
  }

  return (
    <InlineEdit
      label={label.toLowerCase()}
      isEditing={typed !== null}
      isSaving={change.isPending}
      error={change.error}
      onEdit={() => {
        change.reset();
        setTyped(device[part]);
      }}
      onSave={save}
      onCancel={close}
      field={
        <TextInput
          aria-label={label}
          size="md"
          autoComplete="off"
          maxLength={longest[part]}
          placeholder={part === 'location' ? 'Where it hangs, for whoever looks for it' : ''}
          value={typed ?? ''}
          error={trouble}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setTrouble(null);
          }}
        />
      }
    >
      {children}
    </InlineEdit>
  );
}
