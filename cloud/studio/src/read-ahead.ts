/**
 * Asks for what the first page will show before its code is there, so that code and devices come at the same time.
 *
 * Guesses by the address alone. What it asks for in vain (nobody is signed in, say) costs an answer and changes nothing.
 */
import type { QueryClient } from '@tanstack/react-query';
import { listQuery, surveyQuery } from './devices/device-queries.ts';
import { readAddress } from './devices/list-address.ts';
import { loadDevices, loadShell } from './pages.ts';
import { sessionQuery } from './session/session.ts';

export function readAhead(queries: QueryClient, { pathname, search }: Location): void {
  if (pathname !== '/devices' && pathname !== '/') return;
  void queries.prefetchQuery(sessionQuery);
  void queries.prefetchInfiniteQuery(listQuery(readAddress(new URLSearchParams(search))));
  void queries.prefetchQuery(surveyQuery);
  // A file that is gone is found again, and told, by the page that needs it.
  for (const load of [loadShell, loadDevices]) load().catch(() => {});
}
