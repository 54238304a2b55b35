/** The list before it is there, in the shape that it will have. */
import { Skeleton } from '@mantine/core';
import { PageHeading } from '../shell/heading.tsx';

export function LoadingDevices() {
  return (
    <>
      <PageHeading>Devices</PageHeading>
      <div role="status" aria-label="Loading devices" className="skeletons">
        <Skeleton height={42} radius="md" />
        <Skeleton height={76} radius="md" />
        <Skeleton height={76} radius="md" />
        <Skeleton height={76} radius="md" />
      </div>
    </>
  );
}
