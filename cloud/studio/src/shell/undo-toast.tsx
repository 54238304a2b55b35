/**
 * A short message with the way back beside it, for what was done at once because it can be undone.
 *
 * Stays longer than others, and for as long as somebody points at it or has the focus in it.
 */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { toast } from './toast.ts';

const usuallyStaysMs = 15_000;

/** `undo` says nothing itself; that it worked or did not is said here. */
export function undoToast(message: string, undo: () => Promise<unknown>, staysMs = usuallyStaysMs): void {
  const id = notifications.show({
    autoClose: staysMs,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: (
      <div className="undo-toast">
        <span>{message}</span>
        <Button variant="subtle" size="compact-md" onClick={() => void run()}>
          Undo
        </Button>
      </div>
    ),
  });

  async function run(): Promise<void> {
    notifications.hide(id);
    try {
      await undo();
      toast('Undone.');
    } catch (thrown) {
      const { title, advice } = sentencesFor(asProblem(thrown));
      toast(`Not undone: ${title}. ${advice}`, 'bad');
    }
  }
}
