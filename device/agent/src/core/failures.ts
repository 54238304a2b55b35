/**
 * What follows when an adapter could not do what it was asked.
 *
 * A failure to store is never acknowledged: the connection is opened anew, so that the cloud says it all again.
 * Everything else is logged and met by the loops that already try again.
 */
import type { Decision } from './decide.ts';
import type { EventOf } from './events.ts';
import type { State } from './state.ts';

/** How long to let a full or failing disk be before the cloud is asked to repeat itself. */
const storeRetryMs = 30_000;

export function effectFailed(state: State, event: EventOf<'effect-failed'>): Decision {
  const { effect, code, detail } = event;
  const log = {
    kind: 'log',
    level: 'error',
    code: 'effect-failed',
    fields: { effect, code, detail },
  } as const;
  switch (effect) {
    case 'store-binding':
    case 'clear-binding':
      return {
        state: {
          ...state,
          pendingBinding: null,
          link: { phase: 'waiting', secondsLeft: storeRetryMs / 1_000 },
          reported: null,
        },
        effects: [
          log,
          { kind: 'close-connection' },
          { kind: 'stop-timer', timer: 'handshake' },
          { kind: 'stop-timer', timer: 'ping' },
          { kind: 'stop-timer', timer: 'pong' },
          { kind: 'start-timer', timer: 'reconnect', delayMs: storeRetryMs },
        ],
      };
    case 'play':
      return { state: { ...state, player: 'stopped', given: null }, effects: [log] };
    default:
      return { state, effects: [log] };
  }
}
