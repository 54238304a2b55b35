/** Nobody is signed in and the screen waits: signing in or up is all that is left to do. */

import { useLocation } from 'react-router';
import { ScreenArt } from '../art/screen-art.tsx';
import { CredentialsForm } from '../session/credentials-form.tsx';
import { pathHere } from '../session/return-path.ts';
import { Notice } from '../shell/notice.tsx';
import { StepCard } from './step-card.tsx';

interface SignInCardProps {
  lapsed: boolean;
  /** The page is left for a sign-in elsewhere, or a mail leads on. */
  onLeaving(): void;
  takesFocus: boolean;
  onSignedIn(): Promise<unknown>;
}

export function SignInCard({ lapsed, takesFocus, onLeaving, onSignedIn }: SignInCardProps) {
  const location = useLocation();
  const here = pathHere(location);
  return (
    <StepCard title="Pair this screen" takesFocus={takesFocus} art={<ScreenArt />}>
      {lapsed ? (
        <Notice tone="warn" title="You were signed out meanwhile">
          <p>Sign in again, and the screen is paired at once.</p>
        </Notice>
      ) : (
        <p className="lead">Sign in, and the screen joins your account by itself. Nothing else to press.</p>
      )}
      <CredentialsForm
        onSignedIn={onSignedIn}
        andThen="pair"
        way={{ path: here, errorPath: here }}
        onLeaving={onLeaving}
        error={new URLSearchParams(location.search).get('error')}
      />
    </StepCard>
  );
}
