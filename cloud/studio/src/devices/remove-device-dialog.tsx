/** Asks before a device is removed, and says what will happen to the screen. */
import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Device, removeDevice } from '../api/cloud.ts';
import { asProblem, CloudProblem } from '../api/cloud-problem.ts';
import { changeDevices } from '../api/device-list.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { Notice } from '../shell/notice.tsx';
import { undoToast } from '../shell/undo-toast.tsx';
import { devicesKey, listsKey, surveyKey } from './device-keys.ts';

/** As the cloud has it, unless whoever runs it has set another: then it says that it is too late. */
export const removalGraceMs = 60_000;

interface RemoveDeviceDialogProps {
  device: Device;
  onClose(): void;
  onRemoved?(): void;
}

export function RemoveDeviceDialog({ device, onClose, onRemoved }: RemoveDeviceDialogProps) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeAndForgetRace(device.id),
    onSuccess: () => {
      onRemoved?.();
      onClose();
      // Not the device itself: its page may still be there, and would say that it is gone.
      for (const queryKey of [listsKey, surveyKey]) void queries.invalidateQueries({ queryKey });
      undoToast(`${device.name} is removed.`, keep, removalGraceMs);
    },
  });

  /** Somebody may have removed it before; then there may be nothing to keep. */
  async function keep() {
    const [kept] = await changeDevices({ kind: 'keep' }, { ids: [device.id] });
    await queries.invalidateQueries({ queryKey: devicesKey });
    if (kept?.outcome !== 'done') throw new CloudProblem('undo-expired');
  }

  const trouble = remove.isError ? sentencesFor(asProblem(remove.error)) : null;
  return (
    <Modal opened onClose={onClose} title={`Remove ${device.name}?`}>
      <p className="dialog-lead">{whatHappens(device.status)}</p>
      <p className="dialog-lead">Its name and location are forgotten. You can pair it again at any time.</p>
      {trouble !== null && (
        <Notice tone="bad" live="alert" title={trouble.title}>
          <p>{trouble.advice}</p>
        </Notice>
      )}
      <div className="dialog-actions">
        {/* The harmless button has the focus, so that Enter alone removes nothing. */}
        <Button variant="default" size="md" data-autofocus onClick={onClose}>
          Keep it
        </Button>
        <Button className="danger" size="md" loading={remove.isPending} onClick={() => remove.mutate()}>
          Remove device
        </Button>
      </div>
    </Modal>
  );
}

function whatHappens(status: Device['status']): string {
  return status === 'online'
    ? 'For a minute you can undo it. Then the screen stops playing, deletes your content, and shows a new pairing code.'
    : 'The screen is offline. As soon as it connects again, it stops playing, deletes your content, and shows a new pairing code.';
}

/** Somebody else who removed it a moment ago has done what was asked. */
async function removeAndForgetRace(id: string): Promise<void> {
  try {
    await removeDevice(id);
  } catch (thrown) {
    if (asProblem(thrown).code !== 'unknown-device') throw thrown;
  }
}
