/**
 * What is measured against limits: from where on it is a warning, and from where on it is none any more.
 *
 * The two differ, and some must be seen more than once, so that what wavers around a limit does not come and go in the
 * cloud. A value that is not known raises nothing.
 */
import type { WarningCode } from '@signet/protocol';
import type { Measured } from '../ports.ts';
import type { Health } from './health.ts';

/** How often the device is looked at; all terms here are counted in looks, so no clock can shorten them. */
export const lookEveryMs = 30_000;
export const looksInHour = 3_600_000 / lookEveryMs;

const mebibyte = 1024 ** 2;
/** Of a larger disk so much is as good as the whole: a hundredth of it is room enough. */
const diskThatCounts = 10_240 * mebibyte;

export interface Limit {
  value(measured: Measured, health: Health): number | undefined;
  /** On which side of the limits it is bad. */
  worse: 'above' | 'below';
  raise: number;
  clear: number;
  /** Looks in a row before it is believed. */
  looks: number;
}

export const limits = {
  'panel-disconnected': {
    value: ({ panelConnected }) => (panelConnected === undefined ? undefined : Number(!panelConnected)),
    ...{ worse: 'above', raise: 1, clear: 0, looks: 2 },
  },
  'disk-full': {
    value: ({ diskFreeBytes }) => diskFreeBytes,
    ...{ worse: 'below', raise: 16 * mebibyte, clear: 32 * mebibyte, looks: 1 },
  },
  'disk-low': {
    value: ({ diskFreeBytes: free, diskTotalBytes: total }) =>
      free === undefined || total === undefined || total === 0
        ? undefined
        : free / Math.min(total, diskThatCounts),
    ...{ worse: 'below', raise: 0.05, clear: 0.08, looks: 1 },
  },
  'memory-low': {
    value: ({ memoryAvailableBytes: available, memoryTotalBytes: total }) =>
      available === undefined || total === undefined || total === 0 ? undefined : available / total,
    ...{ worse: 'below', raise: 0.05, clear: 0.1, looks: 2 },
  },
  'temperature-high': {
    value: ({ temperatureCelsius }) => temperatureCelsius,
    ...{ worse: 'above', raise: 85, clear: 75, looks: 2 },
  },
  'name-resolution-failing': {
    value: ({ namesResolve }) => (namesResolve === undefined ? undefined : Number(!namesResolve)),
    ...{ worse: 'above', raise: 1, clear: 0, looks: 2 },
  },
  'connection-unstable': {
    value: (_, { breaks }) => breaks.length,
    ...{ worse: 'above', raise: 3, clear: 1, looks: 1 },
  },
  'clock-wrong': {
    value: (measured, health) => {
      const offsetMs = clockOffsetMs(measured, health);
      return offsetMs === undefined ? undefined : Math.abs(offsetMs);
    },
    ...{ worse: 'above', raise: 60_000, clear: 30_000, looks: 1 },
  },
} as const satisfies Partial<Record<WarningCode, Limit>>;

export type LimitCode = keyof typeof limits;
export const limitCodes = Object.keys(limits) as LimitCode[];

/** This device's clock minus the cloud's, also when it was set since the cloud last told the time. */
export function clockOffsetMs(
  { wallOverMonotonicMs }: Measured,
  { cloudOverMonotonicMs }: Pick<Health, 'cloudOverMonotonicMs'>,
): number | undefined {
  return cloudOverMonotonicMs === null ? undefined : Math.round(wallOverMonotonicMs - cloudOverMonotonicMs);
}

/** What holds after one more look, of what held before it. */
export function judge(health: Health, measured: Measured): Pick<Health, 'bad' | 'raised'> {
  const bad: Partial<Record<LimitCode, number>> = {};
  const raised = limitCodes.filter((code) => {
    const limit: Limit = limits[code];
    const value = limit.value(measured, health);
    if (value === undefined) return false;
    const beyond = (bound: number) => (limit.worse === 'above' ? value >= bound : value <= bound);
    const isGood = limit.worse === 'above' ? value <= limit.clear : value >= limit.clear;
    if (beyond(limit.raise)) bad[code] = (health.bad[code] ?? 0) + 1;
    return (bad[code] ?? 0) >= limit.looks || (health.raised.includes(code) && !isGood);
  });
  return { bad, raised };
}
