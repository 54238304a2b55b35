/**
 * Enrols a device that is nobody's by its provisioning token: when the token is sent, and what follows from a refusal.
 *
 * Once per sign-on, and only while no binding is held: the pairing code stays valid beside it. A token that was refused
 * for good is not sent again in this boot, because each try would cost the same refusal. The token is a secret: it is in
 * no log line and on no screen.
 */
import type { CloudMessage, EnrolRefusal } from '@signet/protocol';
import type { Decision } from './decide.ts';
import type { Effect } from './effects.ts';
import type { State } from './state.ts';

/** Where enrolment by the token stands; null on a device without one. */
export type Enrolment = null | {
  readonly token: string;
  readonly phase:
    | { kind: 'idle' }
    /** The cloud was asked over this connection, and has not answered. */
    | { kind: 'asked' }
    /** With `again` the timer of the next try runs; without, this token is done with for this boot. */
    | { kind: 'refused'; reason: EnrolRefusal; again: boolean };
};

export function initialEnrolment(token: string | null): Enrolment {
  return token === null ? null : { token, phase: { kind: 'idle' } };
}

/** Asks, where this device is nobody's, the cloud listens, and this token has not been tried. */
export function askToEnrol(decision: Decision): Decision {
  const { state, effects } = decision;
  const { enrolment } = state;
  if (enrolment === null || enrolment.phase.kind !== 'idle') return decision;
  const isNobodys = state.binding === null && state.pendingBinding === null && state.pairing !== null;
  if (!isNobodys || state.link.phase !== 'online') return decision;
  return {
    state: { ...state, enrolment: { ...enrolment, phase: { kind: 'asked' } } },
    effects: [
      ...effects,
      { kind: 'log', level: 'info', code: 'enrolling', fields: {} },
      { kind: 'send', message: { type: 'enrol', token: enrolment.token } },
    ],
  };
}

export function enrolRefused(
  state: State,
  message: Extract<CloudMessage, { type: 'enrol-refused' }>,
): Decision {
  const { enrolment } = state;
  // Nothing was asked: an answer to nobody must not end a later try.
  if (enrolment === null || enrolment.phase.kind !== 'asked') return { state, effects: [] };
  const { reason, retryAfterMs } = message;
  const again = retryAfterMs !== undefined;
  const timer: Effect[] = again ? [{ kind: 'start-timer', timer: 'enrol-retry', delayMs: retryAfterMs }] : [];
  const fields = again ? { reason, retryAfterMs } : { reason };
  return {
    state: { ...state, enrolment: { ...enrolment, phase: { kind: 'refused', reason, again } } },
    effects: [{ kind: 'log', level: 'warn', code: 'enrol-refused', fields }, ...timer],
  };
}

/** What the cloud asked to wait is over; without a connection the next sign-on asks. */
export function enrolAgain(state: State): Decision {
  const { enrolment } = state;
  if (enrolment?.phase.kind !== 'refused' || !enrolment.phase.again) return { state, effects: [] };
  return askToEnrol({ state: idle(state), effects: [] });
}

/** An answer that has not come by the end of its connection, or by a binding, never comes. */
export function withoutAnswer(state: State): State {
  return state.enrolment?.phase.kind === 'asked' ? idle(state) : state;
}

function idle(state: State): State {
  const { enrolment } = state;
  return enrolment === null ? state : { ...state, enrolment: { ...enrolment, phase: { kind: 'idle' } } };
}
