/** What changes and readings are called, in the words of the product. Pure. */
import type { DeviceHealth } from '../api/device-list.ts';

type Change = DeviceHealth['changes'][number];
type Readings = NonNullable<DeviceHealth['readings']>;

export const severityWords = { critical: 'Critical', warning: 'Warning', notice: 'Notice' } as const;

export function changeWords({ what, title, detail }: Pick<Change, 'what' | 'title' | 'detail'>): string {
  const named = `${(title ?? '').replace(/\.$/, '')}${detail === null ? '' : ` (${detail})`}`;
  switch (what) {
    case 'online':
      return 'Came online';
    case 'offline':
      return 'Went offline';
    case 'raised':
      return named;
    case 'closed':
      return `Over: ${named}`;
    default:
      return what satisfies never;
  }
}

/** Term and words of each reading that there is, in a fixed order. */
export function readingWords(readings: Readings): [term: string, words: string][] {
  const { diskFreeBytes, diskTotalBytes, memoryAvailableBytes, memoryTotalBytes } = readings;
  const { uptimeMs, temperatureCelsius, playerRestarts, clockOffsetMs } = readings;
  return [
    ...row('Disk', ofTotal(diskFreeBytes, diskTotalBytes)),
    ...row('Memory', ofTotal(memoryAvailableBytes, memoryTotalBytes)),
    ...row('Temperature', temperatureCelsius && `${Math.round(temperatureCelsius)} °C`),
    ...row('Running for', uptimeMs && durationWords(uptimeMs)),
    ...row('Player restarts', playerRestarts?.toString()),
    ...row('Clock', clockOffsetMs === undefined ? undefined : clockWords(clockOffsetMs)),
  ];
}

function row(term: string, words: string | number | undefined): [string, string][] {
  return typeof words === 'string' ? [[term, words]] : [];
}

function ofTotal(free: number | undefined, total: number | undefined): string | undefined {
  return free === undefined || total === undefined
    ? undefined
    : `${sizeWords(free)} of ${sizeWords(total)} free`;
}

function sizeWords(bytes: number): string {
  const gibibytes = bytes / 1024 ** 3;
  return gibibytes >= 1 ? `${gibibytes.toFixed(1)} GiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}

function durationWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

function clockWords(offsetMs: number): string {
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  // The cloud tells the time by the second.
  return seconds <= 2 ? 'Right' : `${seconds.toLocaleString('en')} s ${offsetMs > 0 ? 'fast' : 'slow'}`;
}
