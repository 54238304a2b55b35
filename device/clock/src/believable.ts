/**
 * Which times can be true at all: none before this program was built, none long after.
 *
 * The time that systemd saved (`/var/lib/systemd/timesync/clock`) is no floor here: it is saved each minute from
 * whatever the clock says, so a hardware clock that once ran ten years ahead would forbid the truth for ten years.
 */
import { statSync } from 'node:fs';
import { type Refusal, refused } from './outcome.ts';

/** No device ran this program before it was written, whatever its files say. Unix seconds. */
const writtenSeconds = Date.UTC(2026, 10, 1) / 1_000;

/** How long after its build a device may still be in use. */
const lifeSeconds = 15 * 365.25 * 86_400;

/** The latest change among the files that are there, in Unix seconds. */
export function readFloorSeconds(files: readonly string[]): number {
  return Math.floor(Math.max(writtenSeconds, ...files.map(changedSeconds)));
}

function changedSeconds(file: string): number {
  try {
    return statSync(file).mtimeMs / 1_000;
  } catch {
    return 0;
  }
}

/** Null where the time can be true. */
export function disbelieve(seconds: number, floorSeconds: number): Refusal | null {
  const between = `${isoOf(seconds)}, believed is ${isoOf(floorSeconds)} to ${isoOf(floorSeconds + lifeSeconds)}`;
  if (seconds < floorSeconds) return refused('date-below-floor', between);
  if (seconds > floorSeconds + lifeSeconds) return refused('date-beyond-ceiling', between);
  return null;
}

export function isoOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
