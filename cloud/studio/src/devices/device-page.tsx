/** `/devices/:id`: everything known about one device as it is right now, and what can be done with it. */
import { Button, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconMapPin, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import type { Device } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { DeviceHealthCard } from '../health/device-health.tsx';
import { DeviceWarnings } from '../health/device-warnings.tsx';
import { useIsLive } from '../live/live-devices.tsx';
import { useMay } from '../session/rights.ts';
import { FailedCard } from '../shell/failed-card.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { NothingHere } from '../shell/nothing-here.tsx';
import { Notice } from '../shell/notice.tsx';
import { DeviceFacts } from './device-facts.tsx';
import { DeviceHistory } from './device-history.tsx';
import { DevicePlaylist } from './device-playlist.tsx';
import { DeviceStatus } from './device-status.tsx';
import { showingWords } from './device-words.ts';
import { EditLabel } from './edit-label.tsx';
import { EditTags } from './edit-tags.tsx';
import { JustPaired } from './just-paired.tsx';
import { LastSeen } from './last-seen.tsx';
import { RemoveDeviceDialog } from './remove-device-dialog.tsx';
import { ReplaceHardware } from './replace-hardware.tsx';
import { useDevice } from './use-devices.ts';
import './devices.css';

export function DevicePage() {
  const { deviceId = '' } = useParams();
  const { data: device, error, refetch } = useDevice(deviceId);
  const isLive = useIsLive();
  const problem = error === null ? null : asProblem(error);
  // Also when it was there a moment ago: somebody has removed it meanwhile.
  if (problem?.code === 'unknown-device') {
    const { title, advice } = sentencesFor(problem);
    return <NothingHere title={title} advice={advice} />;
  }
  if (device !== undefined)
    return <KnownDevice key={device.id} device={device} outOfTouch={problem !== null || isLive === false} />;
  if (problem !== null) {
    const { title, advice } = sentencesFor(problem);
    return <FailedCard title={title} advice={advice} onRetry={() => void refetch()} />;
  }
  return (
    <div role="status" aria-label="Loading the device" className="skeletons">
      <Skeleton height={36} width="60%" radius="md" />
      <Skeleton height={120} radius="md" />
      <Skeleton height={220} radius="md" />
    </div>
  );
}

function KnownDevice({ device, outOfTouch }: { device: Device; outOfTouch: boolean }) {
  const navigate = useNavigate();
  const list = useListBefore();
  const may = useMay();
  const [isRemoving, setIsRemoving] = useState(false);
  return (
    <div className="device-page">
      <Link to={list} className="back-link">
        <IconArrowLeft size={18} stroke={1.8} aria-hidden="true" />
        Devices
      </Link>
      <EditLabel device={device} part="name">
        <PageHeading title={device.name}>{device.name}</PageHeading>
      </EditLabel>
      <div className="device-line">
        <span>
          <DeviceStatus status={device.status} />
          {device.onlineSince !== null && (
            <span className="dim">
              {' since '}
              <LastSeen at={device.onlineSince} />
            </span>
          )}
        </span>
        <EditLabel device={device} part="location">
          <span className="with-icon">
            <IconMapPin size={16} stroke={1.8} aria-hidden="true" />
            {device.location === '' ? <span className="dim">No location</span> : device.location}
          </span>
        </EditLabel>
        <EditTags device={device} />
      </div>
      <JustPaired device={device} />
      {outOfTouch && (
        <Notice tone="warn" live="status">
          <p>The cloud does not answer right now. This is what it said last; trying again…</p>
        </Notice>
      )}
      {device.notices.map(({ code, detail }) => (
        <Notice key={`${code} ${detail}`} tone="warn" title="The device reports">
          <p>{detail}</p>
        </Notice>
      ))}
      <DeviceWarnings device={device} />
      <div className="device-columns">
        <section className="card" aria-labelledby="what">
          <h2 id="what">On the screen</h2>
          <p className="showing">{showingWords(device) ?? 'Nothing heard from it yet'}</p>
          <DevicePlaylist device={device} />
          <DeviceFacts device={device} />
        </section>
        <div className="device-side">
          <DeviceHealthCard id={device.id} />
          <DeviceHistory id={device.id} />
          {may('device.replace', { own: true }) && <ReplaceHardware device={device} />}
          <section className="card" aria-labelledby="remove">
            <h2 id="remove">Remove</h2>
            <p className="dim">The screen leaves this account and can be paired again.</p>
            <Button
              className="danger-outline"
              variant="default"
              size="md"
              mt="md"
              leftSection={<IconTrash size={18} stroke={1.8} aria-hidden="true" />}
              onClick={() => setIsRemoving(true)}
            >
              Remove this device
            </Button>
          </section>
        </div>
      </div>
      {isRemoving && (
        <RemoveDeviceDialog
          device={device}
          onClose={() => setIsRemoving(false)}
          onRemoved={() => void navigate(list)}
        />
      )}
    </div>
  );
}

/** The list that led here, with its filters; otherwise all devices. */
function useListBefore(): string {
  const { state } = useLocation();
  const isKnown = typeof state === 'object' && state !== null && 'list' in state;
  return isKnown && typeof state.list === 'string' && state.list.startsWith('/devices')
    ? state.list
    : '/devices';
}
