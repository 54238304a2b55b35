/**
 * Makes a provisioning token and shows it, this once, with the file for the screens.
 *
 * While it is shown, nothing but the button closes the dialog: a stray click must not cost somebody their token.
 */
import { Button, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { makeToken } from '../api/provisioning.ts';
import { focusMarked } from '../shell/focus-marked.ts';
import { Notice } from '../shell/notice.tsx';
import { useReturnFocus } from '../shell/return-focus.ts';
import { TokenFields } from './token-fields.tsx';
import { emptyToken, newTokenOf, objections } from './token-form.ts';
import { TokenMade } from './token-made.tsx';

interface MakeTokenDialogProps {
  onMade(): Promise<unknown>;
  onClose(): void;
}

export function MakeTokenDialog({ onMade, onClose }: MakeTokenDialogProps) {
  useReturnFocus();
  const element = useRef<HTMLFormElement>(null);
  const form = useForm({ initialValues: emptyToken, validate: objections });
  const making = useMutation({ mutationFn: makeToken, onSettled: onMade });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (making.isPending) return;
    if (form.validate().hasErrors) {
      setTimeout(() => focusMarked(element.current, []));
      return;
    }
    making.mutate(newTokenOf(form.getValues(), Date.now()));
  }

  if (making.isSuccess) {
    const { name } = form.getValues();
    return (
      <Modal
        opened
        onClose={onClose}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title={`${name.trim()} is made`}
      >
        <TokenMade token={making.data} onClose={onClose} />
      </Modal>
    );
  }
  const trouble = making.isError ? sentencesFor(asProblem(making.error)) : null;
  return (
    <Modal opened onClose={onClose} title="Make a provisioning token">
      <form ref={element} noValidate onSubmit={submit}>
        <Stack gap="md">
          <TokenFields form={form} />
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
            Make the token
          </Button>
        </div>
      </form>
    </Modal>
  );
}
