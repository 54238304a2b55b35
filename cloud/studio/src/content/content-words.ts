/** Durations, sizes and reasons in words, and what was typed as a duration. Pure. */
import type { Device } from '../api/cloud.ts';
import type { PlaylistItem, PlaylistSummary } from '../api/content.ts';

/** `1:05`, or `1:02:05` from an hour on. */
export function clockWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Seconds, or minutes and seconds with a colon; null where it is neither, or no item may take so long. */
export function readDuration(text: string): number | null {
  const parts = text.trim().split(':');
  if (parts.length > 3 || !parts.every((part) => /^\d{1,5}$/.test(part))) return null;
  const seconds = parts.reduce((sum, part) => sum * 60 + Number(part), 0);
  return seconds >= 1 && seconds <= 86_400 ? seconds * 1_000 : null;
}

export function sizeWords(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = bytes / 1_024;
  let unit = 0;
  while (size >= 1_024 && unit < units.length - 1) {
    size /= 1_024;
    unit += 1;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

export function countWords(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

export const kindWords: Record<PlaylistItem['kind'], string> = {
  picture: 'Picture',
  video: 'Film',
  page: 'Page',
  web: 'Web address',
};

/** Why a device plays what it plays. */
export function becauseWords(playlist: NonNullable<Device['playlist']>): string {
  switch (playlist.because) {
    case 'device':
      return 'Chosen for this device';
    case 'tag':
      return `Because of its tag ${playlist.tag ?? ''}`;
    case 'account':
      return 'The default playlist';
    default:
      return playlist.because satisfies never;
  }
}

/** Who plays it; empty where nobody was told to. */
export function playedByWords({
  isDefault,
  tags,
  devices,
}: Pick<PlaylistSummary, 'isDefault' | 'tags' | 'devices'>): string {
  return [
    ...(isDefault ? ['every device for which nothing else is chosen'] : []),
    ...tags.map((tag) => `devices tagged ${tag}`),
    ...(devices.length > 3 ? [`${devices.length} devices`] : devices.map(({ name }) => name)),
  ].join(', ');
}
