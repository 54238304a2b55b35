/**
 * Lets only signed-in people through, and brings everybody else back here after signing in.
 *
 * A session that ends while somebody works does not take the page away: signing in happens in a dialog on top
 * of it, so that a form half filled in is still there afterwards.
 */
import { Loader, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { FailedCard } from '../shell/failed-card.tsx';
import { PlainFrame } from '../shell/plain-frame.tsx';
import { CredentialsForm } from './credentials-form.tsx';
import { pathHere, signInPath } from './return-path.ts';
import { useRefreshSession, useSession } from './session.ts';

export function RequireSession({ children }: { children: ReactNode }) {
  const session = useSession();
  const here = useLocation();
  const [email, setEmail] = useState<string | null>(null);

  const known = session.data?.user.email;
  useEffect(() => {
    if (known !== undefined) setEmail(known);
  }, [known]);

  if (session.data === null && email === null) return <Navigate to={signInPath(here)} replace />;
  if (session.data !== undefined) {
    // One shape with and without the dialog: another would mount the page anew and lose what was typed.
    return (
      <>
        {children}
        {session.data === null && <SignInDialog email={email ?? ''} />}
      </>
    );
  }
  if (session.isError) {
    const { title, advice } = sentencesFor(asProblem(session.error));
    return (
      <PlainFrame>
        <FailedCard title={title} advice={advice} onRetry={() => void session.refetch()} />
      </PlainFrame>
    );
  }
  return (
    <PlainFrame>
      <div className="waiting" role="status" aria-label="Loading">
        <Loader aria-hidden="true" />
      </div>
    </PlainFrame>
  );
}

function SignInDialog({ email }: { email: string }) {
  const refresh = useRefreshSession();
  const queries = useQueryClient();
  const here = pathHere(useLocation());
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      lockScroll={false}
      title="You were signed out"
      centered
      radius="lg"
    >
      <p className="dialog-lead">Sign in to go on where you were. Nothing that you typed is lost.</p>
      <CredentialsForm
        email={email}
        way={{ path: here, errorPath: here }}
        onSignedIn={async () => {
          await refresh();
          await queries.invalidateQueries({ queryKey: ['devices'] });
        }}
      />
    </Modal>
  );
}
