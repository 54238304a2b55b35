/**
 * Plays on the loopback page: hands it the playlist and passes on what it reports.
 *
 * Whoever has the page open plays it, so there is nothing to start or reveal.
 */
import type { PlayerReport } from '@signet/player/local-api';
import type { Playlist } from '@signet/protocol';
import type { PlayerPort } from '../../ports.ts';

/** The part of the local server that this needs. */
export interface PlayingBoard {
  setPlaylist(playlist: Playlist | null): void;
  onReport(listener: (report: PlayerReport) => void): () => void;
}

export interface LocalPlayerOptions {
  server: PlayingBoard;
  /** Called for each report of each open page; the same may come from several. */
  onReport(report: PlayerReport): void;
}

export function createLocalPlayer({ server, onReport }: LocalPlayerOptions): PlayerPort {
  server.onReport(onReport);
  return {
    async start() {},
    async reveal() {},
    async play(binding) {
      server.setPlaylist(binding.desired.playlist);
    },
    async stop() {
      server.setPlaylist(null);
    },
  };
}
