/** Rename or move a device, from the list. */
import { Modal } from '@mantine/core';
import type { Device } from '../api/cloud.ts';
import { toast } from '../shell/toast.ts';
import { EditDeviceForm } from './edit-device-form.tsx';

export function EditDeviceDialog({ device, onClose }: { device: Device; onClose(): void }) {
  return (
    <Modal opened onClose={onClose} title="Rename or move">
      <EditDeviceForm
        device={device}
        autoFocus
        onSaved={(saved) => {
          toast(`${saved.name} is saved.`);
          onClose();
        }}
      />
    </Modal>
  );
}
