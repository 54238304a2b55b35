/**
 * The requests about files and playlists. Answers are values and refusals are thrown, as in `cloud.ts`.
 *
 * An upload goes by XMLHttpRequest, the only way by which a browser tells how far it has come.
 */
import type { InferRequestType, InferResponseType } from 'hono/client';
import { accept, answerOf, v1 } from './cloud.ts';
import { CloudProblem, problemOf } from './cloud-problem.ts';

export type MediaList = InferResponseType<typeof v1.media.$get, 200>;
export type MediaFile = MediaList['media'][number];
export type PlaylistList = InferResponseType<typeof v1.playlists.$get, 200>;
export type PlaylistSummary = PlaylistList['playlists'][number];
export type Playlist = InferResponseType<(typeof v1.playlists)[':id']['$get'], 200>;
export type PlaylistItem = Playlist['items'][number];
type PlaylistChange = InferRequestType<(typeof v1.playlists)[':id']['$patch']>['json'];
export type NewItem = NonNullable<PlaylistChange['items']>[number];

export const fileAddress = (sha256: string) => `/api/v1/media/${sha256}/file`;

export async function listMedia(): Promise<MediaList> {
  return answerOf(await v1.media.$get());
}

export async function renameMedia(sha256: string, name: string): Promise<MediaFile> {
  return answerOf(await v1.media[':sha256'].$patch({ param: { sha256 }, json: { name } }));
}

export async function deleteMedia(sha256: string): Promise<void> {
  await accept(await v1.media[':sha256'].$delete({ param: { sha256 } }));
}

export async function restoreMedia(sha256: string): Promise<MediaFile> {
  return answerOf(await v1.media[':sha256'].restore.$post({ param: { sha256 } }));
}

export interface Uploaded {
  file: MediaFile;
  isNew: boolean;
}

/** `progressed` is told how much of it is there, from 0 to 1. */
export function uploadMedia(file: File, progressed: (part: number) => void): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const name = file.name.trim().slice(0, 100) || 'Without a name';
    request.open('POST', `/api/v1/media?name=${encodeURIComponent(name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => progressed(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new CloudProblem('unreachable'));
    request.onload = () => {
      const { status, responseText } = request;
      if (status === 200) resolve(JSON.parse(responseText));
      else void problemOf(new Response(responseText, { status: Math.max(200, status) })).then(reject);
    };
    request.send(file);
  });
}

export async function listPlaylists(): Promise<PlaylistList> {
  return answerOf(await v1.playlists.$get());
}

export async function readPlaylist(id: string): Promise<Playlist> {
  return answerOf(await v1.playlists[':id'].$get({ param: { id } }));
}

export async function createPlaylist(name: string): Promise<Playlist> {
  return answerOf(await v1.playlists.$post({ json: { name } }));
}

export async function changePlaylist(id: string, change: PlaylistChange): Promise<Playlist> {
  return answerOf(await v1.playlists[':id'].$patch({ param: { id }, json: change }));
}

export async function deletePlaylist(id: string): Promise<void> {
  await accept(await v1.playlists[':id'].$delete({ param: { id } }));
}

export async function chooseDefault(playlistId: string): Promise<void> {
  await accept(await v1['default-playlist'].$put({ json: { playlistId } }));
}

/** Null: none of its own. */
export async function chooseForTag(tag: string, playlistId: string | null, position?: number): Promise<void> {
  const place = position === undefined ? {} : { position };
  await accept(await v1['tag-playlists'].$put({ json: { tag, playlistId, ...place } }));
}

/** Null: none of its own. */
export async function chooseForDevice(id: string, playlistId: string | null): Promise<void> {
  await accept(await v1.devices[':id'].playlist.$put({ param: { id }, json: { playlistId } }));
}
