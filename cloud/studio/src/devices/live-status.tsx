/** Whether the screen has started to play yet, told to eye and ear as it changes. */
import { Loader } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import type { Device } from '../api/cloud.ts';
import { liveSentence } from './device-words.ts';

export function LiveStatus({ device }: { device: Device }) {
  const { sentence, settled } = liveSentence(device);
  return (
    <p className="live-status" data-settled={settled || undefined} role="status">
      {settled ? (
        <IconPlayerPlayFilled size={16} aria-hidden="true" />
      ) : (
        <Loader size={16} aria-hidden="true" />
      )}
      <span>{sentence}</span>
    </p>
  );
}
