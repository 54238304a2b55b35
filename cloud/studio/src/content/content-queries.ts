/** How files and playlists are read, and under which names the cache keeps them. */
import { queryOptions } from '@tanstack/react-query';
import { listMedia, listPlaylists, readPlaylist } from '../api/content.ts';

export const mediaKey = ['media'] as const;
export const playlistsKey = ['playlists'] as const;
export const playlistKey = (id: string) => [...playlistsKey, 'one', id] as const;

export const mediaQuery = queryOptions({ queryKey: mediaKey, queryFn: listMedia });
export const playlistsQuery = queryOptions({ queryKey: [...playlistsKey, 'list'], queryFn: listPlaylists });
export const playlistQuery = (id: string) =>
  queryOptions({ queryKey: playlistKey(id), queryFn: () => readPlaylist(id) });
