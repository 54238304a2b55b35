/** Does something to playlists and reads them and the devices again; a refusal is told in a short message. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { devicesKey } from '../devices/device-keys.ts';
import { toast } from '../shell/toast.ts';
import { playlistsKey } from './content-queries.ts';

export function useContentChange() {
  const queries = useQueryClient();
  const readAgain = () =>
    Promise.all([playlistsKey, devicesKey].map((queryKey) => queries.invalidateQueries({ queryKey })));
  const doing = useMutation({
    mutationFn: (change: () => Promise<unknown>) => change(),
    onSettled: readAgain,
    onError: (thrown) => {
      const { title, advice } = sentencesFor(asProblem(thrown));
      toast(`${title}. ${advice}`, 'bad');
    },
  });
  return {
    isPending: doing.isPending,
    run: (change: () => Promise<unknown>, then?: () => void) =>
      doing.mutate(change, then === undefined ? {} : { onSuccess: then }),
    /** For the way back, which says itself how it went. */
    async again(change: () => Promise<unknown>): Promise<void> {
      await change();
      await readAgain();
    },
  };
}
