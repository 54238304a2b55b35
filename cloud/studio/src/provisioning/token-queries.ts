/** How tokens are read and kept; screens enrol meanwhile, so what is shown is read again every few seconds. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { listRefusals, listTokens, listUses, readToken } from '../api/provisioning.ts';

export const tokensKey = ['provisioning'] as const;

const readAgainMs = 5_000;

export function useTokens() {
  return useQuery({ queryKey: [...tokensKey, 'list'], queryFn: listTokens, refetchInterval: readAgainMs });
}

export function useToken(id: string) {
  return useQuery({
    queryKey: [...tokensKey, id],
    queryFn: () => readToken(id),
    refetchInterval: ({ state }) => (state.error === null ? readAgainMs : false),
  });
}

export function useUses(id: string) {
  return useInfiniteQuery({
    queryKey: [...tokensKey, id, 'uses'],
    queryFn: ({ pageParam }) => listUses(id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: readAgainMs,
  });
}

export function useRefusals(id: string) {
  return useInfiniteQuery({
    queryKey: [...tokensKey, id, 'refusals'],
    queryFn: ({ pageParam }) => listRefusals(id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: readAgainMs,
  });
}
