/**
 * The code that was scanned leads nowhere, or no longer does: why, and what to do about it.
 *
 * The reason is exact for whoever is signed in; to a stranger all dead codes look alike, so that nobody can
 * try codes from the street.
 */
import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { ProblemCode } from '../api/cloud-problem.ts';
import { sentencesForCode } from '../api/problem-sentences.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { Notice } from '../shell/notice.tsx';
import type { Step } from './phone-step.ts';
import { StepCard } from './step-card.tsx';

interface DeadCardProps {
  step: Extract<Step, { step: 'dead' | 'dead-unnamed' }>;
  takesFocus: boolean;
}

export function DeadCard({ step, takesFocus }: DeadCardProps) {
  const isNamed = step.step === 'dead';
  const { title, advice } = isNamed ? sentencesForCode(step.code) : unnamed;
  return (
    <StepCard title={title} takesFocus={takesFocus} art={<ScreenArt mood="asleep" />}>
      {step.diedHere && (
        <Notice tone="info" live="status">
          <p>{isNamed ? (whyItDied[step.code] ?? diedAnyhow) : diedAnyhow}</p>
        </Notice>
      )}
      <p className="lead">{advice}</p>
      <p>
        {isNamed ? (
          <Anchor component={Link} to="/devices">
            Go to your devices
          </Anchor>
        ) : (
          <Anchor component={Link} to="/sign-in">
            Sign in to Studio
          </Anchor>
        )}
      </p>
    </StepCard>
  );
}

const unnamed = {
  title: 'This code does not work',
  advice:
    'Look at your screen: if it shows a code, scan that one. It may have changed since this one was scanned.',
};

const diedAnyhow =
  'It worked when you opened this page. Since then the screen was restarted, or somebody paired it.';

const whyItDied: Partial<Record<ProblemCode, string>> = {
  'no-longer-live': 'It worked when you opened this page. Since then the screen was restarted.',
  'already-paired': 'It worked when you opened this page. Since then somebody else was faster.',
};
