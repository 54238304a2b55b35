/**
 * Keeps what plays playing, where the player is a unit of this device: starts it, reveals it when it shows something
 * true, and starts it anew when it dies, freezes or never begins.
 *
 * Never a hot loop: each failure waits longer, and after a ladder of them the screen says so and it is tried slowly.
 * Before a stop the new screen is decided, so that what the kernel restores is already true. Without a unit
 * (`state.unit` null) whatever browser has the page open plays; a person may close it, so nothing here applies.
 */
import type { Decision } from './decide.ts';
import type { Effect, TimerName } from './effects.ts';
import type { EventOf } from './events.ts';
import type { PlayerUnit, State } from './state.ts';

/** From asking for the unit to its running; on a device that still finds its graphics this takes a while. */
export const unitTimeoutMs = 45_000;
/**
 * From the unit's running to the page's first sign of life. A browser that starts from a cold disk now and then loses its first
 * navigation (seen in emulated machines, Chromium 142 and later) and would wait for ever; an emulated machine takes
 * two thirds of this when all goes well, a PC some seconds.
 */
export const pageTimeoutMs = 90_000;
/** From the page's first sign of life to the first frame of what it plays. */
export const firstFrameTimeoutMs = 240_000;
/** How long what plays may show no advance; the page tells of it every two seconds. */
export const silenceTimeoutMs = 20_000;
/** A run that played this long was a good one. */
export const goodRunMs = 60_000;
/** Failures in a row after which the screen says so. */
export const ladderLength = 5;
export const slowRetryMs = 300_000;
const firstRetryMs = 1_000;

export type PlayerFailure =
  | 'not-started'
  | 'no-page'
  | 'no-first-frame'
  | 'silent'
  | 'unit-stopped'
  | 'not-revealed';

/** Playing has failed so often that nothing else is worth saying, until it plays again. */
export function isFailing({ unit, player }: Pick<State, 'unit' | 'player'>): boolean {
  return unit !== null && unit.failures >= ladderLength && (player === 'waiting' || player === 'starting');
}

/** The player is to play `state.given`, which has just changed. */
export function playGiven(state: State): Decision {
  const { unit, player } = state;
  if (unit === null) {
    return { state: { ...state, player: player === 'stopped' ? 'starting' : player }, effects: play(state) };
  }
  switch (player) {
    case 'stopped':
      return begin(state, unit);
    case 'waiting':
      // Something new may be what it takes; a short wait goes on as it is.
      return isFailing(state) ? begin(state, unit) : { state, effects: [] };
    case 'starting':
      return { state, effects: unit.stopping ? [] : play(state) };
    case 'playing':
      return { state, effects: play(state) };
    default:
      return player satisfies never;
  }
}

/** Nothing is to play any more. */
export function stopPlaying(state: State): Decision {
  const { unit } = state;
  return {
    state: {
      ...state,
      player: 'stopped',
      given: null,
      unit: unit === null ? null : { ...unit, failures: 0, stopping: unit.running },
    },
    effects: [
      { kind: 'stop-player' },
      ...(unit === null ? [] : [stop('player-watch'), stop('player-retry'), stop('player-steady')]),
    ],
  };
}

/** Stops what may still play; nothing is done where nothing does. */
export function playNothing(state: State): Decision {
  return state.player === 'stopped' && !isLeftOver(state) ? { state, effects: [] } : stopPlaying(state);
}

/** The unit runs although there is nothing to play, such as after a restart of the agent in the wrong moment. */
function isLeftOver({ unit, player, binding, content }: State): boolean {
  return (
    unit?.running === true &&
    !unit.stopping &&
    player === 'stopped' &&
    (binding === null || content.phase === 'settled')
  );
}

export function firstFrameShown(state: State): Decision {
  const { unit, player } = state;
  if (player !== 'starting' || unit?.stopping === true) return { state, effects: [] };
  const next: State = { ...state, player: 'playing' };
  if (unit === null) return { state: next, effects: [] };
  return {
    state: next,
    effects: [
      { kind: 'reveal-player' },
      start('player-watch', silenceTimeoutMs),
      start('player-steady', goodRunMs),
    ],
  };
}

/** The page is there; what plays has advanced. */
export function playerAlive(state: State): Decision {
  const { unit, player } = state;
  if (unit === null) return { state, effects: [] };
  if (player === 'playing') return { state, effects: [start('player-watch', silenceTimeoutMs)] };
  if (player !== 'starting' || unit.stopping || unit.pageSeen) return { state, effects: [] };
  return {
    state: { ...state, unit: { ...unit, pageSeen: true } },
    effects: [start('player-watch', firstFrameTimeoutMs)],
  };
}

