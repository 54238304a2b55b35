/**
 * What narrows the log: kept in the page's address, and on the page at once.
 *
 * The address follows a moment later, so what was just chosen counts until it does; otherwise a second choice would be
 * made from what stood there before the first.
 */
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { type AuditFilter, readAddress, writeAddress } from './audit-filter.ts';

export function useAuditFilter(): [AuditFilter, (change: Partial<AuditFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const address = params.toString();
  const [asked, setAsked] = useState<{ at: string; filter: AuditFilter } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address has followed, and speaks for itself again
  useEffect(() => setAsked(null), [address]);
  const filter = asked?.at === address ? asked.filter : readAddress(params);
  function change(given: Partial<AuditFilter>): void {
    const next = { ...filter, ...given };
    setAsked({ at: address, filter: next });
    setParams(writeAddress(next), { replace: true });
  }
  return [filter, change];
}
