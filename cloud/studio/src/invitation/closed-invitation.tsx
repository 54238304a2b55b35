/** An invitation that cannot be accepted as things are: why, and the way on that each reason has. */
import { Anchor, Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { CloudProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { sendConfirmation } from '../session/auth.ts';
import { authTrouble } from '../session/auth-sentences.ts';
import { useSignOut } from '../session/session.ts';
import { PageHeading } from '../shell/heading.tsx';
import { Notice } from '../shell/notice.tsx';
import { PlainFrame } from '../shell/plain-frame.tsx';

interface ClosedInvitationProps {
  problem: CloudProblem;
  you: { email: string };
  /** This page, for the way back from a mail. */
  path: string;
  onRetry(): void;
}

export function ClosedInvitation({ problem, you, path, onRetry }: ClosedInvitationProps) {
  const { title, advice, worthRetrying } = sentencesFor(problem);
  return (
    <PlainFrame>
      <section className="card step-card" data-centred>
        <ScreenArt mood="asleep" />
        <PageHeading>{title}</PageHeading>
        <p className="lead">{advice}</p>
        {problem.code === 'invitation-for-another' && <UseAnotherAddress />}
        {problem.code === 'address-not-confirmed' && <ConfirmAddress email={you.email} path={path} />}
        {worthRetrying && (
          <Button size="md" onClick={onRetry}>
            Try again
          </Button>
        )}
        <p>
          <Anchor component={Link} to="/devices">
            Go to your devices
          </Anchor>
        </p>
        <p className="dim">You are signed in as {you.email}.</p>
      </section>
    </PlainFrame>
  );
}

function UseAnotherAddress() {
  const signOut = useSignOut();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');

  async function go() {
    setState('busy');
    // Signed out, this page asks to sign in by itself.
    if (!(await signOut())) setState('failed');
  }

  return (
    <>
      {state === 'failed' && (
        <Notice tone="bad" live="alert">
          <p>The cloud did not answer, so you are still signed in. Try again.</p>
        </Notice>
      )}
      <Button
        className="wide-button account-button"
        size="md"
        fullWidth
        loading={state === 'busy'}
        onClick={() => void go()}
      >
        Use the other address
      </Button>
    </>
  );
}

function ConfirmAddress({ email, path }: { email: string; path: string }) {
  const [state, setState] = useState<'idle' | 'busy' | 'sent'>('idle');
  const [trouble, setTrouble] = useState('');

  async function send() {
    setState('busy');
    setTrouble('');
    const outcome = await sendConfirmation(email, path);
    setState(outcome.outcome === 'ok' ? 'sent' : 'idle');
    if (outcome.outcome === 'refused') setTrouble(authTrouble(outcome).sentence);
  }

  return (
    <>
      {trouble !== '' && (
        <Notice tone="bad" live="alert">
          <p>{trouble}</p>
        </Notice>
      )}
      {state === 'sent' ? (
        <Notice tone="info" live="status" title="Look for our mail">
          <p>
            We have sent a link to <strong>{email}</strong>. It leads back to the invitation.
          </p>
        </Notice>
      ) : (
        <Button size="md" loading={state === 'busy'} onClick={() => void send()}>
          Send me the link
        </Button>
      )}
    </>
  );
}
