/**
 * What the list is asked for: kept in the page's address, and on the page at once.
 *
 * The address follows a moment later, so what was just chosen counts until it does; otherwise a checkbox would jump
 * back before it is ticked.
 */
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { ListQuery } from '../api/list-query.ts';
import { readAddress, writeAddress } from './list-address.ts';

export function useListQuery(): [ListQuery, (change: Partial<ListQuery>) => void] {
  const [params, setParams] = useSearchParams();
  const address = params.toString();
  const [asked, setAsked] = useState<{ at: string; query: ListQuery } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address has followed, and speaks for itself again
  useEffect(() => setAsked(null), [address]);
  const query = asked?.at === address ? asked.query : readAddress(params);
  function change(given: Partial<ListQuery>): void {
    const next = { ...query, ...given };
    setAsked({ at: address, query: next });
    setParams(writeAddress(next), { replace: true });
  }
  return [query, change];
}
