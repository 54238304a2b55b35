/**
 * Keeps every page of Studio up to date with the account's devices, and says whether it does.
 */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { sessionKey, useSession } from '../session/session.ts';
import { listenToEvents } from './event-stream.ts';
import { followDevices } from './follow-devices.ts';

/** Null: not known yet. */
const Liveness = createContext<boolean | null>(null);

export function LiveDevices({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const { data: session } = useSession();
  const [isLive, setIsLive] = useState<boolean | null>(null);
  // Another person or another account hears of other devices; whom the account keeps out hears of none.
  const whose =
    session && !session.account.needsSecondFactor ? `${session.user.id} ${session.account.id}` : null;
  useEffect(() => {
    if (whose === null) return;
    const follower = followDevices(queries);
    const stop = listenToEvents({
      ...follower,
      live: setIsLive,
      refused: () => void queries.invalidateQueries({ queryKey: sessionKey }),
    });
    return () => {
      stop();
      follower.stop();
      setIsLive(null);
    };
  }, [queries, whose]);
  return <Liveness value={isLive}>{children}</Liveness>;
}

/** Whether changes are heard as they happen; null while that is not known yet. */
export function useIsLive(): boolean | null {
  return useContext(Liveness);
}
