/** One step of the phone page: a card with a heading that takes the focus when the step changes. */
import type { ReactNode } from 'react';
import { Heading } from '../shell/heading.tsx';

interface StepCardProps {
  title: string;
  takesFocus: boolean;
  children: ReactNode;
  /** Stands above the heading. */
  art?: ReactNode;
  centred?: boolean;
}

export function StepCard({ title, takesFocus, children, art, centred = false }: StepCardProps) {
  return (
    <section className="card step-card" data-centred={centred || undefined}>
      {art}
      <Heading key={title} takesFocus={takesFocus}>
        {title}
      </Heading>
      {children}
    </section>
  );
}
