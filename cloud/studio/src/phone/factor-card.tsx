/**
 * The account asks for a second factor that this session has not shown: where it is set up, and the way back here.
 *
 * The address of this page goes along, so the pairing ID cannot be lost; whoever has said yes to this screen before is
 * not asked again when they come back.
 */
import { Button } from '@mantine/core';
import { Link, useLocation } from 'react-router';
import type { Session } from '../api/cloud.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { factorPath, pathHere } from '../session/return-path.ts';
import { StepCard } from './step-card.tsx';

interface FactorCardProps {
  session: Session;
  takesFocus: boolean;
  /** The page is left, to come back to. */
  onLeaving(): void;
}

export function FactorCard({ session, takesFocus, onLeaving }: FactorCardProps) {
  const location = useLocation();
  const [only, ...more] = session.accounts.filter(({ needsSecondFactor }) => needsSecondFactor);
  const isNamed = only !== undefined && more.length === 0;
  return (
    <StepCard title="One more step before pairing" takesFocus={takesFocus} art={<ScreenArt />}>
      <p className="lead">
        {isNamed ? (
          <>
            The account <strong>{only.name}</strong>
          </>
        ) : (
          'Your account'
        )}{' '}
        asks its people for a second factor: a passkey, or the code of an app. Then you come back here.
      </p>
      <Button component={Link} to={factorPath(pathHere(location))} size="xl" fullWidth onClick={onLeaving}>
        Go on
      </Button>
      <p className="dim">Your screen keeps its code meanwhile.</p>
    </StepCard>
  );
}
