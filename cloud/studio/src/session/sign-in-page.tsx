/** `/sign-in`: for whoever opened Studio without a session; afterwards they land where they wanted to go. */
import { Navigate, useSearchParams } from 'react-router';
import { ScreenArt } from '../art/screen-art.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { PlainFrame } from '../shell/plain-frame.tsx';
import { CredentialsForm } from './credentials-form.tsx';
import { safeReturnPath } from './return-path.ts';
import { useRefreshSession, useSession } from './session.ts';

export function SignInPage() {
  const session = useSession();
  const refresh = useRefreshSession();
  const [query] = useSearchParams();
  const next = safeReturnPath(query.get('next'));
  if (session.data) return <Navigate to={next} replace />;
  const isPairing = next === '/pair' || next.startsWith('/pair?');
  return (
    <PlainFrame>
      <section className="card step-card">
        {isPairing && <ScreenArt />}
        <PageHeading title="Sign in">
          {isPairing ? 'Sign in to pair your screen' : 'Welcome to Signet'}
        </PageHeading>
        <p className="lead">
          {isPairing
            ? 'Then type the code that your screen shows.'
            : 'Every screen you run, in one calm place. Sign in, or create an account in a minute.'}
        </p>
        <CredentialsForm
          onSignedIn={refresh}
          way={{ path: next, errorPath: `/sign-in?next=${encodeURIComponent(next)}` }}
          error={query.get('error')}
        />
      </section>
    </PlainFrame>
  );
}
