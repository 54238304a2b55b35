/**
 * Decides what plays: which item comes next, when it is prepared, and when it takes the front.
 *
 * Pure. There are two layers; the next item is loaded and painted behind the current one before it may take the
 * front, so whatever goes wrong with it, something good stays visible. It never clears the front for want of a
 * successor: only `stop` does that. Times are milliseconds of one monotonic clock.
 */
import type { LocalItem, LocalPlaylist, PlayerReport } from './local-api.ts';

/** How long before its turn an item is prepared. */
export const leadMs = 5_000;
/** An item that is not ready this long after its load began counts as failed. */
export const loadTimeoutMs = 15_000;
/** How long a failed item is left out. */
export const retryMs = 15_000;
/** How long an item that is no longer in the list may stay, at most, whatever its duration. */
export const farewellMs = 10_000;

/** One use of a layer, by number, so that news of an abandoned load is told apart. */
type Load = number;

export interface PlaybackState {
  readonly playlist: LocalPlaylist | null;
  /** In front. `settled` once the cross-fade is over, which frees the other layer. */
  readonly current: {
    readonly load: Load;
    readonly item: LocalItem;
    readonly startedAtMs: number;
    readonly endsAtMs: number;
    readonly settled: boolean;
  } | null;
  /** In the layer behind. */
  readonly next: {
    readonly load: Load;
    readonly item: LocalItem;
    readonly giveUpAtMs: number;
    readonly ready: boolean;
  } | null;
  /** Where to go on when the current item is not in the list; null: at its beginning. */
  readonly resumeAt: string | null;
  /** Sources that failed, and when each may be tried again. */
  readonly failed: Readonly<Record<string, number>>;
  /** The `play` in force has not been answered with a first frame. */
  readonly owesFirstFrame: boolean;
  readonly loads: number;
}

export type PlaybackEvent =
  | { kind: 'play'; playlist: LocalPlaylist; atMs: number }
  | { kind: 'stop' }
  /** The layer behind is loaded, decoded and painted. */
  | { kind: 'ready'; load: Load; atMs: number }
  | { kind: 'failed'; load: Load; detail: string; atMs: number }
  /** The cross-fade to this load is over. */
  | { kind: 'settled'; load: Load; atMs: number }
  /** The film in front is over, or broke off. */
  | { kind: 'ended'; load: Load; atMs: number }
  | { kind: 'time'; atMs: number };

export type PlaybackEffect =
  | { kind: 'load'; load: Load; item: LocalItem }
  | { kind: 'show'; load: Load }
  /** The film in front begins anew. */
  | { kind: 'replay'; load: Load }
  | { kind: 'drop'; load: Load }
  | { kind: 'clear' }
  | { kind: 'report'; report: PlayerReport };

export interface PlaybackDecision {
  readonly state: PlaybackState;
  readonly effects: readonly PlaybackEffect[];
}

export const idlePlayback: PlaybackState = {
  playlist: null,
  current: null,
  next: null,
  resumeAt: null,
  failed: {},
  owesFirstFrame: false,
  loads: 0,
};

export function decide(state: PlaybackState, event: PlaybackEvent): PlaybackDecision {
  switch (event.kind) {
    case 'play':
      return then(taken(state, event.playlist, event.atMs), event.atMs);
    case 'stop':
      return { state: { ...idlePlayback, loads: state.loads }, effects: [{ kind: 'clear' }] };
    case 'ready':
      if (state.next?.load !== event.load) return { state, effects: [] };
      return then({ state: { ...state, next: { ...state.next, ready: true } }, effects: [] }, event.atMs);
    case 'failed':
      if (state.next?.load !== event.load) return { state, effects: [] };
      return then(setAside(state, event.detail, event.atMs), event.atMs);
    case 'settled':
      if (state.current?.load !== event.load) return { state, effects: [] };
      return then(
        { state: { ...state, current: { ...state.current, settled: true } }, effects: [] },
        event.atMs,
      );
    case 'ended': {
      const { current } = state;
      if (current?.load !== event.load) return { state, effects: [] };
      const endsAtMs = Math.min(current.endsAtMs, event.atMs);
      return then({ state: { ...state, current: { ...current, endsAtMs } }, effects: [] }, event.atMs);
    }
    case 'time':
      if (state.next !== null && !state.next.ready && event.atMs >= state.next.giveUpAtMs) {
        return then(setAside(state, `was not ready after ${loadTimeoutMs / 1000} s`, event.atMs), event.atMs);
      }
      return then({ state, effects: [] }, event.atMs);
    default:
      return event satisfies never;
  }
}

