/**
 * Decides what is in front: the agent's screen, the player, or the plain words that the agent is away.
 *
 * Pure. From back to front lie the screen, the cover, and the player; the player is not seen before its first
 * item is painted, so the screen stays until then by itself. A screen is never shown as live when the agent has
 * been silent for a while; what plays goes on playing, because it is true without the agent.
 */
import type { ScreenKind } from './local-api.ts';

/** Silence after which the agent counts as away, and a screen as no longer true. */
export const patienceMs = 5_000;
/** How long a page that played goes on playing under an agent that has not yet decided. */
export const undecidedMs = 15_000;
/** How long the player stays after `stop` while the screen that replaces it is on its way. */
export const leaveMs = 2_000;
/** How long until a screen that could not be fetched is asked for again. */
export const redrawMs = 1_000;

/** Screens of a device that cannot be playing, whatever a page remembers. */
const withoutBinding: ReadonlySet<ScreenKind> = new Set(['pairing', 'unpaired', 'error']);

/** One drawing of a screen: the page counts them itself, because an agent that restarts counts anew. */
interface Drawing {
  readonly draw: number;
  readonly version: number;
  readonly kind: ScreenKind;
}

export interface StageState {
  readonly wanted: Drawing | null;
  readonly shown: Drawing | null;
  /** Since when what is shown is not what is wanted; null while it is. */
  readonly behindSinceMs: number | null;
  readonly redrawAtMs: number | null;
  readonly player: 'off' | 'on' | 'leaving';
  /** Whether the agent now connected has itself said `play`. */
  readonly affirmed: boolean;
  /** When the player gives way to the screen if nothing else is heard. */
  readonly giveWayAtMs: number | null;
  readonly heardAtMs: number;
  readonly covered: boolean;
}

export type StageEvent =
  | { kind: 'connected'; atMs: number }
  | { kind: 'disconnected' }
  /** Any message at all. */
  | { kind: 'heard'; atMs: number }
  | { kind: 'screen'; version: number; screen: ScreenKind; atMs: number }
  | { kind: 'resized'; atMs: number }
  | { kind: 'drawn'; draw: number; atMs: number }
  | { kind: 'not-drawn'; draw: number; atMs: number }
  | { kind: 'play' }
  | { kind: 'stop'; atMs: number }
  | { kind: 'time'; atMs: number };

export type StageEffect =
  | { kind: 'draw'; draw: number; version: number; screen: ScreenKind }
  | { kind: 'stop-player' }
  | { kind: 'cover' }
  | { kind: 'uncover' };

export interface StageDecision {
  readonly state: StageState;
  readonly effects: readonly StageEffect[];
}

export function emptyStage(nowMs: number): StageState {
  return {
    wanted: null,
    shown: null,
    behindSinceMs: nowMs,
    redrawAtMs: null,
    player: 'off',
    affirmed: false,
    giveWayAtMs: null,
    heardAtMs: nowMs,
    covered: false,
  };
}

export function decide(state: StageState, event: StageEvent): StageDecision {
  const decision = step(state, event);
  return 'atMs' in event ? judged(decision, event.atMs) : decision;
}

/** When the clock alone will next change something; null: never. Whatever was due by `decidedAtMs` is done. */
export function wakeAtMs(state: StageState, decidedAtMs: number): number | null {
  const moments = [
    state.redrawAtMs,
    state.giveWayAtMs,
    ...(state.covered
      ? []
      : [
          state.heardAtMs + patienceMs,
          state.behindSinceMs === null ? null : state.behindSinceMs + patienceMs,
        ]),
  ].filter((moment) => moment !== null && moment > decidedAtMs);
  return moments.length === 0 ? null : Math.min(...moments.map(Number));
}

function step(state: StageState, event: StageEvent): StageDecision {
  switch (event.kind) {
    case 'connected':
      return only({
        ...state,
        heardAtMs: event.atMs,
        affirmed: false,
        // What is shown came from another connection; the first screen of this one replaces it.
        behindSinceMs: state.behindSinceMs ?? event.atMs,
        giveWayAtMs: state.player === 'on' ? event.atMs + undecidedMs : state.giveWayAtMs,
      });
    case 'disconnected':
      // Nobody is left to decide otherwise, so what plays goes on.
      return only({ ...state, giveWayAtMs: state.player === 'on' ? null : state.giveWayAtMs });
    case 'heard':
      return only({ ...state, heardAtMs: event.atMs });
    case 'screen':
      return draw(state, { version: event.version, kind: event.screen }, event.atMs);
    case 'resized':
      return state.wanted === null ? only(state) : draw(state, state.wanted, event.atMs);
    case 'drawn': {
      if (state.wanted?.draw !== event.draw) return only(state);
      return only({ ...state, shown: state.wanted, behindSinceMs: null, redrawAtMs: null });
    }
    case 'not-drawn':
      if (state.wanted?.draw !== event.draw) return only(state);
      return only({ ...state, redrawAtMs: event.atMs + redrawMs });
    case 'play':
      return only({ ...state, player: 'on', affirmed: true, giveWayAtMs: null });
    case 'stop':
      if (state.player === 'off') return only(state);
      return only({ ...state, player: 'leaving', giveWayAtMs: event.atMs + leaveMs });
    case 'time':
      if (state.redrawAtMs === null || event.atMs < state.redrawAtMs || state.wanted === null)
        return only(state);
      return draw(state, state.wanted, event.atMs);
    default:
      return event satisfies never;
  }
}

function draw(
  state: StageState,
  { version, kind }: { version: number; kind: ScreenKind },
  atMs: number,
): StageDecision {
  const wanted = { draw: (state.wanted?.draw ?? 0) + 1, version, kind };
  return {
    state: { ...state, wanted, redrawAtMs: null, behindSinceMs: state.behindSinceMs ?? atMs },
    effects: [{ kind: 'draw', draw: wanted.draw, version, screen: kind }],
  };
}

/** What follows from the state and the time alone. */
function judged({ state: before, effects }: StageDecision, atMs: number): StageDecision {
  let state = before;
  const more: StageEffect[] = [];
  if (state.player !== 'off' && mustLeave(state, atMs)) {
    state = { ...state, player: 'off', giveWayAtMs: null };
    more.push({ kind: 'stop-player' });
  }
  const silent = atMs - state.heardAtMs >= patienceMs;
  const behind = state.behindSinceMs !== null && atMs - state.behindSinceMs >= patienceMs;
  if (!state.covered && (silent || behind)) {
    state = { ...state, covered: true };
    more.push({ kind: 'cover' });
  } else if (state.covered && !silent && state.behindSinceMs === null) {
    state = { ...state, covered: false };
    more.push({ kind: 'uncover' });
  }
  return { state, effects: [...effects, ...more] };
}

function mustLeave(state: StageState, atMs: number): boolean {
  if (state.giveWayAtMs !== null && atMs >= state.giveWayAtMs) return true;
  const { shown, wanted } = state;
  if (state.behindSinceMs !== null || shown === null || shown.draw !== wanted?.draw) return false;
  if (state.player === 'leaving') return shown.kind !== 'playing';
  return !state.affirmed && withoutBinding.has(shown.kind);
}

function only(state: StageState): StageDecision {
  return { state, effects: [] };
}
