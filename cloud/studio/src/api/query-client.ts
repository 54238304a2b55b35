/**
 * The cache of what the cloud said, and when it is asked again.
 *
 * Nothing here retries writes; a read is tried again twice, and only where another try could help. Offline
 * requests fail at once instead of waiting in silence, because a person is looking.
 */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { CloudProblem } from './cloud-problem.ts';

/** How often something that a person watches is read again, while the page is visible. */
export const watchIntervalMs = 4_000;
/** The same where the event stream should tell, and does not right now. */
export const unheardIntervalMs = 10_000;

/** What any answer may say besides: that the session is gone, or that the account is closed to it. */
export interface SessionNews {
  onSignedOut(): void;
  onKeptOut(): void;
}

export function createQueryClient({ onSignedOut, onKeptOut }: SessionNews): QueryClient {
  const onError = (thrown: unknown) => {
    if (!(thrown instanceof CloudProblem)) return;
    if (thrown.code === 'sign-in-required') onSignedOut();
    if (thrown.code === 'second-factor-required') onKeptOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 1_000,
        retry: (failures, thrown) => failures < 2 && mayPass(thrown),
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

function mayPass(thrown: unknown): boolean {
  return (
    thrown instanceof CloudProblem &&
    (thrown.code === 'unreachable' || thrown.code === 'unavailable' || thrown.code === 'internal')
  );
}
