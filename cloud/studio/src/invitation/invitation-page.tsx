/**
 * `/invitation/<id>?email=…`: where the mail of an invitation leads.
 *
 * Looking changes nothing: one press joins the account. What the invitation is about is told to nobody but the person
 * whose address it was sent to; the address in the link only fills in a form, since anybody can write a link.
 */
import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { asProblem } from '../api/cloud-problem.ts';
import { readInvitation } from '../api/members.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { CredentialsForm } from '../session/credentials-form.tsx';
import { useRefreshSession, useSession } from '../session/session.ts';
import { FailedCard } from '../shell/failed-card.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { PlainFrame } from '../shell/plain-frame.tsx';
import { ClosedInvitation } from './closed-invitation.tsx';
import { OpenInvitation } from './open-invitation.tsx';

export function InvitationPage() {
  const { id = '' } = useParams();
  const session = useSession();
  const invitation = useQuery({
    // Somebody else gets another answer.
    queryKey: ['invitation', id, session.data?.user.id],
    queryFn: () => readInvitation(id),
    enabled: session.data != null,
  });
  const path = useInvitationPath(id);
  if (session.data === null) return <SignInFirst path={path} />;
  const failed = session.error ?? invitation.error;
  if (failed !== null && session.data === undefined) {
    return <Unreadable thrown={failed} onRetry={() => void session.refetch()} />;
  }
  if (session.data && invitation.data) {
    return <OpenInvitation id={id} invitation={invitation.data} you={session.data.user} />;
  }
  if (session.data && failed !== null) {
    return (
      <ClosedInvitation
        problem={asProblem(failed)}
        you={session.data.user}
        path={path}
        onRetry={() => void invitation.refetch()}
      />
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

/** This page, for a way back from a mail or another site. */
function useInvitationPath(id: string): string {
  const [query] = useSearchParams();
  const email = query.get('email');
  const path = `/invitation/${encodeURIComponent(id)}`;
  return email === null ? path : `${path}?email=${encodeURIComponent(email)}`;
}

function SignInFirst({ path }: { path: string }) {
  const [query] = useSearchParams();
  const refresh = useRefreshSession();
  const email = query.get('email') ?? '';
  return (
    <PlainFrame>
      <section className="card step-card">
        <ScreenArt />
        <PageHeading>You are invited</PageHeading>
        <p className="lead">
          Somebody wants to run screens together with you.{' '}
          {email === '' ? (
            'Sign in with the address that got the mail'
          ) : (
            <>
              Sign in as <strong>{email}</strong>
            </>
          )}
          , or create an account, to see by whom and to what.
        </p>
        <CredentialsForm
          onSignedIn={refresh}
          email={email}
          startsWith="sign-up"
          way={{ path, errorPath: path }}
          error={query.get('error')}
        />
      </section>
    </PlainFrame>
  );
}

function Unreadable({ thrown, onRetry }: { thrown: unknown; onRetry(): void }) {
  const { title, advice } = sentencesFor(asProblem(thrown));
  return (
    <PlainFrame>
      <FailedCard title={title} advice={advice} onRetry={onRetry} />
    </PlainFrame>
  );
}
