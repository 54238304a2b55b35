/** An invitation that is good: who invites to what, and the button that joins. */
import { Anchor, Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { roleWords } from '../../../src/identity/role-words.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { acceptInvitation, type ReceivedInvitation } from '../api/members.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { useRefreshSession } from '../session/session.ts';
import { PageHeading } from '../shell/heading.tsx';
import { Notice } from '../shell/notice.tsx';
import { PlainFrame } from '../shell/plain-frame.tsx';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

interface OpenInvitationProps {
  id: string;
  invitation: ReceivedInvitation;
  you: { email: string };
}

export function OpenInvitation({ id, invitation, you }: OpenInvitationProps) {
  const { account, role, invitedBy, status, expiresAt } = invitation;
  const navigate = useNavigate();
  const enterAccount = useRefreshSession();
  const joining = useMutation({
    mutationFn: () => acceptInvitation(id),
    // The same person may accept once more, so a lost reply is worth another try.
    retry: (failures, thrown) => failures < 1 && asProblem(thrown).code === 'unreachable',
    onSuccess: async () => {
      await enterAccount();
      await navigate('/devices');
    },
  });
  const trouble = joining.isError ? sentencesFor(asProblem(joining.error)) : null;
  const isIn = status === 'accepted';
  return (
    <PlainFrame>
      <section className="card step-card" data-centred>
        <ScreenArt />
        <PageHeading>{isIn ? `You are in ${account.name}` : `Join ${account.name}?`}</PageHeading>
        {isIn ? (
          <p className="lead">You have accepted this invitation already.</p>
        ) : (
          <p className="lead">
            <strong>{invitedBy}</strong> invites you as <strong>{roleWords[role].title}</strong>: that is who{' '}
            {roleWords[role].does}.
          </p>
        )}
        {trouble !== null && (
          <Notice tone="bad" live="alert" title={trouble.title}>
            <p>{trouble.advice}</p>
          </Notice>
        )}
        <Button
          className="wide-button account-button"
          size="lg"
          fullWidth
          loading={joining.isPending}
          onClick={() => joining.mutate()}
        >
          {isIn ? `Go to ${account.name}` : `Join ${account.name}`}
        </Button>
        {!isIn && (
          <p className="lead">
            <Anchor component={Link} to="/devices">
              Not now
            </Anchor>
            . The link works until {day.format(expiresAt)}.
          </p>
        )}
        <p className="dim">You are signed in as {you.email}.</p>
      </section>
    </PlainFrame>
  );
}