/** When the clock alone will next change something; null: never. Whatever was due by `decidedAtMs` is done. */
export function wakeAtMs(state: PlaybackState, decidedAtMs: number): number | null {
  const { playlist, current, next, failed } = state;
  if (playlist === null || (current !== null && !current.settled)) return null;
  const moments = [
    ...(current === null ? [] : [turnAtMs(current, playlist), current.endsAtMs]),
    ...(next === null ? playlist.items.flatMap((item) => failed[item.source] ?? []) : [next.giveUpAtMs]),
  ].filter((moment) => moment > decidedAtMs);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** When there is something to do about the successor of `current`: prepare it or, where it goes on alone, renew it. */
function turnAtMs(current: NonNullable<PlaybackState['current']>, playlist: LocalPlaylist): number {
  const alone = playlist.items.every((item) => isSame(item, current.item));
  return alone ? current.endsAtMs : Math.max(current.startedAtMs, current.endsAtMs - leadMs);
}

/** A new list: keeps the current item where it is still listed, and what is prepared where it is still right. */
function taken(state: PlaybackState, playlist: LocalPlaylist, atMs: number): PlaybackDecision {
  const { current, next } = state;
  const listed =
    current && playlist.items.find((item) => item.id === current.item.id && isSame(item, current.item));
  const kept = {
    ...state,
    playlist,
    failed: {},
    owesFirstFrame: !listed,
    resumeAt: current && !listed ? successorIn(state, playlist, current.item.id) : null,
    current:
      current &&
      (listed
        ? { ...current, item: listed, endsAtMs: current.startedAtMs + listed.durationMs }
        : { ...current, endsAtMs: Math.min(current.endsAtMs, atMs + farewellMs) }),
  };
  const reports: PlaybackEffect[] = listed
    ? [report('first-frame', playlist, listed), report('item-started', playlist, listed)]
    : [];
  const successor = pick(kept, atMs);
  if (next === null) return { state: kept, effects: reports };
  if (successor !== null && isSame(successor, next.item)) {
    return { state: { ...kept, next: { ...next, item: successor } }, effects: reports };
  }
  return { state: { ...kept, next: null }, effects: [...reports, { kind: 'drop', load: next.load }] };
}

/** The first item after a vanished one, in the old order, that the new list still has. */
function successorIn(state: PlaybackState, playlist: LocalPlaylist, itemId: string): string | null {
  const old = state.playlist;
  if (old === null || old.id !== playlist.id) return null;
  const at = old.items.findIndex((item) => item.id === itemId);
  const following = [...old.items.slice(at + 1), ...old.items.slice(0, Math.max(at, 0))];
  return following.find((item) => playlist.items.some((one) => one.id === item.id))?.id ?? null;
}

function setAside(state: PlaybackState, detail: string, atMs: number): PlaybackDecision {
  const { next, playlist } = state;
  if (next === null || playlist === null) return { state, effects: [] };
  const known = state.failed[next.item.source] !== undefined;
  const told: PlaybackEffect[] = known
    ? []
    : [
        {
          kind: 'report',
          report: {
            type: 'item-failed',
            playlistId: playlist.id,
            itemId: next.item.id,
            detail: detail.slice(0, 300),
          },
        },
      ];
  return {
    state: { ...state, next: null, failed: { ...state.failed, [next.item.source]: atMs + retryMs } },
    effects: [{ kind: 'drop', load: next.load }, ...told],
  };
}

/** What follows from the state and the time alone. */
function then(decision: PlaybackDecision, atMs: number): PlaybackDecision {
  const { state, effects } = decision;
  const { current, next, playlist } = state;
  if (playlist === null || (current !== null && !current.settled)) return decision;
  if (next !== null) {
    if (!next.ready || (current !== null && atMs < current.endsAtMs)) return decision;
    const shown = shownNow(state, playlist, next, atMs);
    return { state: shown.state, effects: [...effects, ...shown.effects] };
  }
  if (current !== null && atMs < turnAtMs(current, playlist)) return decision;
  const successor = pick(state, atMs);
  if (successor === null) return decision;
  if (current !== null && isSame(successor, current.item)) {
    if (atMs < current.endsAtMs) return decision;
    const renewed = { ...current, item: successor, startedAtMs: atMs, endsAtMs: atMs + successor.durationMs };
    return {
      state: { ...state, current: renewed, resumeAt: null, owesFirstFrame: false },
      effects: [
        ...effects,
        ...(successor.kind === 'video' ? [{ kind: 'replay', load: current.load } as const] : []),
        ...started(state, playlist, successor),
      ],
    };
  }
  const load = state.loads + 1;
  return {
    state: {
      ...state,
      loads: load,
      next: { load, item: successor, giveUpAtMs: atMs + loadTimeoutMs, ready: false },
    },
    effects: [...effects, { kind: 'load', load, item: successor }],
  };
}

function shownNow(
  state: PlaybackState,
  playlist: LocalPlaylist,
  { load, item }: NonNullable<PlaybackState['next']>,
  atMs: number,
): PlaybackDecision {
  const { [item.source]: _, ...failed } = state.failed;
  const current = { load, item, startedAtMs: atMs, endsAtMs: atMs + item.durationMs, settled: false };
  return {
    state: { ...state, current, next: null, failed, resumeAt: null, owesFirstFrame: false },
    effects: [{ kind: 'show', load }, ...started(state, playlist, item)],
  };
}

function started(state: PlaybackState, playlist: LocalPlaylist, item: LocalItem): PlaybackEffect[] {
  return [
    ...(state.owesFirstFrame ? [report('first-frame', playlist, item)] : []),
    report('item-started', playlist, item),
  ];
}

/** The next item that is not left out just now; null when all are. The current one comes last. */
function pick(state: PlaybackState, atMs: number): LocalItem | null {
  const items = state.playlist?.items ?? [];
  const currentAt = items.findIndex((item) => item.id === state.current?.item.id);
  const resumeAt = items.findIndex((item) => item.id === state.resumeAt);
  const from = currentAt >= 0 ? currentAt + 1 : Math.max(resumeAt, 0);
  const inOrder = items.map((_, index) => items[(from + index) % items.length]);
  return inOrder.find((item) => item !== undefined && (state.failed[item.source] ?? 0) <= atMs) ?? null;
}

function isSame(one: LocalItem, other: LocalItem): boolean {
  return one.source === other.source && one.kind === other.kind;
}

function report(
  type: 'first-frame' | 'item-started',
  playlist: LocalPlaylist,
  item: LocalItem,
): PlaybackEffect {
  return { kind: 'report', report: { type, playlistId: playlist.id, itemId: item.id } };
}
