/**
 * Tells the cloud how the device is: at sign-on, when a warning comes or goes, and seldom otherwise.
 *
 * Never on a timer of its own: a device on which nothing changes is silent (DESIGN section 9 budgets its traffic).
 * Measures that waver say nothing new, so they go along with whatever else is told.
 */
import type { Warning } from '@signet/protocol';
import type { Decision } from './decide.ts';
import type { AgentEvent } from './events.ts';
import { followHealth, readingsOf, warningsOf } from './health.ts';
import { limitCodes, looksInHour } from './health-limits.ts';
import type { State } from './state.ts';

/** After so long without a word the readings are told anew. */
export const refreshLooks = 6 * looksInHour;

export function tellHealth(before: State, event: AgentEvent, { state, effects }: Decision): Decision {
  const health = followHealth(before, state, event);
  const next: State = health === state.health ? state : { ...state, health };
  if (next.link.phase !== 'online' || next.binding === null || health.measured === null) {
    return { state: next, effects };
  }
  const warnings = warningsOf(next);
  const key = keyOf(warnings);
  const { told } = health;
  if (told?.key === key && health.looks - told.atLook < refreshLooks) return { state: next, effects };
  return {
    state: { ...next, health: { ...health, told: { key, atLook: health.looks } } },
    effects: [
      ...effects,
      { kind: 'send', message: { type: 'health', warnings, readings: readingsOf(health) } },
    ],
  };
}

/** The detail of a limit is a measure; that of anything else is part of what is wrong. */
function keyOf(warnings: readonly Warning[]): string {
  const measured: readonly string[] = limitCodes;
  return JSON.stringify(
    warnings.map(({ code, detail }) => (measured.includes(code) ? code : [code, detail])),
  );
}
