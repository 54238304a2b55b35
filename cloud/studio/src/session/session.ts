/**
 * Who is signed in, as every page sees it.
 *
 * One cached answer of the cloud; the cookie itself is out of this page's reach. Signing out forgets everything
 * that was read on that person's behalf.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { readSession, type Session } from '../api/cloud.ts';
import { signOut } from './auth.ts';

export const sessionKey = ['session'] as const;

/** The session; `undefined` while it is being read, `null` for nobody. */
export function useSession() {
  return useQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: 60_000 });
}

/** Reads the session anew, after something that changes it. Throws `CloudProblem`. */
export function useRefreshSession(): () => Promise<Session | null> {
  const queries = useQueryClient();
  return () => queries.fetchQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: 0 });
}

/** After the session came to act on another account: forgets what was read of the one before, and reads who one is. */
export function useAccountEntered(): () => Promise<unknown> {
  const queries = useQueryClient();
  return async () => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0], type: 'inactive' });
    await queries.fetchQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: 0 });
    await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  };
}

/** Signs out and stays on the page; true when the cloud has agreed. */
export function useSignOut(): () => Promise<boolean> {
  const queries = useQueryClient();
  return async () => {
    const { outcome } = await signOut();
    if (outcome !== 'ok') return false;
    queries.setQueryData(sessionKey, null);
    queries.removeQueries({ predicate: (query) => query.queryKey[0] === 'devices' });
    return true;
  };
}
