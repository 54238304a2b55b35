/**
 * Somebody of several accounts signed in for this screen: which one gets it, and nothing else to press.
 *
 * Signing in here was consent; only the account is open, and a screen in the wrong one would show strangers' pictures.
 */
import { Button, Stack } from '@mantine/core';
import type { Session } from '../api/cloud.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { accountsThatPair } from '../session/accounts-that-pair.ts';
import { StepCard } from './step-card.tsx';

interface ChooseCardProps {
  session: Session;
  takesFocus: boolean;
  onChoose(accountId: string): void;
}

export function ChooseCard({ session, takesFocus, onChoose }: ChooseCardProps) {
  return (
    <StepCard title="Which account gets it?" takesFocus={takesFocus} art={<ScreenArt />}>
      <p className="lead">You belong to several. Press one, and the screen is paired.</p>
      <Stack gap="sm">
        {accountsThatPair(session).map(({ id, name }) => (
          <Button
            key={id}
            className="account-button"
            size="lg"
            variant="default"
            fullWidth
            onClick={() => onChoose(id)}
          >
            {name}
          </Button>
        ))}
      </Stack>
    </StepCard>
  );
}
