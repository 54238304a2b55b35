/**
 * Lets only signed-in people through, and brings everybody else back here after signing in.
 *
 * A session that ends while somebody works does not take the page away: signing in happens in a dialog on top
 * of it, so that a form half filled in is still there afterwards.
 */
import { Loader } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { FailedCard } from '../shell/failed-card.tsx';
import { PlainFrame } from '../shell/plain-frame.tsx';
import { signInPath } from './return-path.ts';
import { useSession } from './session.ts';

const loadDialog = () => import('./sign-in-dialog.tsx');
const SignInDialog = lazy(async () => ({ default: (await loadDialog()).SignInDialog }));

export function RequireSession({ children }: { children: ReactNode }) {
  const session = useSession();
  const here = useLocation();
  const [email, setEmail] = useState<string | null>(null);

  const known = session.data?.user.email;
  useEffect(() => {
    if (known === undefined) return;
    setEmail(known);
    // Not among what is loaded first; but it must be there when the session ends, whatever the cloud has by then.
    void loadDialog();
  }, [known]);

  if (session.data === null && email === null) return <Navigate to={signInPath(here)} replace />;
  if (session.data !== undefined) {
    // One shape with and without the dialog: another would mount the page anew and lose what was typed.
    return (
      <>
        {children}
        {session.data === null && (
          <Suspense>
            <SignInDialog email={email ?? ''} />
          </Suspense>
        )}
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
