/**
 * Who is signed in and in which account, as every page sees it.
 *
 * One cached answer of the cloud; the cookie itself is out of this page's reach. Signing out forgets everything that was
 * read on that person's behalf, and acting on another account what was read of the one before: whatever led there, a
 * choice here, another tab, or an Admin who removed the person, nothing of one account is ever shown as the other's.
 */
import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readSession, type Session } from '../api/cloud.ts';
import { signOut } from './auth.ts';

export const sessionKey = ['session'] as const;

/** What is a person's, or a page's for everybody, and stays when the account changes. */
const ofNoAccount: ReadonlySet<unknown> = new Set([
  ...[sessionKey[0], 'sign-in-methods', 'sessions', 'sign-ins'],
  ...['pairing', 'invitation'],
]);

/** Also while nobody is signed in: whoever signs in next may be somebody else. */
const lastAccounts = new WeakMap<QueryClient, string>();

export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ client }): Promise<Session | null> => {
    const session = await readSession();
    if (session === null) return null;
    const before = lastAccounts.get(client);
    lastAccounts.set(client, session.account.id);
    if (before !== undefined && before !== session.account.id) forgetAccount(client);
    return session;
  },
  staleTime: 60_000,
});

function forgetAccount(queries: QueryClient): void {
  queries.removeQueries({ predicate: ({ queryKey }) => !ofNoAccount.has(queryKey[0]) });
}

/** The session; `undefined` while it is being read, `null` for nobody. */
export function useSession() {
  return useQuery(sessionQuery);
}

/** Reads the session anew, after something that changes it. Throws `CloudProblem`. */
export function useRefreshSession(): () => Promise<Session | null> {
  const queries = useQueryClient();
  return () => queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

/**
 * The account that Studio shows. When a session ends it stays: the page under the dialog that asks to sign in again
 * keeps what was typed.
 */
export function useShownAccount(): Session['account'] | undefined {
  const now = useSession().data?.account;
  const [shown, setShown] = useState(now);
  if (now !== undefined && now !== shown) setShown(now);
  return now ?? shown;
}

/** Signs out and stays on the page; true when the cloud has agreed. */
export function useSignOut(): () => Promise<boolean> {
  const queries = useQueryClient();
  return async () => {
    const { outcome } = await signOut();
    if (outcome !== 'ok') return false;
    queries.setQueryData(sessionKey, null);
    forgetAccount(queries);
    return true;
  };
}
