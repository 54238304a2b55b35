/**
 * Name and location of a device, saved on Enter, with the answer beside the button.
 *
 * Starts from what the device had when the form appeared and is never overwritten by a later look at it: what
 * somebody is typing is theirs.
 */
import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { changeDevice, type Device, type DeviceLabels } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { Notice } from '../shell/notice.tsx';
import { deviceKey, devicesKey } from './device-keys.ts';

/** As the cloud allows. */
export const longestName = 100;
export const longestLocation = 200;

interface EditDeviceFormProps {
  device: Pick<Device, 'id' | 'name' | 'location'>;
  title?: string;
  onSaved?(device: Device): void;
  autoFocus?: boolean;
}

export function EditDeviceForm({ device, title, onSaved, autoFocus = false }: EditDeviceFormProps) {
  const queries = useQueryClient();
  const form = useForm<DeviceLabels>({
    initialValues: { name: device.name, location: device.location },
    validate: { name: (name) => (name.trim() === '' ? 'A device needs a name.' : null) },
  });
  const save = useMutation({
    mutationFn: ({ name, location }: DeviceLabels) =>
      changeDevice(device.id, { name: name.trim(), location: location.trim() }),
    onSuccess: (saved) => {
      queries.setQueryData(deviceKey(device.id), saved);
      void queries.invalidateQueries({ queryKey: devicesKey });
      form.resetDirty();
      onSaved?.(saved);
    },
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (save.isPending) return;
    if (form.validate().hasErrors) {
      event.currentTarget.querySelector<HTMLInputElement>('input[name="name"]')?.focus();
      return;
    }
    save.mutate(form.getValues());
  }

  const trouble = save.isError ? sentencesFor(asProblem(save.error)) : null;
  const isSaved = save.isSuccess && !form.isDirty();
  return (
    <form className="edit-device" noValidate onSubmit={submit}>
      {title !== undefined && <h2>{title}</h2>}
      <Stack gap="md">
        <TextInput
          label="Name"
          name="name"
          autoComplete="off"
          maxLength={longestName}
          size="md"
          data-autofocus={autoFocus || undefined}
          {...form.getInputProps('name')}
        />
        <TextInput
          label="Location"
          name="location"
          description="Where it hangs, for whoever looks for it"
          autoComplete="off"
          maxLength={longestLocation}
          size="md"
          {...form.getInputProps('location')}
        />
        <div className="save-row">
          <Button type="submit" size="md" loading={save.isPending}>
            Save
          </Button>
          <span className="saved" role="status">
            {isSaved ? 'Saved' : ''}
          </span>
        </div>
        {trouble !== null && (
          <Notice tone="bad" live="alert" title={trouble.title}>
            <p>{trouble.advice}</p>
          </Notice>
        )}
      </Stack>
    </form>
  );
}
