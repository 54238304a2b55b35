/**
 * The screen is paired: say so, show that it starts, and let the person put it in its place.
 *
 * Also for whoever comes back to a code that they have used themselves. Undo asks the cloud and never a clock
 * of ours: the cloud knows best whether it is too late.
 */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Claimed, type Device, readDevice } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { watchIntervalMs } from '../api/query-client.ts';
import { SealOfSuccess } from '../art/seal.tsx';
import { EditDeviceForm } from '../devices/edit-device-form.tsx';
import { LiveStatus } from '../devices/live-status.tsx';
import { Notice } from '../shell/notice.tsx';
import { StepCard } from './step-card.tsx';

interface PairedCardProps {
  claimed: Claimed;
  takesFocus: boolean;
  onUndo(): Promise<void>;
}

export function PairedCard({ claimed, takesFocus, onUndo }: PairedCardProps) {
  const { data: device = claimed.device } = useWatchedDevice(claimed.device.id, claimed.device);
  return (
    <StepCard title="Paired" takesFocus={takesFocus} art={<SealOfSuccess size={72} />} centred>
      <p className="lead">
        This screen now belongs to <strong>{claimed.account.name}</strong>.
      </p>
      <LiveStatus device={device} />
      <hr />
      <EditDeviceForm device={claimed.device} title="Where is it?" />
      <hr />
      <Undo onUndo={onUndo} />
      <Onward />
    </StepCard>
  );
}

/** Seen when the page is loaded again after pairing, or the same code is scanned twice. */
export function YoursCard({ deviceId, takesFocus }: { deviceId: string; takesFocus: boolean }) {
  const { data: device, error } = useWatchedDevice(deviceId);
  return (
    <StepCard
      title="You have paired this screen"
      takesFocus={takesFocus}
      art={<SealOfSuccess size={72} />}
      centred
    >
      {device === undefined && error === null && <Skeleton height={160} radius="md" />}
      {device === undefined && error !== null && (
        <p className="lead">{sentencesFor(asProblem(error)).advice}</p>
      )}
      {device !== undefined && (
        <>
          <LiveStatus device={device} />
          <hr />
          <EditDeviceForm device={device} title="Where is it?" />
        </>
      )}
      <Onward />
    </StepCard>
  );
}

export function UndoneCard({ name, takesFocus }: { name: string; takesFocus: boolean }) {
  return (
    <StepCard title="Pairing undone" takesFocus={takesFocus}>
      <p className="lead">
        <strong>{name}</strong> is no longer in your account. That screen shows a new code in a moment.
      </p>
      <p className="lead">To pair another screen, scan the code that it shows.</p>
      <Anchor component={Link} to="/devices">
        Go to your devices
      </Anchor>
    </StepCard>
  );
}

function useWatchedDevice(id: string, initialData?: Device) {
  return useQuery({
    queryKey: ['pairing', 'device', id],
    queryFn: () => readDevice(id),
    refetchInterval: watchIntervalMs / 2,
    ...(initialData ? { initialData } : {}),
  });
}

function Undo({ onUndo }: { onUndo(): Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const [thrown, setThrown] = useState<unknown>(null);
  async function undo() {
    if (busy) return;
    setBusy(true);
    setThrown(null);
    try {
      await onUndo();
    } catch (refused) {
      setThrown(refused);
      setBusy(false);
    }
  }
  const trouble = thrown === null ? null : sentencesFor(asProblem(thrown));
  return (
    <div className="undo">
      <p>Not this screen?</p>
      <Button variant="default" size="md" loading={busy} onClick={() => void undo()}>
        Undo pairing
      </Button>
      {trouble !== null && (
        <Notice tone="bad" live="alert" title={trouble.title}>
          <p>{trouble.advice}</p>
        </Notice>
      )}
    </div>
  );
}

function Onward() {
  return (
    <nav className="onward" aria-label="What next">
      <Anchor component={Link} to="/pair">
        Pair another screen
      </Anchor>
      <Anchor component={Link} to="/devices">
        Open Studio
      </Anchor>
    </nav>
  );
}