export function unitChanged(state: State, event: EventOf<'player-unit-changed'>): Decision {
  const { unit, player } = state;
  if (unit === null || unit.running === event.running) return { state, effects: [] };
  const next = { ...unit, running: event.running, stopping: unit.stopping && event.running };
  const changed: State = { ...state, unit: next };
  if (event.running) {
    if (isLeftOver(changed)) return stopPlaying(changed);
    const pageIsAwaited = player === 'starting' && !unit.pageSeen;
    return { state: changed, effects: pageIsAwaited ? [start('player-watch', pageTimeoutMs)] : [] };
  }
  if (player === 'starting' && unit.stopping) {
    const effects = [start('player-watch', unitTimeoutMs), ...launch(changed, next)];
    return { state: changed, effects };
  }
  return player === 'starting' || player === 'playing'
    ? playerFailed(changed, 'unit-stopped')
    : { state: changed, effects: [] };
}

/** One of this part's timers has fired. */
export function playerTimerFired(
  state: State,
  timer: 'player-watch' | 'player-retry' | 'player-steady',
): Decision {
  const { unit, player } = state;
  if (unit === null) return { state, effects: [] };
  switch (timer) {
    case 'player-watch':
      return playerFailed(state, overdue(state, unit));
    case 'player-retry':
      return player === 'waiting' ? begin(state, unit) : { state, effects: [] };
    case 'player-steady':
      return player === 'playing'
        ? { state: { ...state, unit: { ...unit, failures: 0 } }, effects: [] }
        : { state, effects: [] };
    default:
      return timer satisfies never;
  }
}

/** What did not come in its time. */
function overdue({ player }: State, { pageSeen, running }: PlayerUnit): PlayerFailure {
  if (player === 'playing') return 'silent';
  if (pageSeen) return 'no-first-frame';
  return running ? 'no-page' : 'not-started';
}

/** Ends a run that went wrong and waits before the next. */
export function playerFailed(state: State, failure: PlayerFailure): Decision {
  const { unit, player } = state;
  if (unit === null || (player !== 'starting' && player !== 'playing')) return { state, effects: [] };
  const failures = unit.failures + 1;
  const delayMs = failures < ladderLength ? firstRetryMs * 2 ** (failures - 1) : slowRetryMs;
  const failed: State = {
    ...state,
    player: 'waiting',
    unit: { ...unit, failures, stopping: unit.running },
  };
  const told = failures === ladderLength ? tell(failed, failure) : { state: failed, effects: [] };
  return {
    state: told.state,
    effects: [
      {
        kind: 'log',
        level: 'warn',
        code: 'player-failed',
        fields: { failure, failures, retryInMs: delayMs },
      },
      { kind: 'stop-player' },
      stop('player-watch'),
      stop('player-steady'),
      start('player-retry', delayMs),
      ...told.effects,
    ],
  };
}

/** Tells the owner once, however often the ladder is climbed while nobody listens. */
function tell(state: State, failure: PlayerFailure): Decision {
  if (state.notices.some(({ code }) => code === 'player-failing')) return { state, effects: [] };
  const detail = `Playing failed ${ladderLength} times in a row, the last time: ${failure}.`;
  const notice = { code: 'player-failing', detail };
  return {
    state: { ...state, notices: [...state.notices, notice] },
    effects: [{ kind: 'store-notice', notice }],
  };
}

function begin(state: State, unit: PlayerUnit): Decision {
  return {
    state: { ...state, player: 'starting', unit: { ...unit, pageSeen: false } },
    effects: [
      stop('player-retry'),
      start('player-watch', unit.running ? pageTimeoutMs : unitTimeoutMs),
      // What still ends must not be taken for what begins: it is launched when the end is seen.
      ...(unit.stopping ? [] : launch(state, unit)),
    ],
  };
}

/** The list first, so that a page finds it when it connects. A unit that runs already, under an earlier agent, is taken over. */
function launch(state: State, unit: PlayerUnit): Effect[] {
  return [...play(state), ...(unit.running ? [] : [{ kind: 'start-player' } as const])];
}

function play({ given }: State): Effect[] {
  return given === null ? [] : [{ kind: 'play', binding: given }];
}

function start(timer: TimerName, delayMs: number): Effect {
  return { kind: 'start-timer', timer, delayMs };
}

function stop(timer: TimerName): Effect {
  return { kind: 'stop-timer', timer };
}
