/** Goes to another account of the person's, to the same place in it. */
import { useLocation, useNavigate } from 'react-router';
import { enterAccount } from '../api/accounts.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { useRefreshSession } from '../session/session.ts';
import { placeIn } from './place-in.ts';
import { toast } from './toast.ts';

export function useSwitchAccount(): (accountId: string) => Promise<void> {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const refresh = useRefreshSession();
  return async (accountId) => {
    try {
      await enterAccount(accountId);
      await navigate(placeIn(pathname));
    } catch (thrown) {
      const { title, advice } = sentencesFor(asProblem(thrown));
      toast(`${title}. ${advice}`, 'bad');
    }
    // Also after a refusal: the account may be gone, and should not be offered again.
    await refresh().catch(() => {});
  };
}
