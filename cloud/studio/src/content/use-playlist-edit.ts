/**
 * Changes the items of a playlist at once, on the page and then in the cloud, one change after the other.
 *
 * Each change names the version that it was made of. Where somebody else was faster, theirs stays and the page shows it.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { changePlaylist, type NewItem, type Playlist, type PlaylistItem } from '../api/content.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { toast } from '../shell/toast.ts';
import { mediaKey, playlistKey, playlistsQuery } from './content-queries.ts';

export type ItemsChange = (items: readonly PlaylistItem[]) => PlaylistItem[];

let madeSoFar = 0;

/** For an item that the cloud has not named yet. */
export function temporaryId(): string {
  madeSoFar += 1;
  return `new-${madeSoFar}`;
}

export function usePlaylistEdit(id: string): (change: ItemsChange) => void {
  const queries = useQueryClient();
  const line = useRef<Promise<void>>(Promise.resolve());
  const waiting = useRef(0);
  const key = playlistKey(id);

  async function send(): Promise<void> {
    const shown = queries.getQueryData<Playlist>(key);
    if (shown === undefined) return;
    try {
      const now = await changePlaylist(id, { items: shown.items.map(asGiven), version: shown.version });
      const isLast = waiting.current === 1;
      queries.setQueryData<Playlist>(key, (known) =>
        known === undefined || isLast ? now : { ...known, version: now.version },
      );
      void queries.invalidateQueries({ queryKey: playlistsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: mediaKey });
    } catch (thrown) {
      const { title, advice } = sentencesFor(asProblem(thrown));
      toast(`Not changed: ${title}. ${advice}`, 'bad');
      await queries.invalidateQueries({ queryKey: key });
    }
  }

  return (change) => {
    void queries.cancelQueries({ queryKey: key });
    queries.setQueryData<Playlist>(key, (known) => known && { ...known, items: change(known.items) });
    waiting.current += 1;
    line.current = line.current.then(send).finally(() => {
      waiting.current -= 1;
    });
  };
}

function asGiven({ id, name, durationMs, sha256, url }: PlaylistItem): NewItem {
  const known = id.startsWith('new-') ? { name, durationMs } : { id, name, durationMs };
  return sha256 === null ? { ...known, url: url ?? '' } : { ...known, sha256 };
}
