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

/** `onSignedOut` hears of any answer that means the session is gone. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (thrown: unknown) => {
    if (thrown instanceof CloudProblem && thrown.code === 'sign-in-required') onSignedOut();
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
