/** The dialogs of the list, for one device and for many; none is loaded before it is needed. */
import { lazy, Suspense } from 'react';
import type { Device } from '../api/cloud.ts';
import type { BulkKind } from './bulk-bar.tsx';
import type { BulkDialogOfManyProps } from './bulk-dialogs.tsx';

const load = () => import('./bulk-dialogs.tsx');
const TagDialog = lazy(async () => ({ default: (await load()).TagDialog }));
const LocationDialog = lazy(async () => ({ default: (await load()).LocationDialog }));
const RemoveManyDialog = lazy(async () => ({ default: (await load()).RemoveManyDialog }));

const EditDeviceDialog = lazy(async () => ({
  default: (await import('./edit-device-dialog.tsx')).EditDeviceDialog,
}));
const RemoveDeviceDialog = lazy(async () => ({
  default: (await import('./remove-device-dialog.tsx')).RemoveDeviceDialog,
}));

interface OneDialogProps {
  dialog: 'edit' | 'remove';
  device: Device;
  onClose(): void;
}

export function OneDialog({ dialog, ...props }: OneDialogProps) {
  return (
    <Suspense>
      {dialog === 'edit' ? <EditDeviceDialog {...props} /> : <RemoveDeviceDialog {...props} />}
    </Suspense>
  );
}

export function ManyDialog({ kind, ...props }: BulkDialogOfManyProps & { kind: BulkKind }) {
  return <Suspense>{dialogOf(kind, props)}</Suspense>;
}

function dialogOf(kind: BulkKind, props: BulkDialogOfManyProps) {
  switch (kind) {
    case 'tag':
    case 'untag':
      return <TagDialog {...props} kind={kind} />;
    case 'location':
      return <LocationDialog {...props} />;
    case 'remove':
      return <RemoveManyDialog {...props} />;
    default:
      return kind satisfies never;
  }
}
