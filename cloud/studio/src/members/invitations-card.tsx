/** Invitations that nobody has accepted yet: until when they work, what became of the mail, again or no more. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { type Invitation, resendInvitation, revokeInvitation } from '../api/members.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { useMay } from '../session/rights.ts';
import { ConfirmDialog } from '../shell/confirm-dialog.tsx';
import { toast } from '../shell/toast.ts';
import { When } from '../shell/when.tsx';
import { mailWords, titleOf } from './member-words.ts';
import { useInvitations, useReadMembersAgain } from './use-members.ts';

export function InvitationsCard() {
  const { data: invitations = [] } = useInvitations();
  const readAgain = useReadMembersAgain();
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  if (invitations.length === 0 && revoking === null) return null;
  return (
    <section className="card people" aria-labelledby="invitations">
      <h2 id="invitations">Invited</h2>
      <ul>
        {invitations.map((invitation) => (
          <InvitationLine
            key={invitation.id}
            invitation={invitation}
            onRevoke={() => setRevoking(invitation)}
          />
        ))}
      </ul>
      {revoking !== null && (
        <ConfirmDialog
          title={`Take back the invitation of ${revoking.email}?`}
          keep="Keep it"
          act="Take it back"
          run={() => revokeInvitation(revoking.id).finally(readAgain)}
          onDone={() => toast(`The invitation of ${revoking.email} is taken back.`)}
          onClose={() => setRevoking(null)}
        >
          <p>The link in their mail stops working at once. You can invite them anew at any time.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function InvitationLine({ invitation, onRevoke }: { invitation: Invitation; onRevoke(): void }) {
  const { id, email, role, status, expiresAt, mail, invitedBy } = invitation;
  const may = useMay();
  const readAgain = useReadMembersAgain();
  const sending = useMutation({
    mutationFn: () => resendInvitation(id),
    onSuccess: () => toast(`The invitation is on its way to ${email} once more.`),
    onError: (thrown) => {
      const { title, advice } = sentencesFor(asProblem(thrown));
      toast(`${title}. ${advice}`, 'bad');
    },
    onSettled: readAgain,
  });
  const trouble = mailWords(mail);
  return (
    <li>
      <div className="person">
        <strong>{email}</strong>
        <span className="dim">
          {titleOf(role)}
          {invitedBy === '' ? '' : `, invited by ${invitedBy}`}
        </span>
        <span className={status === 'expired' || mail === 'failed' ? 'warn' : 'dim'}>
          {status === 'expired' ? 'Expired ' : 'Expires '}
          <When at={expiresAt} />
          {trouble !== null && `. ${trouble}`}
        </span>
      </div>
      {may('member.manage') && (
        <div className="person-actions">
          <Button
            variant="default"
            size="sm"
            loading={sending.isPending}
            aria-label={`Send again to ${email}`}
            onClick={() => sending.mutate()}
          >
            Send again
          </Button>
          <Button variant="default" size="sm" aria-label={`Take back from ${email}`} onClick={onRevoke}>
            Take back
          </Button>
        </div>
      )}
    </li>
  );
}
