/**
 * Somebody was signed in before the page was opened: one look, one press.
 *
 * So for whoever signs in here, where the account always asks. A session that happens to exist is not consent, so this names the screen, the account and the person, and
 * asks to compare the code, which is how a forged link would show itself.
 */
import { Anchor, Button } from '@mantine/core';
import { useState } from 'react';
import type { Session } from '../api/cloud.ts';
import { sentencesForCode } from '../api/problem-sentences.ts';
import { AccountChoice } from '../pair/account-choice.tsx';
import { accountsThatPair } from '../session/accounts-that-pair.ts';
import { useSignOut } from '../session/session.ts';
import { Notice } from '../shell/notice.tsx';
import type { KnownBefore, ScreenLabels } from './phone-step.ts';
import { StepCard } from './step-card.tsx';

interface ConfirmCardProps {
  session: Session;
  device: ScreenLabels;
  /** The account always asks, however the person came in. */
  asked: boolean;
  /** The one that was chosen already. */
  accountId: string | undefined;
  takesFocus: boolean;
  /** A device of theirs that may be this screen, before a reset. */
  before: KnownBefore | undefined;
  onConfirm(accountId: string, replaces?: string): void;
}

export function ConfirmCard(props: ConfirmCardProps) {
  const { session, device, asked, before, takesFocus, onConfirm } = props;
  const accounts = accountsThatPair(session);
  const wanted = props.accountId ?? session.account.id;
  const first = accounts.find(({ id }) => id === wanted) ?? accounts[0];
  const [accountId, setAccountId] = useState(first?.id ?? '');
  if (first === undefined) return <NotAllowedCard session={session} takesFocus={takesFocus} />;
  return (
    <StepCard title="Pair this screen?" takesFocus={takesFocus}>
      {asked && <p className="lead">Your account wants each screen to be looked at before it is paired.</p>}
      <div className="code-plate">
        <p className="code-plate-hint">Check that your screen shows this code</p>
        <p className="code">{device.code}</p>
        <dl className="labels">
          <dt>Model</dt>
          <dd>{device.model || 'not known'}</dd>
          <dt>Serial</dt>
          <dd>{device.serial || 'not known'}</dd>
        </dl>
      </div>
      <AccountChoice accounts={accounts} value={accountId} onChange={setAccountId} />
      {accounts.length === 1 && (
        <p>
          It goes to <strong>{first.name}</strong>.
        </p>
      )}
      {before !== undefined && (
        <>
          <p>
            <strong>{before.name}</strong> has this serial number and is away: if this is it, after a reset,
            it gets its name, location and tags back.
          </p>
          <Button size="xl" fullWidth onClick={() => onConfirm(before.accountId, before.id)}>
            It is {before.name}
          </Button>
        </>
      )}
      <Button
        size="xl"
        fullWidth
        variant={before === undefined ? 'filled' : 'default'}
        onClick={() => onConfirm(accountId)}
      >
        {before === undefined ? 'Pair this screen' : 'Pair it as a new one'}
      </Button>
      <WhoIsSignedIn session={session} />
    </StepCard>
  );
}

function NotAllowedCard({ session, takesFocus }: Pick<ConfirmCardProps, 'session' | 'takesFocus'>) {
  const { title, advice } = sentencesForCode('not-allowed');
  return (
    <StepCard title={title} takesFocus={takesFocus}>
      <p className="lead">
        In <strong>{session.account.name}</strong> you see screens and do not pair them. {advice}
      </p>
      <WhoIsSignedIn session={session} />
    </StepCard>
  );
}

function WhoIsSignedIn({ session }: { session: Session }) {
  const signOut = useSignOut();
  const [failed, setFailed] = useState(false);
  return (
    <div className="who">
      <p>
        Signed in as <strong>{session.user.name}</strong> ({session.user.email}).{' '}
        <Anchor
          component="button"
          type="button"
          underline="always"
          onClick={() => void signOut().then((done) => setFailed(!done))}
        >
          Not you? Sign out
        </Anchor>
      </p>
      {failed && (
        <Notice tone="bad" live="alert">
          <p>The cloud did not answer, so you are still signed in. Try again.</p>
        </Notice>
      )}
    </div>
  );
}
