/** An account that this person belonged to was closed: by whom and when, what became of it, and where they are now. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Session } from '../api/cloud.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { home } from './return-path.ts';
import { sessionKey } from './session.ts';

interface AccountClosedProps {
  session: Session;
  closed: Session['closed'][number];
  onRead(): void;
}

export function AccountClosed({ session, closed, onRead }: AccountClosedProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const byMe = closed.by.endsWith(`(${session.user.email})`) || closed.by === session.user.email;
  const when = new Date(closed.closedAt).toLocaleString(undefined, { dateStyle: 'long', timeStyle: 'short' });
  const isAlone = session.accounts.length === 1 && session.account.role === 'admin';
  // Whoever had no other got one like the one that they had at first.
  const isNew = isAlone && session.account.name === closed.name;

  function goOn() {
    // Whatever was read was of the account that is gone.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
    onRead();
    void navigate(home);
  }

  return (
    <section className="card step-card account-gate" data-centred>
      <ScreenArt mood="asleep" />
      <PageHeading title="Account closed">The account {closed.name} is closed</PageHeading>
      <p className="lead">
        {byMe ? 'You' : <strong>{closed.by}</strong>} closed it on {when}. Its screens show a pairing code
        again; its playlists, media, members and keys are deleted.
      </p>
      <p className="lead">
        {isNew ? (
          'You have a new and empty account of your own, to begin anew. If your colleagues run another one, ask them for an invitation.'
        ) : (
          <>
            You are in <strong>{session.account.name}</strong> now.
            {isAlone && ' If your colleagues run another account, ask them for an invitation.'}
          </>
        )}
      </p>
      <Button size="lg" onClick={goOn}>
        Go on
      </Button>
    </section>
  );
}
