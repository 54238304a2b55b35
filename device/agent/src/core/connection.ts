/**
 * Keeps one connection to the cloud: opens it, proves it alive, and tries again for as long as it takes.
 *
 * Never gives up and never concludes anything about the binding from a connection's failure: an absent, broken
 * or refusing cloud is a cloud to try again (DESIGN section 4). Durations are timers, never differences of clocks.
 */
import { keepAlive } from '@signet/protocol';
import { reconnectDelayMs } from './backoff.ts';
import { reloadContent } from './content.ts';
import type { Decision } from './decide.ts';
import type { Effect, TimerName } from './effects.ts';
import { enrolAgain, withoutAnswer } from './enrolment.ts';
import { equal } from './equal.ts';
import type { EventOf } from './events.ts';
import { playerTimerFired } from './player.ts';
import { networkLack } from './screen-of.ts';
import type { State } from './state.ts';

/** From the first SYN to the cloud's word on what we are to it. */
const handshakeTimeoutMs = 20_000;

/** How often a display that can vanish is looked at. */
export const displayCheckMs = 1_000;

export function open(state: State): Decision {
  return {
    state: { ...state, link: { phase: 'opening' }, awaitingPong: false },
    effects: [
      stop('reconnect'),
      stop('countdown'),
      { kind: 'open-connection' },
      { kind: 'start-timer', timer: 'handshake', delayMs: handshakeTimeoutMs },
    ],
  };
}

export function connectionOpened(state: State): Decision {
  return { state: { ...state, link: { phase: 'signing-on' } }, effects: [] };
}

/** The cloud has said what we are to it: from here the connection counts as standing. */
export function online(state: State): Decision {
  const effects: Effect[] = state.link.phase === 'online' ? [] : [stop('handshake')];
  const delayMs = state.binding === null ? keepAlive.pairingIntervalMs : keepAlive.boundIntervalMs;
  return {
    state: { ...state, link: { phase: 'online' }, trouble: null, attempts: 0, retryAfterMs: null },
    effects: [...effects, { kind: 'start-timer', timer: 'ping', delayMs }],
  };
}

export function pongReceived(state: State): Decision {
  const delivered = state.noticesSent && state.notices.length > 0;
  return {
    state: {
      ...state,
      awaitingPong: false,
      // Sent while a ping was out already: this pong answers the one before, and the next proves it.
      ...(delivered ? { notices: [], noticesSent: false } : { noticesSent: sent(state) }),
    },
    effects: [stop('pong'), ...(delivered ? [{ kind: 'clear-notices' } as const] : [])],
  };
}

/** Whoever is online has told of all notices (`report` in decide.ts). */
function sent(state: State): boolean {
  return state.link.phase === 'online' && state.notices.length > 0;
}

export function connectionClosed(state: State, event: EventOf<'connection-closed'>): Decision {
  // A cloud that said it would be back has explained the close that follows.
  const trouble = state.retryAfterMs === null ? event.trouble : 'cloud-restarting';
  const log: Effect = {
    kind: 'log',
    level: 'info',
    code: 'connection-closed',
    fields: { trouble, detail: event.detail },
  };
  if (trouble !== 'clock') return wait({ ...state, trouble }, event.random, [log]);
  // The clock is soon set where it can be, so the first tries after a new doubt come quickly.
  const attempts = state.trouble === 'clock' ? state.attempts : 0;
  return wait({ ...state, trouble, attempts }, event.random, [
    log,
    { kind: 'doubt-clock', origin: state.cloud },
  ]);
}

export function timerFired(state: State, event: EventOf<'timer-fired'>): Decision {
  switch (event.timer) {
    case 'reconnect':
      return open(state);
    case 'countdown':
      return countDown(state);
    case 'handshake':
      return giveUp({ ...state, trouble: 'timed-out' }, event.random, 'no sign-on in time');
    case 'ping':
      return ping(state);
    case 'pong':
      return giveUp({ ...state, trouble: 'connection-lost' }, event.random, 'no answer to a ping');
    case 'content-retry':
      return retryContent(state);
    case 'enrol-retry':
      return enrolAgain(state);
    case 'display-check':
      return {
        state,
        effects: [
          { kind: 'check-display' },
          { kind: 'start-timer', timer: 'display-check', delayMs: displayCheckMs },
        ],
      };
    case 'player-watch':
    case 'player-retry':
    case 'player-steady':
      return playerTimerFired(state, event.timer);
    default:
      return event.timer satisfies never;
  }
}

