/**
 * Asks before something is done that nothing can undo, and says what came of it where it was asked.
 *
 * Only for that: what can be undone is done at once, with `undoToast`.
 */
import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { Notice } from './notice.tsx';
import { useReturnFocus } from './return-focus.ts';

interface ConfirmDialogProps {
  /** A question. */
  title: string;
  /** What will happen. */
  children: ReactNode;
  /** The button that does nothing, such as "Keep it". */
  keep: string;
  /** The button that does it, in the words of the question. */
  act: string;
  run(): Promise<unknown>;
  onDone(): void;
  onClose(): void;
}

export function ConfirmDialog({ title, children, keep, act, run, onDone, onClose }: ConfirmDialogProps) {
  useReturnFocus();
  const doing = useMutation({
    mutationFn: run,
    onSuccess: () => {
      onClose();
      onDone();
    },
  });
  const trouble = doing.isError ? sentencesFor(asProblem(doing.error)) : null;
  return (
    <Modal opened onClose={onClose} title={title}>
      <div className="dialog-lead">{children}</div>
      {trouble !== null && (
        <Notice tone="bad" live="alert" title={trouble.title}>
          <p>{trouble.advice}</p>
        </Notice>
      )}
      <div className="dialog-actions">
        {/* The harmless button has the focus, so that Enter alone does nothing. */}
        <Button variant="default" size="md" data-autofocus onClick={onClose}>
          {keep}
        </Button>
        <Button className="danger" size="md" loading={doing.isPending} onClick={() => doing.mutate()}>
          {act}
        </Button>
      </div>
    </Modal>
  );
}
