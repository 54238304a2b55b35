/** Asks before somebody leaves the account that they act on; the only Admin is told why they cannot. */
import { Button, Modal } from '@mantine/core';
import { useNavigate } from 'react-router';
import { leaveAccount } from '../api/members.ts';
import { sentencesForCode } from '../api/problem-sentences.ts';
import { useRefreshSession } from '../session/session.ts';
import { ConfirmDialog } from '../shell/confirm-dialog.tsx';
import { useReturnFocus } from '../shell/return-focus.ts';
import { toast } from '../shell/toast.ts';

interface LeaveDialogProps {
  accountName: string;
  isLastAdmin: boolean;
  onClose(): void;
}

export function LeaveDialog({ accountName, isLastAdmin, onClose }: LeaveDialogProps) {
  useReturnFocus();
  const navigate = useNavigate();
  const enterAnother = useRefreshSession();
  const { title, advice } = sentencesForCode('last-admin');
  if (isLastAdmin) {
    return (
      <Modal opened onClose={onClose} title={title}>
        <p className="dialog-lead">{advice}</p>
        <div className="dialog-actions">
          <Button size="md" data-autofocus onClick={onClose}>
            Stay
          </Button>
        </div>
      </Modal>
    );
  }
  return (
    <ConfirmDialog
      title={`Leave ${accountName}?`}
      keep="Stay"
      act="Leave"
      run={leaveAccount}
      onClose={onClose}
      onDone={() => {
        toast(`You have left ${accountName}.`);
        void navigate('/devices');
        void enterAnother();
      }}
    >
      <p>
        You no longer see its screens, and your API keys for it end. To come back, you have to be invited
        again.
      </p>
    </ConfirmDialog>
  );
}