export function networkChanged(state: State, event: EventOf<'network-changed'>): Decision {
  if (equal(state.interfaces, event.interfaces)) return { state, effects: [] };
  const before = state.interfaces;
  const next: State = { ...state, interfaces: event.interfaces };
  const log: Effect = {
    kind: 'log',
    level: 'info',
    code: 'network-changed',
    fields: { interfaces: event.interfaces },
  };
  if (before === null) return { state: next, effects: [log] };
  // Something changed for the better or the worse; either way the quickest truth is a packet.
  if (state.link.phase === 'waiting' && networkLack(event.interfaces) === null) {
    const opened = open({ ...next, attempts: 0 });
    return { state: opened.state, effects: [log, ...opened.effects] };
  }
  if (state.link.phase === 'online') {
    const pinged = ping(next);
    return { state: pinged.state, effects: [log, ...pinged.effects] };
  }
  return { state: next, effects: [log] };
}

function ping(state: State): Decision {
  if (state.link.phase !== 'online') return { state, effects: [] };
  const delayMs = state.binding === null ? keepAlive.pairingIntervalMs : keepAlive.boundIntervalMs;
  const again: Effect = { kind: 'start-timer', timer: 'ping', delayMs };
  // A ping that is still unanswered keeps its own deadline: a second one would only push it out.
  if (state.awaitingPong) return { state, effects: [again] };
  return {
    state: { ...state, awaitingPong: true },
    effects: [
      { kind: 'ping' },
      { kind: 'start-timer', timer: 'pong', delayMs: keepAlive.answerTimeoutMs },
      again,
    ],
  };
}

/** A token that was refused is renewed by signing on again; the answer to that loads the content. */
function retryContent(state: State): Decision {
  if (!state.content.tokenRefused || state.link.phase !== 'online') return reloadContent(state);
  const left = hangUp(state);
  const opened = open(left.state);
  return { state: opened.state, effects: [{ kind: 'close-connection' }, ...left.effects, ...opened.effects] };
}

function giveUp(state: State, random: number, detail: string): Decision {
  return wait(state, random, [
    { kind: 'close-connection' },
    { kind: 'log', level: 'warn', code: 'connection-given-up', fields: { trouble: state.trouble, detail } },
  ]);
}

function wait(state: State, random: number, effects: readonly Effect[]): Decision {
  const attempts = state.attempts + 1;
  const bound = state.binding !== null;
  const delayMs = reconnectDelayMs({ attempts, random, bound, retryAfterMs: state.retryAfterMs });
  return waitFor({ ...state, attempts, retryAfterMs: null }, delayMs, effects);
}

/** Tries again after this long; whoever calls it sees to it that the connection is closed. */
export function waitFor(state: State, delayMs: number, effects: readonly Effect[]): Decision {
  const left = hangUp(state);
  return {
    state: { ...left.state, link: { phase: 'waiting', secondsLeft: Math.ceil(delayMs / 1_000) } },
    effects: [
      ...effects,
      ...left.effects,
      { kind: 'start-timer', timer: 'reconnect', delayMs },
      ...countdownFor(state),
    ],
  };
}

/** Forgets what held for the connection that ends: its timers, its ping, and what the cloud was told over it. */
function hangUp(state: State): Decision {
  return {
    state: { ...withoutAnswer(state), awaitingPong: false, noticesSent: false, reported: null },
    effects: [stop('handshake'), stop('ping'), stop('pong')],
  };
}

function countDown(state: State): Decision {
  if (state.link.phase !== 'waiting') return { state, effects: [] };
  const secondsLeft = Math.max(0, state.link.secondsLeft - 1);
  return {
    state: { ...state, link: { phase: 'waiting', secondsLeft } },
    effects: secondsLeft > 0 ? countdownFor(state) : [],
  };
}

/** Only the screen without code or content shows the seconds; the others must not redraw for nothing. */
function countdownFor(state: State): readonly Effect[] {
  return state.binding === null && state.pairing === null
    ? [{ kind: 'start-timer', timer: 'countdown', delayMs: 1_000 }]
    : [];
}

function stop(timer: TimerName): Effect {
  return { kind: 'stop-timer', timer };
}
