/**
 * The agent's one decision function: what follows from an event, in state and in effects.
 *
 * Total and exhaustive. It hands the event to the part that it concerns (connection, messages, content) and
 * then adds what follows from the state alone: the screen, and what the cloud is told of it. It must never read
 * a clock, draw a random number or touch the world.
 */

import type { DeviceMessageInput } from '@signet/protocol';
import {
  connectionClosed,
  connectionOpened,
  displayCheckMs,
  networkChanged,
  open,
  pongReceived,
  timerFired,
} from './connection.ts';
import { contentProgressed, contentSettled, playerReported, reloadContent } from './content.ts';
import type { Effect } from './effects.ts';
import { equal } from './equal.ts';
import type { AgentEvent } from './events.ts';
import { effectFailed } from './failures.ts';
import { bindingCleared, bindingStored, messageReceived } from './messages.ts';
import { playerAlive, unitChanged } from './player.ts';
import { screenOf } from './screen-of.ts';
import { displayChecked, screenShown, withStatus } from './service.ts';
import type { State } from './state.ts';
import { storageLooked } from './storage.ts';
import { tellHealth } from './tell-health.ts';

/** A new state and what to do, in order. */
export interface Decision {
  state: State;
  effects: readonly Effect[];
}

export function decide(before: State, event: AgentEvent): Decision {
  const { state, effects } = step(before, event);
  const screen = screenOf(state);
  const shown: Effect[] =
    event.kind === 'started' || !equal(screen, screenOf(before)) ? [{ kind: 'show-screen', screen }] : [];
  // The screen comes first: a player that is stopped after it uncovers what is true.
  return withStatus(tellHealth(before, event, report({ state, effects: [...shown, ...effects] })));
}

function step(state: State, event: AgentEvent): Decision {
  switch (event.kind) {
    case 'started':
      return started(state);
    case 'network-changed':
      return networkChanged(state, event);
    case 'storage-looked':
      return storageLooked(state, event);
    case 'health-looked':
      // What follows from it is one for all events (`tell-health.ts`).
      return { state, effects: [] };
    case 'connection-opened':
      return connectionOpened(state);
    case 'message-received':
      return messageReceived(state, event);
    case 'pong-received':
      return pongReceived(state);
    case 'connection-closed':
      return connectionClosed(state, event);
    case 'timer-fired':
      return timerFired(state, event);
    case 'binding-stored':
      return bindingStored(state, event);
    case 'binding-cleared':
      return bindingCleared(state);
    case 'content-progress':
      return contentProgressed(state, event);
    case 'content-settled':
      return contentSettled(state, event);
    case 'content-fetch-failed': {
      const { sha256, code, detail } = event;
      return {
        state,
        effects: [
          {
            kind: 'log',
            level: 'warn',
            code: 'content-fetch-failed',
            fields: { sha256, reason: code, detail },
          },
        ],
      };
    }
    case 'player-reported':
      return playerReported(state, event);
    case 'player-alive':
      return playerAlive(state);
    case 'player-unit-changed':
      return unitChanged(state, event);
    case 'screen-shown':
      return screenShown(state, event.standing);
    case 'display-checked':
      return displayChecked(state, event.standing);
    case 'effect-failed':
      return effectFailed(state, event);
    default:
      return event satisfies never;
  }
}

function started(state: State): Decision {
  const opened = open(state);
  const content = reloadContent(opened.state);
  return {
    state: content.state,
    effects: [
      ...opened.effects,
      ...content.effects,
      { kind: 'start-timer', timer: 'display-check', delayMs: displayCheckMs },
    ],
  };
}

/** Tells the cloud what is showing, when that has changed and somebody listens. */
function report({ state, effects }: Decision): Decision {
  if (state.link.phase !== 'online') return { state, effects };
  const screen = screenOf(state);
  const playlistId = screen.kind === 'playing' ? state.binding?.desired.playlist?.id : undefined;
  const showing = JSON.stringify([screen.kind, playlistId ?? null, state.notices.length]);
  if (showing === state.reported) return { state, effects };
  const message: DeviceMessageInput = {
    type: 'reported',
    showing: screen.kind,
    notices: [...state.notices],
    ...(playlistId === undefined ? {} : { playlistId }),
  };
  return {
    state: { ...state, reported: showing, noticesSent: state.notices.length > 0 && !state.awaitingPong },
    effects: [...effects, { kind: 'send', message }],
  };
}
