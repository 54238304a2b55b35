/** `/devices`: every device of the account at a glance. */
import { Button, CloseButton, Skeleton, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Device } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { FailedCard } from '../shell/failed-card.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { Notice } from '../shell/notice.tsx';
import { DeviceList } from './device-list.tsx';
import { EditDeviceDialog } from './edit-device-dialog.tsx';
import { findDevices } from './find-devices.ts';
import { NoDevices } from './no-devices.tsx';
import { RemoveDeviceDialog } from './remove-device-dialog.tsx';
import { useDevices } from './use-devices.ts';
import './devices.css';

type OpenDialog = { dialog: 'edit' | 'remove'; device: Device } | null;

export function DevicesPage() {
  const devices = useDevices();
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<OpenDialog>(null);
  if (devices.data === undefined) {
    if (!devices.isError) return <LoadingDevices />;
    const { title, advice } = sentencesFor(asProblem(devices.error));
    return <FailedCard title={title} advice={advice} onRetry={() => void devices.refetch()} />;
  }
  if (devices.data.length === 0) {
    return (
      <>
        <PageHeading>Devices</PageHeading>
        <NoDevices />
      </>
    );
  }
  const found = findDevices(devices.data, search);
  return (
    <>
      <div className="page-head">
        <div>
          <PageHeading>Devices</PageHeading>
          <p className="dim">{summary(devices.data)}</p>
        </div>
        <Button component={Link} to="/pair" size="md" leftSection={<IconPlus size={18} aria-hidden="true" />}>
          Pair a screen
        </Button>
      </div>
      {devices.isError && (
        <Notice tone="warn" live="status">
          <p>The cloud does not answer right now. This is what it said last; trying again…</p>
        </Notice>
      )}
      <TextInput
        className="search"
        type="search"
        size="md"
        aria-label="Search devices"
        placeholder="Name, place, serial, status"
        leftSection={<IconSearch size={18} stroke={1.8} aria-hidden="true" />}
        rightSection={
          search === '' ? null : <CloseButton aria-label="Clear the search" onClick={() => setSearch('')} />
        }
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <p className="visually-hidden" role="status">
        {search === '' ? '' : `${found.length} of ${devices.data.length} devices found`}
      </p>
      {found.length === 0 ? (
        <p className="card nothing-found">
          Nothing found for “{search}”. Try a part of a name, a place, or <em>offline</em>.
        </p>
      ) : (
        <DeviceList devices={found} onAct={(dialog, device) => setOpen({ dialog, device })} />
      )}
      {open?.dialog === 'edit' && <EditDeviceDialog device={open.device} onClose={() => setOpen(null)} />}
      {open?.dialog === 'remove' && <RemoveDeviceDialog device={open.device} onClose={() => setOpen(null)} />}
    </>
  );
}

function summary(devices: readonly Device[]): string {
  const online = devices.filter(({ status }) => status === 'online').length;
  const all = devices.length === 1 ? '1 device' : `${devices.length} devices`;
  if (online === devices.length) return devices.length === 1 ? `${all}, online` : `${all}, all online`;
  return `${all}, ${online} online`;
}

function LoadingDevices() {
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
