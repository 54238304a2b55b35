/** Members and invitations as the cloud has them, and reading them again after a change. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { listInvitations, listMembers } from '../api/members.ts';
import { watchIntervalMs } from '../api/query-client.ts';

const membersKey = ['members'] as const;
const invitationsKey = [...membersKey, 'invitations'] as const;

export function useMembers() {
  return useQuery({ queryKey: [...membersKey, 'list'], queryFn: listMembers });
}

export function useInvitations() {
  return useQuery({
    queryKey: invitationsKey,
    queryFn: listInvitations,
    // Until each mail is sent or has failed for good.
    refetchInterval: ({ state }) =>
      state.data?.some(({ mail }) => mail === 'waiting') ? watchIntervalMs : false,
  });
}

export function useReadMembersAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: membersKey });
}
