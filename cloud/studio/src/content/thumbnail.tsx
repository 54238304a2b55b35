/** A small picture of a file or an address, the same wherever one is listed. Says nothing: its name stands beside it. */
import { IconAppWindow, IconWorld } from '@tabler/icons-react';
import { fileAddress, type PlaylistItem } from '../api/content.ts';

export function Thumbnail({ kind, sha256 }: Pick<PlaylistItem, 'kind' | 'sha256'>) {
  return (
    <span className="thumbnail" aria-hidden="true">
      <Inside kind={kind} sha256={sha256} />
    </span>
  );
}

function Inside({ kind, sha256 }: Pick<PlaylistItem, 'kind' | 'sha256'>) {
  if (sha256 === null || kind === 'web') return <IconWorld size={24} stroke={1.6} />;
  if (kind === 'page') return <IconAppWindow size={24} stroke={1.6} />;
  if (kind === 'picture') return <img src={fileAddress(sha256)} alt="" loading="lazy" />;
  return <video src={`${fileAddress(sha256)}#t=0.1`} preload="metadata" muted playsInline tabIndex={-1} />;
}
