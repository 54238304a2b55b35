/** The claim, or a read that it needs, did not go through: what happened, and the button that tries again. */
import { Anchor, Button } from '@mantine/core';
import { Link } from 'react-router';
import type { CloudProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { useCountdown } from '../shell/countdown.ts';
import { timeLeft } from '../shell/time-left.ts';
import { StepCard } from './step-card.tsx';

interface ClaimTroubleProps {
  problem: CloudProblem;
  takesFocus: boolean;
  onRetry(): void;
}

export function ClaimTrouble({ problem, takesFocus, onRetry }: ClaimTroubleProps) {
  const { title, advice, worthRetrying } = sentencesFor(problem);
  const secondsLeft = useCountdown(problem.retryAfterSeconds ?? 0, problem);
  return (
    <StepCard title={title} takesFocus={takesFocus} art={<ScreenArt mood="asleep" />}>
      <p className="lead">{advice}</p>
      {worthRetrying && (
        <>
          <Button size="lg" fullWidth disabled={secondsLeft > 0} onClick={onRetry}>
            {secondsLeft > 0 ? `Try again in ${timeLeft(secondsLeft)}` : 'Try again'}
          </Button>
          {/* Said once at the start and once at the end: a screen reader should not have to hear every second. */}
          <p className="visually-hidden" role="status">
            {problem.retryAfterSeconds === undefined
              ? ''
              : secondsLeft > 0
                ? `You can try again in ${timeLeft(problem.retryAfterSeconds)}.`
                : 'You can try again now.'}
          </p>
        </>
      )}
      {problem.code === 'device-limit-reached' && (
        <Anchor component={Link} to="/devices">
          Go to your devices
        </Anchor>
      )}
    </StepCard>
  );
}
