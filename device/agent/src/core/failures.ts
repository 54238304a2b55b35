/**
 * What follows when an adapter could not do what it was asked.
 *
 * A failure to store is never acknowledged: the connection is opened anew, so that the cloud says it all again.
 * Everything else is logged and met by the loops that already try again.
 */
import { waitFor } from './connection.ts';
import type { Decision } from './decide.ts';
import type { Effect } from './effects.ts';
import type { EventOf } from './events.ts';
import { playerFailed } from './player.ts';
import type { State } from './state.ts';

/** How long to let a full or failing disk be before the cloud is asked to repeat itself. */
const storeRetryMs = 30_000;

export function effectFailed(state: State, event: EventOf<'effect-failed'>): Decision {
  const { effect, code, detail } = event;
  const log: Effect = {
    kind: 'log',
    level: 'error',
    code: 'effect-failed',
    fields: { effect, code, detail },
  };
  switch (effect) {
    case 'store-binding':
    case 'clear-binding':
      return waitFor({ ...state, pendingBinding: null }, storeRetryMs, [log, { kind: 'close-connection' }]);
    case 'play':
      if (state.unit === null) return { state: { ...state, player: 'stopped', given: null }, effects: [log] };
      return logged(log, playerFailed(state, 'not-started'));
    case 'start-player':
      return logged(log, playerFailed(state, 'not-started'));
    case 'reveal-player':
      return logged(log, playerFailed(state, 'not-revealed'));
    default:
      return { state, effects: [log] };
  }
}

function logged(log: Effect, { state, effects }: Decision): Decision {
  return { state, effects: [log, ...effects] };
}
