/**
 * Reads and claims one pairing session for the phone page.
 *
 * The claim is sent when somebody said so and never by itself; when no answer comes, the very same claim is
 * sent once more, which is safe because the cloud gives the same person the same answer.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { claimPairing, readPairing, undoPairing } from '../api/cloud.ts';
import { asProblem, type ProblemCode } from '../api/cloud-problem.ts';
import { watchIntervalMs } from '../api/query-client.ts';
import { sessionKey, useSession } from '../session/session.ts';
import { type ClaimState, phoneStep, type Reading, type Step, worthWatching } from './phone-step.ts';

/** How long to wait before the same claim is sent once more. */
const claimAgainAfterMs = 1_500;

/** Refusals that say that the session is not what this page took it for. */
const changesSession: ReadonlySet<ProblemCode> = new Set(['sign-in-required', 'second-factor-required']);

export interface Pairing {
  step: Step;
  /** The last look at the pairing got no answer, though an earlier one did. */
  outOfTouch: boolean;
  /** `confirmed`: a person has compared the screen with this page and pressed. */
  claim(accountId?: string, confirmed?: boolean, replaces?: string): void;
  /** Sends the claim that failed once more. */
  again(): void;
  /** The account that the last claim named, if any. */
  claimedFor: string | undefined;
  undo(): Promise<void>;
  /** Looks again after a failure. */
  reload(): void;
}

interface ClaimRequest {
  accountId?: string | undefined;
  confirmed: boolean;
  /** The device whose place the screen takes again, after a reset. */
  replaces?: string | undefined;
}

export function usePairing(pairingId: string): Pairing {
  const queries = useQueryClient();
  const session = useSession();
  const [wasLive, setWasLive] = useState(false);
  const [undone, setUndone] = useState(false);

  const claim = useMutation({
    mutationFn: ({ accountId, confirmed, replaces }: ClaimRequest) =>
      claimPairing({
        pairingId,
        ...(accountId === undefined ? {} : { accountId }),
        ...(confirmed ? { confirmed } : {}),
        ...(replaces === undefined ? {} : { replaces }),
      }),
    retry: (failures, thrown) => failures < 1 && asProblem(thrown).code === 'unreachable',
    retryDelay: claimAgainAfterMs,
    onSuccess: ({ account }) => {
      // The cloud has gone along to the account that was chosen; Studio, one press away, has to hear of it.
      if (session.data && account.id !== session.data.account.id)
        void queries.invalidateQueries({ queryKey: sessionKey });
    },
    onError: (thrown) => {
      if (changesSession.has(asProblem(thrown).code))
        void queries.invalidateQueries({ queryKey: sessionKey });
    },
  });
  const claimState: ClaimState = claim.isPending
    ? { state: 'running', again: claim.failureCount > 0 }
    : claim.isError
      ? { state: 'failed', problem: asProblem(claim.error) }
      : claim.isSuccess
        ? undone
          ? { state: 'undone', name: claim.data.device.name }
          : { state: 'done', claimed: claim.data }
        : { state: 'idle' };

  const pairing = useQuery({
    queryKey: ['pairing', pairingId],
    // At the same time as the session, for a phone's sake; who asks is for the cookie to say.
    queryFn: () => readPairing(pairingId),
    enabled:
      claimState.state === 'idle' ||
      (claimState.state === 'failed' && claimState.problem.code === 'confirm-first'),
    staleTime: 0,
    refetchInterval: ({ state }) => intervalFor(state),
  });

  useLookAgainAs(session.data === undefined ? undefined : (session.data?.user.id ?? null), pairingId);
  const live = pairing.data?.status === 'live';
  useEffect(() => {
    if (live) setWasLive(true);
  }, [live]);

  const step = phoneStep({
    session: readingOf(session),
    pairing: readingOf(pairing),
    wasLive: wasLive || live,
    claim: claimState,
  });
  return {
    step,
    outOfTouch: pairing.isError && pairing.data !== undefined && worthWatching(step),
    claim: (accountId, confirmed = false, replaces) => claim.mutate({ accountId, confirmed, replaces }),
    again: () => claim.mutate(claim.variables ?? { confirmed: false }),
    claimedFor: claim.variables?.accountId,
    undo: async () => {
      if (!claim.data) return;
      await undoPairing(claim.data.device.id);
      setUndone(true);
    },
    reload: () => {
      claim.reset();
      if (session.isError) void session.refetch();
      void pairing.refetch();
    },
  };
}

/** What a pairing is depends on who asks, so another person gets another look. Undefined: not yet known. */
function useLookAgainAs(userId: string | null | undefined, pairingId: string): void {
  const queries = useQueryClient();
  const asked = useRef(userId);
  useEffect(() => {
    const before = asked.current;
    asked.current = userId;
    // Not yet known who asks: the first look is under way with whatever cookie there is.
    if (before === undefined || before === userId) return;
    void queries.invalidateQueries({ queryKey: ['pairing', pairingId] });
  }, [queries, userId, pairingId]);
}

function readingOf<Value>(query: {
  data: Value | undefined;
  isError: boolean;
  error: unknown;
}): Reading<Value> {
  if (query.data !== undefined) return { state: 'known', value: query.data };
  return query.isError ? { state: 'failed', problem: asProblem(query.error) } : { state: 'loading' };
}

/** A dead code stays dead, so only a live one is watched; a limiter that asks for a pause gets it. */
function intervalFor(state: { data: { status: string } | undefined; error: unknown }): number | false {
  if (state.data !== undefined && state.data.status !== 'live') return false;
  const pause = state.error === null ? undefined : asProblem(state.error).retryAfterSeconds;
  return Math.max(watchIntervalMs, (pause ?? 0) * 1000);
}
