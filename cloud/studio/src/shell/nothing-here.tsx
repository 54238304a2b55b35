/** An address that leads nowhere, and the way back. */
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { ScreenArt } from '../art/screen-art.tsx';
import { PageHeading } from './heading.tsx';

export function NothingHere({ title, advice }: { title: string; advice: string }) {
  return (
    <section className="card step-card nothing-here" data-centred>
      <ScreenArt mood="asleep" />
      <PageHeading>{title}</PageHeading>
      <p className="lead">{advice}</p>
      <Button component={Link} to="/devices" size="md">
        Go to your devices
      </Button>
    </section>
  );
}
