/**
 * The account's devices as pages read them: kept up to date by the event stream, and by reading again while that
 * is not heard.
 */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { readDevice } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { readHealth, readHistory } from '../api/device-list.ts';
import type { ListQuery } from '../api/list-query.ts';
import { unheardIntervalMs } from '../api/query-client.ts';
import { useIsLive } from '../live/live-devices.tsx';
import { deviceKey, healthKey, historyKey } from './device-keys.ts';
import { listQuery, surveyQuery } from './device-queries.ts';

/** Page after page, as the person reads on. */
export function useDeviceList(query: ListQuery) {
  return useInfiniteQuery({
    ...listQuery(query),
    refetchInterval: useUnheardInterval(),
    // The rows stay until the ones of another filter are there.
    placeholderData: keepPreviousData,
  });
}

export function useSurvey() {
  return useQuery({ ...surveyQuery, refetchInterval: useUnheardInterval() });
}

export function useDevice(id: string) {
  const unheard = useUnheardInterval();
  return useQuery({
    queryKey: deviceKey(id),
    queryFn: () => readDevice(id),
    // A device that is gone does not come back under this address.
    refetchInterval: ({ state }) =>
      state.error !== null && asProblem(state.error).code === 'unknown-device' ? false : unheard,
  });
}

export function useHistory(id: string) {
  return useQuery({ queryKey: historyKey(id), queryFn: () => readHistory(id) });
}

export function useHealth(id: string) {
  return useQuery({
    queryKey: healthKey(id),
    queryFn: () => readHealth(id),
    refetchInterval: useUnheardInterval(),
  });
}

function useUnheardInterval(): number | false {
  return useIsLive() === false ? unheardIntervalMs : false;
}
