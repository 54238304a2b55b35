/** A page of Settings that the person's role does not open: says so, and who could help. */
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { sentencesForCode } from '../api/problem-sentences.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { PageHeading } from '../shell/heading.tsx';

export function NotAllowed({ title }: { title: string }) {
  return (
    <section className="card step-card" data-centred>
      <ScreenArt mood="asleep" />
      <PageHeading title={title}>{sentencesForCode('not-allowed').title}</PageHeading>
      <p className="lead">{sentencesForCode('not-allowed').advice}</p>
      <Button component={Link} to="/settings" size="md">
        Go to Settings
      </Button>
    </section>
  );
}
