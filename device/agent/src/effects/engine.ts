/**
 * Runs the core: takes events one at a time, keeps the state, carries out what was decided.
 *
 * Events that arise while one is being handled wait their turn, so that a decision never sees half a state. An
 * executor's failure comes back as an event; anything that is not an operational failure is a defect and
 * crashes the process, so that the service manager starts it afresh.
 */
import { decide } from '../core/decide.ts';
import type { Effect } from '../core/effects.ts';
import type { AgentEvent } from '../core/events.ts';
import type { State } from '../core/state.ts';
import { OperationalError } from '../ports.ts';
import { type Executors, execute } from './executors.ts';

export interface Engine {
  happened(event: AgentEvent): void;
  state(): State;
  /** Events after this are dropped. */
  stop(): void;
}

/** `crashed` hears of defects only, and is expected to end the process. */
export function createEngine(
  initial: State,
  executorsFor: (happened: (event: AgentEvent) => void) => Executors,
  crashed: (cause: unknown) => void,
): Engine {
  let state = initial;
  let running = false;
  let stopped = false;
  const waiting: AgentEvent[] = [];
  const executors = executorsFor(happened);

  function happened(event: AgentEvent): void {
    if (stopped) return;
    waiting.push(event);
    if (running) return;
    running = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const decision = decide(state, next);
      state = decision.state;
      for (const effect of decision.effects) run(effect);
    }
    running = false;
  }

  function run(effect: Effect): void {
    try {
      const done = execute(executors, effect);
      if (done instanceof Promise) done.catch((cause: unknown) => failed(effect, cause));
    } catch (cause) {
      failed(effect, cause);
    }
  }

  function failed(effect: Effect, cause: unknown): void {
    if (!(cause instanceof OperationalError)) {
      crashed(cause);
      return;
    }
    happened({ kind: 'effect-failed', effect: effect.kind, code: cause.code, detail: cause.message });
  }

  return {
    happened,
    state: () => state,
    stop: () => {
      stopped = true;
    },
  };
}
