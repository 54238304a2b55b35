/**
 * How the device is, concluded from what was measured and from what happened to it. Pure.
 *
 * `followHealth` gathers the facts by comparing the state before and after each event, so that no other part of the
 * core has to tell it anything; `warningsOf` names what is wrong. Whatever is not so any more is not named any more:
 * a warning closes by itself. Durations are numbers of looks, never differences of clocks.
 */
import type { Readings, Warning } from '@signet/protocol';
import type { Measured } from '../ports.ts';
import type { AgentEvent } from './events.ts';
import { clockOffsetMs, judge, type LimitCode, limitCodes, looksInHour } from './health-limits.ts';
import { isFailing } from './player.ts';
import type { State } from './state.ts';

/** How long what happened once is worth a warning. */
export const restartTermLooks = looksInHour;
export const rebuiltTermLooks = 24 * looksInHour;

export interface Health {
  /** By the last look; null before the first. */
  readonly measured: Measured | null;
  /** Looks since the start. */
  readonly looks: number;
  /** For how many looks in a row what is beyond its limit has been so. */
  readonly bad: Readonly<Partial<Record<LimitCode, number>>>;
  readonly raised: readonly LimitCode[];
  /** At which looks the connection broke, for an hour. */
  readonly breaks: readonly number[];
  /** An earlier agent of this boot was not stopped in good order. */
  readonly agentKilled: boolean;
  readonly playerRestarts: number;
  /** At which look the player last went wrong; null: never. */
  readonly restartedAt: number | null;
  /** The picture stood still, and has not been seen to advance since. */
  readonly isFrozen: boolean;
  /** Names of the items whose content did not come. */
  readonly missing: readonly string[];
  /** The cloud's clock minus the monotonic one; null while it has not told the time. */
  readonly cloudOverMonotonicMs: number | null;
  /** What the cloud was last told over this connection, and at which look. */
  readonly told: { key: string; atLook: number } | null;
}

export function initialHealth(agentKilled: boolean): Health {
  return {
    measured: null,
    looks: 0,
    bad: {},
    raised: [],
    breaks: [],
    agentKilled,
    playerRestarts: 0,
    restartedAt: null,
    isFrozen: false,
    missing: [],
    cloudOverMonotonicMs: null,
    told: null,
  };
}

/** The facts after an event that led from one state to another. */
export function followHealth(before: State, after: State, event: AgentEvent): Health {
  const { health } = after;
  switch (event.kind) {
    case 'health-looked':
      return looked(health, event.measured);
    case 'connection-opened':
      return { ...health, cloudOverMonotonicMs: event.cloudOverMonotonicMs ?? health.cloudOverMonotonicMs };
    case 'player-alive':
      return health.isFrozen && after.player === 'playing' ? { ...health, isFrozen: false } : health;
    case 'content-settled': {
      if (event.load !== before.content.load) return health;
      const missing = new Set(event.missing);
      const items = after.binding?.desired.playlist?.items ?? [];
      return {
        ...health,
        missing: items
          .filter((item) => item.kind !== 'web' && missing.has(item.media.sha256))
          .map(({ name }) => name),
      };
    }
    default:
      return broken(failed(health, before, after, event), before, after);
  }
}

function looked(health: Health, measured: Measured): Health {
  const looks = health.looks + 1;
  const breaks = health.breaks.filter((atLook) => looks - atLook < looksInHour);
  const next = { ...health, measured, looks, breaks };
  return { ...next, ...judge(next, measured) };
}

function failed(health: Health, before: State, after: State, event: AgentEvent): Health {
  if ((after.unit?.failures ?? 0) <= (before.unit?.failures ?? 0)) {
    return after.player === 'stopped' && health.isFrozen ? { ...health, isFrozen: false } : health;
  }
  const wasSilent = event.kind === 'timer-fired' && before.player === 'playing';
  return {
    ...health,
    playerRestarts: health.playerRestarts + 1,
    restartedAt: health.looks,
    isFrozen: health.isFrozen || wasSilent,
  };
}

/** A cloud that said it would be back breaks nothing. */
function broken(health: Health, before: State, after: State): Health {
  if (before.link.phase !== 'online' || after.link.phase === 'online') return health;
  const counts = after.link.phase === 'waiting' && after.trouble !== 'cloud-restarting';
  return { ...health, told: null, breaks: counts ? [...health.breaks, health.looks] : health.breaks };
}

type Facts = Pick<State, 'health' | 'unit' | 'player' | 'binding' | 'databaseRebuilt'>;

/** All that is wrong, in the order of the table. */
export function warningsOf(state: Facts): Warning[] {
  const { health } = state;
  const since = (atLook: number) => health.looks - atLook;
  const isRaised = (code: LimitCode) =>
    health.raised.includes(code) && !(code === 'disk-low' && health.raised.includes('disk-full'));
  const wasRestarted = health.restartedAt !== null && since(health.restartedAt) < restartTermLooks;
  const isMissing = state.binding !== null && health.missing.length > 0;
  return [
    ...(health.isFrozen ? [{ code: 'picture-frozen' }] : []),
    ...(isFailing(state) ? [{ code: 'player-failed' }] : []),
    ...(wasRestarted ? [{ code: 'player-restarted' }] : []),
    ...(isMissing ? [{ code: 'content-missing', detail: namesOf(health.missing) }] : []),
    ...limitCodes.filter(isRaised).map((code) => withDetail(code, health)),
    ...(state.databaseRebuilt && since(0) < rebuiltTermLooks ? [{ code: 'database-rebuilt' }] : []),
    ...(health.agentKilled && since(0) < restartTermLooks ? [{ code: 'agent-restarted' }] : []),
  ];
}

export function readingsOf({ measured, playerRestarts, cloudOverMonotonicMs }: Health): Readings {
  if (measured === null) return {};
  const { panelConnected: _, namesResolve: __, wallOverMonotonicMs: ___, ...readings } = measured;
  const offsetMs = clockOffsetMs(measured, { cloudOverMonotonicMs });
  return { ...readings, playerRestarts, ...(offsetMs === undefined ? {} : { clockOffsetMs: offsetMs }) };
}

function withDetail(code: LimitCode, { measured, breaks, ...health }: Health): Warning {
  const offsetMs = measured === null ? undefined : clockOffsetMs(measured, health);
  switch (code) {
    case 'clock-wrong':
      if (offsetMs === undefined) return { code };
      return {
        code,
        detail: `${Math.round(Math.abs(offsetMs) / 1_000)} s ${offsetMs > 0 ? 'fast' : 'slow'}`,
      };
    case 'temperature-high':
      return { code, detail: `${Math.round(measured?.temperatureCelsius ?? 0)} °C` };
    case 'connection-unstable':
      return { code, detail: `${breaks.length} times in the last hour` };
    case 'disk-full':
    case 'disk-low':
      return { code, detail: `${Math.floor((measured?.diskFreeBytes ?? 0) / 1024 ** 2)} MiB are free` };
    case 'memory-low':
      return {
        code,
        detail: `${Math.floor((measured?.memoryAvailableBytes ?? 0) / 1024 ** 2)} MiB are free`,
      };
    default:
      return { code };
  }
}

const mostNames = 3;

function namesOf(missing: readonly string[]): string {
  const more = missing.length - mostNames;
  const names = missing.slice(0, mostNames).join(', ');
  return (more > 0 ? `${names} and ${more} more` : names).slice(0, 300);
}
