/**
 * What the service manager is told: that the first picture stands, that the job is being done, and what shows.
 *
 * The watchdog is fed by a display check that was completed, never by a bare timer: a display that hangs or an event
 * loop that stands still lets it starve. Time is counted in checks, of which there is one a second.
 */
import type { Decision } from './decide.ts';
import type { Effect } from './effects.ts';
import { screenOf } from './screen-of.ts';
import type { State } from './state.ts';

/** Completed checks from one word to the watchdog to the next: five seconds. */
const checksPerWord = 5;

export function screenShown(state: State, standing: boolean): Decision {
  if (!standing || state.service.ready) return { state, effects: [] };
  return {
    state: { ...state, service: { ...state.service, ready: true } },
    effects: [{ kind: 'notify-ready' }],
  };
}

export function displayChecked(state: State, standing: boolean): Decision {
  const shown = screenShown(state, standing);
  const checksLeft = shown.state.service.checksLeft - 1;
  const due = checksLeft <= 0;
  return {
    state: {
      ...shown.state,
      service: { ...shown.state.service, checksLeft: due ? checksPerWord : checksLeft },
    },
    effects: [...shown.effects, ...(due ? [{ kind: 'notify-watchdog' } as const] : [])],
  };
}

/** Adds the status line where it has changed. */
export function withStatus({ state, effects }: Decision): Decision {
  const text = statusOf(state);
  if (text === state.service.status) return { state, effects };
  const told: Effect = { kind: 'notify-status', text };
  return { state: { ...state, service: { ...state.service, status: text } }, effects: [...effects, told] };
}

/** One line, such as `pairing; cloud: offline (dns)`. Never a code or a name: anybody on the machine can read it. */
export function statusOf(state: State): string {
  const screen = screenOf(state);
  const shows = screen.kind === 'error' ? `error ${screen.code}` : screen.kind;
  if (state.link.phase === 'online') return `${shows}; cloud: online`;
  return `${shows}; cloud: ${state.trouble === null ? 'connecting' : `offline (${state.trouble})`}`;
}
