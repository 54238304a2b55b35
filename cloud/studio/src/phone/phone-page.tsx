/**
 * The page behind the QR: `/p/<pairing ID>`.
 *
 * Somebody stands before a screen with a phone in one hand. Signing in or up here is consent and the pairing
 * then completes by itself; whoever was signed in already confirms once. The page itself never moves on to
 * another address, so the pairing ID cannot be lost on the way.
 */
import { Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { sessionKey } from '../session/session.ts';
import { PlainFrame } from '../shell/plain-frame.tsx';
import { ChooseCard } from './choose-card.tsx';
import { ClaimTrouble } from './claim-trouble.tsx';
import { ConfirmCard } from './confirm-card.tsx';
import { forgetConsent, hasConsent, rememberConsent } from './consent.ts';
import { DeadCard } from './dead-card.tsx';
import { FactorCard } from './factor-card.tsx';
import { PairedCard, UndoneCard, YoursCard } from './paired-card.tsx';
import { SignInCard } from './sign-in-card.tsx';
import { StepCard } from './step-card.tsx';
import { type Pairing, usePairing } from './use-pairing.ts';

export function PhonePage() {
  const { pairingId = '' } = useParams();
  // Another pairing ID is another page: nothing of the last one may linger.
  return <PhoneFlow key={pairingId} pairingId={pairingId} />;
}

function PhoneFlow({ pairingId }: { pairingId: string }) {
  const pairing = usePairing(pairingId);
  const takesFocus = useReplacedStep(pairing.step.step);
  useConsentFromBefore(pairing, pairingId);
  return (
    <PlainFrame>
      <CurrentStep pairing={pairing} pairingId={pairingId} takesFocus={takesFocus} />
      <p className="out-of-touch" role="status">
        {pairing.outOfTouch ? 'No connection to the cloud right now. Trying again…' : ''}
      </p>
    </PlainFrame>
  );
}

function CurrentStep({
  pairing,
  pairingId,
  takesFocus,
}: {
  pairing: Pairing;
  pairingId: string;
  takesFocus: boolean;
}) {
  const queries = useQueryClient();
  const { step } = pairing;
  switch (step.step) {
    case 'loading':
      return (
        <StepCard title="Looking for your screen…" takesFocus={takesFocus} centred>
          <Loader aria-hidden="true" />
        </StepCard>
      );
    case 'unreadable':
      return <ClaimTrouble problem={step.problem} takesFocus={takesFocus} onRetry={pairing.reload} />;
    case 'sign-in':
      return (
        <SignInCard
          lapsed={step.lapsed}
          takesFocus={takesFocus}
          onLeaving={() => rememberConsent(pairingId)}
          onSignedIn={async () => {
            forgetConsent(pairingId);
            // The claim first: the person asked for it by signing in here, and the screen is waiting.
            pairing.claim();
            await queries.invalidateQueries({ queryKey: sessionKey });
          }}
        />
      );
    case 'confirm':
      return (
        <ConfirmCard
          session={step.session}
          device={step.device}
          asked={step.asked}
          before={step.before}
          accountId={pairing.claimedFor}
          takesFocus={takesFocus}
          onConfirm={(accountId, replaces) => pairing.claim(accountId, true, replaces)}
        />
      );
    case 'second-factor':
      return (
        <FactorCard
          session={step.session}
          takesFocus={takesFocus}
          onLeaving={() => {
            if (step.consented) rememberConsent(pairingId);
          }}
        />
      );
    case 'choose':
      return (
        <ChooseCard
          session={step.session}
          takesFocus={takesFocus}
          onChoose={(accountId) => pairing.claim(accountId)}
        />
      );
    case 'claiming':
      return (
        <StepCard title="Pairing your screen…" takesFocus={takesFocus} centred>
          <Loader aria-hidden="true" />
          <p role="status">{step.again ? 'The cloud did not answer. Trying once more…' : ''}</p>
        </StepCard>
      );
    case 'claim-failed':
      return <ClaimTrouble problem={step.problem} takesFocus={takesFocus} onRetry={pairing.again} />;
    case 'dead':
    case 'dead-unnamed':
      return <DeadCard step={step} takesFocus={takesFocus} />;
    case 'yours':
      return <YoursCard deviceId={step.deviceId} takesFocus={takesFocus} />;
    case 'paired':
      return <PairedCard claimed={step.claimed} takesFocus={takesFocus} onUndo={pairing.undo} />;
    case 'undone':
      return <UndoneCard name={step.name} takesFocus={takesFocus} />;
  }
}

/**
 * Signing in here is consent also where it led over another site or a mail: whoever comes back signed in has asked for
 * it in this browser, within the hour. With several accounts the cloud asks which.
 */
function useConsentFromBefore(pairing: Pairing, pairingId: string): void {
  const { step, claim } = pairing;
  const mayClaim = step.step === 'confirm';
  useEffect(() => {
    if (!mayClaim || !hasConsent(pairingId)) return;
    forgetConsent(pairingId);
    claim();
  }, [mayClaim, pairingId, claim]);
}

/** Whether the step on show took the place of one that a person could use; what was loading does not count. */
function useReplacedStep(step: string): boolean {
  const [shown, setShown] = useState({ step, replaced: false });
  if (shown.step === step) return shown.replaced;
  const next = { step, replaced: shown.replaced || shown.step !== 'loading' };
  setShown(next);
  return next.replaced;
}
