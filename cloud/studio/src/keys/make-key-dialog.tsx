/**
 * Makes an API key and shows it, this once.
 *
 * While it is shown, nothing but the button closes the dialog: a stray click must not cost somebody their key.
 */
import { Button, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import type { Role } from '../../../src/identity/rights.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { makeKey, type NewKey } from '../api/keys.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { RoleChoice } from '../members/role-choice.tsx';
import { CopyField } from '../shell/copy-field.tsx';
import { focusMarked } from '../shell/focus-marked.ts';
import { Notice } from '../shell/notice.tsx';
import { useReturnFocus } from '../shell/return-focus.ts';
import { lives } from './key-words.ts';

/** As the cloud allows. */
const longestName = 100;

interface MakeKeyDialogProps {
  /** No key can do more than its maker. */
  atMost: Role;
  onMade(): Promise<unknown>;
  onClose(): void;
}

export function MakeKeyDialog({ atMost, onMade, onClose }: MakeKeyDialogProps) {
  useReturnFocus();
  const element = useRef<HTMLFormElement>(null);
  const form = useForm<{ name: string; role: Role | null; life: string }>({
    initialValues: { name: '', role: null, life: '' },
    validate: {
      name: (name) => (name.trim() === '' ? 'Give the key a name, such as what will use it.' : null),
      role: (role) => (role === null ? 'Choose what the key may do.' : null),
    },
  });
  const making = useMutation({ mutationFn: (key: NewKey) => makeKey(key), onSettled: onMade });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (making.isPending) return;
    if (form.validate().hasErrors) {
      setTimeout(() => focusMarked(element.current, ['input[type="radio"]']));
      return;
    }
    const { name, role, life } = form.getValues();
    const expiresInDays = lives.find(({ value }) => value === life)?.days ?? null;
    if (role !== null) making.mutate({ name: name.trim(), role, expiresInDays });
  }

  if (making.isSuccess) {
    return (
      <Modal
        opened
        onClose={onClose}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title={`${form.values.name.trim()} is made`}
      >
        <Stack gap="md">
          <p>Copy it now and keep it where you keep passwords: it is never shown again.</p>
          <CopyField label="API key" value={making.data} />
        </Stack>
        <div className="dialog-actions">
          <Button variant="default" size="md" onClick={onClose}>
            I have it
          </Button>
        </div>
      </Modal>
    );
  }
  const trouble = making.isError ? sentencesFor(asProblem(making.error)) : null;
  return (
    <Modal opened onClose={onClose} title="Make an API key">
      <form ref={element} noValidate onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="Name"
            name="name"
            description="What will use it"
            autoComplete="off"
            maxLength={longestName}
            size="md"
            data-autofocus
            {...form.getInputProps('name')}
          />
          <RoleChoice
            label="What it may do"
            value={form.values.role}
            atMost={atMost}
            error={typeof form.errors['role'] === 'string' ? form.errors['role'] : null}
            onChange={(role) => form.setFieldValue('role', role)}
          />
          <NativeSelect
            label="For how long"
            name="life"
            size="md"
            data={lives.map(({ value, label }) => ({ value, label }))}
            {...form.getInputProps('life')}
          />
          {trouble !== null && (
            <Notice tone="bad" live="alert" title={trouble.title}>
              <p>{trouble.advice}</p>
            </Notice>
          )}
        </Stack>
        <div className="dialog-actions">
          <Button variant="default" size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="md" loading={making.isPending}>
            Make the key
          </Button>
        </div>
      </form>
    </Modal>
  );
}
