/** Which devices a search means. Pure: every word must occur somewhere in what a person knows of a device. */
import type { Device } from '../api/cloud.ts';
import { statusWords } from './device-words.ts';

export function findDevices(devices: readonly Device[], search: string): readonly Device[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return devices;
  return devices.filter((device) => {
    const known = plain(
      [device.name, device.location, device.model, device.serial, statusWords[device.status].word].join(' '),
    );
    return words.every((word) => known.includes(word));
  });
}

/** Case and accents do not matter to somebody in a hurry. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
