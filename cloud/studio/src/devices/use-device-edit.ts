/** Changes a device at once and leaves the way back beside the word that it is done. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeDevice, type Device, type DeviceEdit } from '../api/cloud.ts';
import { undoToast } from '../shell/undo-toast.tsx';
import { deviceKey, devicesKey } from './device-keys.ts';

export interface UndoableEdit {
  edit: DeviceEdit;
  back: DeviceEdit;
  /** What was done, for the message. */
  done: string;
}

export function useDeviceEdit(id: string, onDone: () => void) {
  const queries = useQueryClient();
  async function apply(edit: DeviceEdit): Promise<Device> {
    const device = await changeDevice(id, edit);
    queries.setQueryData(deviceKey(id), device);
    void queries.invalidateQueries({ queryKey: devicesKey });
    return device;
  }
  return useMutation({
    mutationFn: ({ edit }: UndoableEdit) => apply(edit),
    onSuccess: (_, { back, done }) => {
      onDone();
      undoToast(done, () => apply(back));
    },
  });
}
