/** What is asked of somebody who makes a token: first what most need, the rest folded away. */
import { Checkbox, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import '@mantine/core/styles/Checkbox.css';
import { playlistsQuery } from '../content/content-queries.ts';
import { longestLocation } from '../devices/edit-device-form.tsx';
import { lives, type TokenForm } from './token-form.ts';

const longestName = 100;

export function TokenFields({ form }: { form: UseFormReturnType<TokenForm> }) {
  const { errors } = form;
  const [isOpen, setIsOpen] = useState(false);
  const { data: content } = useQuery(playlistsQuery);
  const text = { size: 'md', autoComplete: 'off' } as const;
  return (
    <>
      <TextInput
        label="Name"
        name="name"
        description="What it is for, such as a roll-out or a place"
        maxLength={longestName}
        data-autofocus
        {...text}
        {...form.getInputProps('name')}
      />
      <TextInput
        label="For how many screens"
        name="maxUses"
        description="Leave it empty for any number"
        inputMode="numeric"
        maxLength={7}
        {...text}
        {...form.getInputProps('maxUses')}
      />
      <NativeSelect
        label="For how long"
        name="life"
        size="md"
        data={lives.map(({ value, label }) => ({ value, label }))}
        {...form.getInputProps('life')}
      />
      <TextInput
        label="Names of the screens"
        name="namePattern"
        description="Such as Lobby {n}. {n} counts, {serial} and {model} are filled in"
        maxLength={longestName}
        {...text}
        {...form.getInputProps('namePattern')}
      />
      <TextInput
        label="Location"
        name="location"
        maxLength={longestLocation}
        {...text}
        {...form.getInputProps('location')}
      />
      <TextInput
        label="Tags"
        name="tags"
        description="With commas between them"
        {...text}
        {...form.getInputProps('tags')}
      />
      <NativeSelect
        label="Playlist"
        name="playlistId"
        size="md"
        data={[
          { value: '', label: "As the account's other screens" },
          ...(content?.playlists ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        {...form.getInputProps('playlistId')}
      />
      {/* Open where something in it is wrong, so that the field can take the focus, which it must not lose once mended. */}
      <details
        className="token-more"
        open={isOpen || 'serials' in errors}
        onToggle={(event) => setIsOpen(event.currentTarget.open)}
      >
        <summary>Which screens</summary>
        <Stack gap="md">
          <Textarea
            label="Only these serial numbers"
            name="serials"
            description="One a line; NP-* stands for all that begin so. Empty: any screen"
            autosize
            minRows={2}
            maxRows={6}
            {...text}
            {...form.getInputProps('serials')}
          />
          <Checkbox
            size="md"
            label="Screens that were removed or reset may come back"
            {...form.getInputProps('allowReturn', { type: 'checkbox' })}
          />
        </Stack>
      </details>
    </>
  );
}
