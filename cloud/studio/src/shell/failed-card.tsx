/** A page that could not be read: what happened and a button to try again. */
import { Button } from '@mantine/core';
import { ScreenArt } from '../art/screen-art.tsx';

interface FailedCardProps {
  title: string;
  advice: string;
  onRetry(): void;
}

export function FailedCard({ title, advice, onRetry }: FailedCardProps) {
  return (
    <section className="card step-card" data-centred role="alert">
      <ScreenArt mood="asleep" />
      <h1 className="page-heading">{title}</h1>
      <p className="lead">{advice}</p>
      <Button size="md" onClick={onRetry}>
        Try again
      </Button>
    </section>
  );
}
