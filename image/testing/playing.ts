/**
 * What a test of a device that plays waits for: the samples on the panel, one after another.
 */

import { samplePlaylist } from '../../cloud/src/content/samples/samples.ts';
import { guestTime } from './guest-time.ts';
import type { Picture } from './picture.ts';
import { sampleOn } from './samples-on-panel.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/**
 * From what makes it play to the browser's first picture. An emulated Chromium takes a minute and a half where it is
 * alone, and a start that the agent gives up after three minutes is tried again.
 */
export const firstPictureTimeoutMs = guestTime(30_000);
/** The longest item of the samples, as a device's clock counts it, and some patience. */
const nextPictureTimeoutMs = guestTime(10_000) + 60_000;

/**
 * Resolves with the names of two samples, in the order in which the panel showed them.
 *
 * A picture that stands still is not playing.
 */
export async function untilPlaying(
  machine: VirtualMachine,
  timeoutMs = firstPictureTimeoutMs,
): Promise<readonly [string, string]> {
  const first = await untilSampleOtherThan(machine, null, timeoutMs);
  return [first, await untilSampleOtherThan(machine, first, nextPictureTimeoutMs)];
}

/**
 * Resolves when the panel shows the sample that follows the page with the clock: for half a minute from then on,
 * nothing else than samples that stand still can be on the panel.
 */
export function untilOnlyPictures(machine: VirtualMachine): Promise<unknown> {
  const { items } = samplePlaylist;
  const after = items[items.findIndex(({ kind }) => kind === 'page') + 1];
  const roundMs = items.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const isAfter = (picture: Picture) => sampleOn(picture) === after?.name;
  return machine.untilScreen('only pictures', isAfter, guestTime(10_000) + roundMs);
}

async function untilSampleOtherThan(
  machine: VirtualMachine,
  other: string | null,
  timeoutMs: number,
): Promise<string> {
  let name: string | null = null;
  const isAnother = (picture: Picture) => {
    name = sampleOn(picture);
    return name !== null && name !== other;
  };
  await machine.untilScreen(other === null ? 'playing' : 'playing-on', isAnother, timeoutMs);
  if (name === null) throw new Error('A sample was seen and has no name.');
  return name;
}
