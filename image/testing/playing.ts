/**
 * What a test of a device that plays waits for: the samples on the panel, one after another.
 */

import { guestTime } from './guest-time.ts';
import { sampleOn } from './samples-on-panel.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/** From what makes it play to the browser's first picture: an emulated Chromium takes up to a minute and a half. */
export const firstPictureTimeoutMs = guestTime(20_000);
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

async function untilSampleOtherThan(
  machine: VirtualMachine,
  other: string | null,
  timeoutMs: number,
): Promise<string> {
  let name: string | null = null;
  const isAnother = (picture: Parameters<typeof sampleOn>[0]) => {
    name = sampleOn(picture);
    return name !== null && name !== other;
  };
  await machine.untilScreen(other === null ? 'playing' : 'playing-on', isAnother, timeoutMs);
  if (name === null) throw new Error('A sample was seen and has no name.');
  return name;
}
