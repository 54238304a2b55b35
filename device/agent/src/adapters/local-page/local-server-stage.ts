/**
 * What open pages are to show: the current screen and, once decided, what plays.
 *
 * Holds the truth that a page is told when it connects, so that a page opened late or again shows the same as all
 * others. It touches no socket and no file.
 */
import { isDeepStrictEqual } from 'node:util';
import type { AgentMessage } from '@signet/player/local-api';
import { mediaPath } from '@signet/player/local-api';
import type { Item, Playlist } from '@signet/protocol';
import type { Geometry, Screen } from '../../screens/screen.ts';
import type { MediaKind } from './local-server-media.ts';

/** Largest side of a picture that is drawn for a page. */
const maxSidePx = 8_192;
/** Drawings kept, for pages of different sizes. */
const keptDrawings = 4;

export interface LocalStage {
  /** The messages that put a page into the present state. */
  present(): readonly AgentMessage[];
  /** Null when the screen is the one that stands. */
  setScreen(screen: Screen): AgentMessage | null;
  /** Null: play nothing. */
  setPlaylist(playlist: Playlist | null): AgentMessage;
  /** The current screen as SVG; null before the first one or for a size that is none. */
  draw(widthPx: number, heightPx: number): string | null;
  /** How a file of the playlist, or of the one before it, is to be served; null for any other. */
  mediaOf(sha256: string): MediaKind | null;
  /** Where the web page of an item of the playlist is; null for any other. */
  addressOf(itemId: string): string | null;
}

export function createLocalStage(drawScreen: (screen: Screen, geometry: Geometry) => string): LocalStage {
  let screen: Screen | null = null;
  let version = 0;
  let playing: AgentMessage | null = null;
  let media: ReadonlyMap<string, MediaKind> = new Map();
  let mediaBefore: ReadonlyMap<string, MediaKind> = new Map();
  let addresses: ReadonlyMap<string, string> = new Map();
  const drawings = new Map<string, string>();

  const screenMessage = (shown: Screen): AgentMessage => ({ type: 'screen', version, kind: shown.kind });

  return {
    present: () => [
      ...(screen === null ? [] : [screenMessage(screen)]),
      ...(playing === null ? [] : [playing]),
    ],
    setScreen(next) {
      if (isDeepStrictEqual(next, screen)) return null;
      screen = next;
      version += 1;
      drawings.clear();
      return screenMessage(next);
    },
    setPlaylist(playlist) {
      // A page may still be loading an item of the list before; after a stop nothing is served any more.
      mediaBefore = playlist === null ? new Map() : media;
      const items = playlist?.items ?? [];
      media = new Map(
        items.flatMap((item) =>
          item.kind === 'web' ? [] : [[item.media.sha256, { kind: item.kind, type: item.media.type }]],
        ),
      );
      addresses = new Map(items.flatMap((item) => (item.kind === 'web' ? [[item.id, item.url]] : [])));
      playing =
        playlist === null
          ? { type: 'stop' }
          : { type: 'play', playlist: { id: playlist.id, items: playlist.items.map(localItem) } };
      return playing;
    },
    draw(widthPx, heightPx) {
      const sane = [widthPx, heightPx].every(
        (side) => Number.isInteger(side) && side >= 1 && side <= maxSidePx,
      );
      if (screen === null || !sane) return null;
      const key = `${widthPx}x${heightPx}`;
      const drawing = drawings.get(key) ?? drawScreen(screen, { widthPx, heightPx });
      drawings.delete(key);
      drawings.set(key, drawing);
      const [oldest] = drawings.keys();
      if (drawings.size > keptDrawings && oldest !== undefined) drawings.delete(oldest);
      return drawing;
    },
    addressOf: (itemId) => addresses.get(itemId) ?? null,
    mediaOf: (sha256) => media.get(sha256) ?? mediaBefore.get(sha256) ?? null,
  };
}

function localItem(item: Item) {
  const { id, kind, durationMs } = item;
  return { id, kind, source: kind === 'web' ? item.url : `${mediaPath}${item.media.sha256}`, durationMs };
}
