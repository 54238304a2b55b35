/** Changes policies at once, shows them as they are then, and offers the way back. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changePolicies, type PolicyChange } from '../api/account.ts';
import { undoToast } from '../shell/undo-toast.tsx';
import { policiesKey } from './policy-queries.ts';

export interface PolicyStep {
  change: PolicyChange;
  /** What takes it back; null where nothing does. */
  back: PolicyChange | null;
  /** Said once it is done. */
  done: string;
}

export function usePolicyChange() {
  const queries = useQueryClient();
  async function send(change: PolicyChange) {
    queries.setQueryData(policiesKey, await changePolicies(change));
  }
  return useMutation({
    mutationFn: ({ change }: PolicyStep) => send(change),
    onSuccess: (_, { back, done }) => {
      if (back !== null) undoToast(done, () => send(back));
    },
  });
}
