/** Invites somebody by mail: their address, and what they may do, which nobody else decides for the one who asks. */
import { Button, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import type { Role } from '../../../src/identity/rights.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { invite } from '../api/members.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { focusMarked } from '../shell/focus-marked.ts';
import { Notice } from '../shell/notice.tsx';
import { useReturnFocus } from '../shell/return-focus.ts';
import { toast } from '../shell/toast.ts';
import { RoleChoice } from './role-choice.tsx';
import { useReadMembersAgain } from './use-members.ts';

export function InviteDialog({ onClose }: { onClose(): void }) {
  useReturnFocus();
  const readAgain = useReadMembersAgain();
  const element = useRef<HTMLFormElement>(null);
  const form = useForm<{ email: string; role: Role | null }>({
    initialValues: { email: '', role: null },
    validate: {
      email: (email) =>
        /^\S+@\S+\.\S+$/.test(email.trim()) ? null : 'Type their email address, such as anna@example.com.',
      role: (role) => (role === null ? 'Choose what they may do.' : null),
    },
  });
  const sending = useMutation({
    mutationFn: ({ email, role }: { email: string; role: Role }) => invite(email, role),
    onSuccess: (_nothing, { email }) => {
      onClose();
      toast(`An invitation is on its way to ${email}.`);
    },
    // Also after a refusal: somebody else may have invited them a moment ago.
    onSettled: readAgain,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (sending.isPending) return;
    if (form.validate().hasErrors) {
      setTimeout(() => focusMarked(element.current, ['input[type="radio"]']));
      return;
    }
    const { email, role } = form.getValues();
    if (role !== null) sending.mutate({ email: email.trim(), role });
  }

  const trouble = sending.isError ? sentencesFor(asProblem(sending.error)) : null;
  return (
    <Modal opened onClose={onClose} title="Invite somebody">
      <form ref={element} noValidate onSubmit={submit}>
        <Stack gap="md">
          <p>They get a mail with a link. It works for a week, and for their address alone.</p>
          <TextInput
            label="Email"
            name="email"
            type="email"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            size="md"
            data-autofocus
            {...form.getInputProps('email')}
          />
          <RoleChoice
            label="What they may do"
            value={form.values.role}
            error={typeof form.errors['role'] === 'string' ? form.errors['role'] : null}
            onChange={(role) => form.setFieldValue('role', role)}
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
          <Button type="submit" size="md" loading={sending.isPending}>
            Send invitation
          </Button>
        </div>
      </form>
    </Modal>
  );
}
