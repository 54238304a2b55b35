/** How the list and its numbers are read, for the pages that show them and for whoever reads ahead. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { listDevices, surveyDevices } from '../api/device-list.ts';
import type { ListQuery } from '../api/list-query.ts';
import { listsKey, surveyKey } from './device-keys.ts';

export const listQuery = (query: ListQuery) =>
  infiniteQueryOptions({
    queryKey: [...listsKey, query] as const,
    queryFn: ({ pageParam }) => listDevices(query, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const surveyQuery = queryOptions({ queryKey: surveyKey, queryFn: surveyDevices });
