/**
 * Gets the account's content onto the device and to the player.
 *
 * Plays what is there and keeps trying for the rest: one picture that cannot be had must not hold back the
 * others, and without any network the device plays from what it has. What is no longer wanted is removed only
 * after everything wanted is there.
 */
import type { Item, Media } from '@signet/protocol';
import type { Decision } from './decide.ts';
import type { Effect } from './effects.ts';
import { equal } from './equal.ts';
import type { EventOf } from './events.ts';
import { firstFrameShown, playGiven, playNothing } from './player.ts';
import type { State } from './state.ts';

const firstRetryMs = 5_000;
const retryCeilingMs = 300_000;
/** A message takes twenty notices, and there are others. */
const mostItemNotices = 10;

/** Begins a load of what the binding wants; without a binding there is nothing to do. */
export function reloadContent(state: State): Decision {
  if (state.binding === null) return { state, effects: [] };
  const media = mediaOf(state.binding.desired.playlist?.items ?? []);
  const load = state.content.load + 1;
  return {
    state: { ...state, content: { ...state.content, load, phase: 'loading', total: media.length } },
    effects: [
      { kind: 'stop-timer', timer: 'content-retry' },
      { kind: 'load-content', load, media, token: state.link.phase === 'online' ? state.mediaToken : null },
    ],
  };
}

export function contentProgressed(state: State, event: EventOf<'content-progress'>): Decision {
  if (event.load !== state.content.load) return { state, effects: [] };
  return {
    state: { ...state, content: { ...state.content, ready: event.ready, total: event.total } },
    effects: [],
  };
}

export function contentSettled(state: State, event: EventOf<'content-settled'>): Decision {
  const { binding } = state;
  if (event.load !== state.content.load || binding === null) return { state, effects: [] };
  const complete = event.missing.length === 0;
  const failures = complete ? 0 : state.content.failures + 1;
  const content = {
    ...state.content,
    phase: 'settled' as const,
    ready: event.ready.length,
    failures,
    tokenRefused: event.tokenRefused,
  };
  const played = playReady({ ...state, content }, new Set(event.ready));
  const after: Effect[] = complete
    ? [{ kind: 'keep-content', sha256s: event.ready }]
    : [
        {
          kind: 'start-timer',
          timer: 'content-retry',
          delayMs: Math.min(retryCeilingMs, firstRetryMs * 2 ** (failures - 1)),
        },
      ];
  return { state: played.state, effects: [...played.effects, ...after] };
}

function playReady(state: State, ready: ReadonlySet<string>): Decision {
  const { binding } = state;
  const playlist = binding?.desired.playlist ?? null;
  if (binding === null || playlist === null) return playNothing(state);
  const items = playlist.items.filter((item) => item.kind === 'web' || ready.has(item.media.sha256));
  // Web pages alone, and no network yet: the screen says so until there is one.
  const isHopeless =
    state.player === 'stopped' && state.link.phase !== 'online' && items.every((item) => item.kind === 'web');
  if (items.length === 0 || isHopeless) return playNothing(state);
  const playable = { ...binding, desired: { ...binding.desired, playlist: { ...playlist, items } } };
  if (equal(state.given, playable)) return { state, effects: [] };
  return playGiven({ ...state, given: playable });
}

export function playerReported(state: State, event: EventOf<'player-reported'>): Decision {
  const { report } = event;
  if (state.binding === null || state.binding.desired.playlist?.id !== report.playlistId)
    return { state, effects: [] };
  switch (report.type) {
    case 'first-frame':
      return firstFrameShown(state);
    case 'item-failed': {
      const name = state.binding.desired.playlist.items.find(({ id }) => id === report.itemId)?.name;
      const notice = {
        code: 'item-failed',
        detail: `${name ?? report.itemId}: ${report.detail}`.slice(0, 300),
      };
      const log: Effect = { kind: 'log', level: 'warn', code: 'item-failed', fields: { ...report } };
      // Told once while nobody listens, however often it is tried.
      const told = state.notices.filter(({ code }) => code === notice.code);
      if (told.length >= mostItemNotices || told.some((one) => equal(one, notice)))
        return { state, effects: [log] };
      return {
        state: { ...state, notices: [...state.notices, notice] },
        effects: [log, { kind: 'store-notice', notice }],
      };
    }
    default:
      return report satisfies never;
  }
}

/** Each file once, however often the playlist shows it. */
function mediaOf(items: readonly Item[]): Media[] {
  const media = items.flatMap((item) => (item.kind === 'web' ? [] : [item.media]));
  return [...new Map(media.map((one) => [one.sha256, one])).values()];
}
