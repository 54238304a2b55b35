/** Online or not, as icon and word: colour is never the only signal. */
import { IconCircleCheckFilled, IconCircleDashed, IconPlugConnectedX } from '@tabler/icons-react';
import type { Device } from '../api/cloud.ts';
import { statusWords } from './device-words.ts';

const icons = { online: IconCircleCheckFilled, offline: IconPlugConnectedX, 'never-seen': IconCircleDashed };

export function DeviceStatus({ status }: Pick<Device, 'status'>) {
  const { word, tone } = statusWords[status];
  const Icon = icons[status];
  return (
    <span className="status" data-tone={tone}>
      <Icon size={16} aria-hidden="true" />
      {word}
    </span>
  );
}
