/** The account's devices, read again every few seconds while somebody looks. */
import { useQuery } from '@tanstack/react-query';
import { type Device, listDevices, readDevice } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { watchIntervalMs } from '../api/query-client.ts';

export const devicesKey = ['devices'] as const;

/** By name, as a person would sort: "Room 2" before "Room 10". */
export function useDevices() {
  return useQuery({
    queryKey: devicesKey,
    queryFn: listDevices,
    refetchInterval: watchIntervalMs,
    select: byName,
  });
}

export function useDevice(id: string) {
  return useQuery({
    queryKey: [...devicesKey, id],
    queryFn: () => readDevice(id),
    // A device that is gone does not come back under this address.
    refetchInterval: ({ state }) =>
      state.error !== null && asProblem(state.error).code === 'unknown-device' ? false : watchIntervalMs,
  });
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function byName(devices: Device[]): Device[] {
  return devices.toSorted((a, b) => names.compare(a.name, b.name) || names.compare(a.id, b.id));
}
