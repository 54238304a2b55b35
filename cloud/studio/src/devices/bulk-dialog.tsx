/**
 * The frame of every dialog that does one thing to many devices: asks, does, and says what came of it.
 *
 * What can be undone is done at once and leaves a way back; what could not be done for some is said here, where it
 * stays until it is read.
 */
import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { type BulkAction, type BulkTarget, changeDevices } from '../api/device-list.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { Notice } from '../shell/notice.tsx';
import { toast } from '../shell/toast.ts';
import { undoToast } from '../shell/undo-toast.tsx';
import { doneWords, troubleWords, undoingOf } from './bulk-words.ts';
import { devicesKey } from './device-keys.ts';
import { removalGraceMs } from './remove-device-dialog.tsx';

interface BulkDialogProps {
  title: string;
  confirm: string;
  target: BulkTarget;
  /** Null: not all is said yet; the form says what is missing. */
  readAction(): BulkAction | null;
  children: ReactNode;
  isDanger?: boolean;
  onClose(): void;
  onDone(): void;
}

export function BulkDialog(props: BulkDialogProps) {
  const { title, confirm, target, readAction, children, isDanger = false, onClose, onDone } = props;
  const queries = useQueryClient();
  const readAgain = () => queries.invalidateQueries({ queryKey: devicesKey });
  const change = useMutation({
    mutationFn: (action: BulkAction) => changeDevices(action, target),
    onSuccess: (results, action) => {
      onDone();
      const undoing = undoingOf(action, results);
      const words = doneWords(action, results);
      if (undoing.length > 0) {
        const takeBack = async () => {
          for (const { action: back, ids } of undoing) await changeDevices(back, { ids });
          await readAgain();
        };
        undoToast(words, takeBack, action.kind === 'remove' ? removalGraceMs : undefined);
      } else {
        toast(words);
      }
      if (troubleWords(results).length === 0) onClose();
    },
    // Also after a refusal: other devices may match by now.
    onSettled: readAgain,
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const action = change.isPending ? null : readAction();
    if (action !== null) change.mutate(action);
  }

  const refusal = change.isError ? sentencesFor(asProblem(change.error)) : null;
  const troubles = change.isSuccess ? troubleWords(change.data) : [];
  return (
    <Modal opened onClose={onClose} title={title}>
      <form noValidate onSubmit={submit}>
        {troubles.length === 0 && children}
        {refusal !== null && (
          <Notice tone="bad" live="alert" title={refusal.title}>
            <p>{refusal.advice}</p>
          </Notice>
        )}
        {troubles.length > 0 && (
          <Notice tone="warn" live="alert" title="Not for all of them">
            {troubles.map((words) => (
              <p key={words}>{words}</p>
            ))}
          </Notice>
        )}
        <div className="dialog-actions">
          {troubles.length > 0 ? (
            <Button size="md" onClick={onClose}>
              Close
            </Button>
          ) : (
            <>
              <Button variant="default" size="md" data-autofocus={isDanger || undefined} onClick={onClose}>
                Cancel
              </Button>
              <Button
                type="submit"
                size="md"
                loading={change.isPending}
                {...(isDanger ? { className: 'danger' } : {})}
              >
                {confirm}
              </Button>
            </>
          )}
        </div>
      </form>
    </Modal>
  );
}
