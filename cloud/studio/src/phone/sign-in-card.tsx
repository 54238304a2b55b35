/** Nobody is signed in and the screen waits: signing in or up is all that is left to do. */
import { ScreenArt } from '../art/screen-art.tsx';
import { CredentialsForm } from '../session/credentials-form.tsx';
import { Notice } from '../shell/notice.tsx';
import { StepCard } from './step-card.tsx';

interface SignInCardProps {
  lapsed: boolean;
  takesFocus: boolean;
  onSignedIn(): Promise<unknown>;
}

export function SignInCard({ lapsed, takesFocus, onSignedIn }: SignInCardProps) {
  return (
    <StepCard title="Pair this screen" takesFocus={takesFocus} art={<ScreenArt />}>
      {lapsed ? (
        <Notice tone="warn" title="You were signed out meanwhile">
          <p>Sign in again, and the screen is paired at once.</p>
        </Notice>
      ) : (
        <p className="lead">Sign in, and the screen joins your account by itself. Nothing else to press.</p>
      )}
      <CredentialsForm onSignedIn={onSignedIn} andThen="pair" />
    </StepCard>
  );
}
