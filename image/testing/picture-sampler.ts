/**
 * Takes pictures of the panel over a time and says which of them were black or foreign: for hand-overs, where one
 * wrong frame is what a passer-by sees.
 *
 * A sample is the frame at one moment; what is shorter than the interval can be missed. Judged by light alone
 * unless the test says what belongs on the panel.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Light, measureLight, type Picture } from './picture.ts';
import type { VirtualMachine } from './virtual-machine.ts';

export interface Sample {
  /** Milliseconds since sampling began. */
  readonly atMs: number;
  readonly light: Light;
  readonly verdict: 'ours' | 'black' | 'foreign';
}

export interface SamplerOptions {
  everyMs: number;
  /** Whether a picture that is not black belongs to the product; by default every one does. */
  isOurs?: (picture: Picture) => boolean;
}

/** A frame is black when hardly anything of it shines. Our darkest screen, with text on it, has 2 %. */
export function isBlack({ mean, blackShare }: Light): boolean {
  return blackShare > 0.995 && mean < 4;
}

/** The longest time in milliseconds for which the panel was black or foreign: from such a sample to the next of ours. */
export function longestWrongMs(samples: readonly Pick<Sample, 'atMs' | 'verdict'>[]): number {
  let sinceMs: number | null = null;
  let longestMs = 0;
  for (const { atMs, verdict } of samples) {
    if (sinceMs !== null) longestMs = Math.max(longestMs, atMs - sinceMs);
    if (verdict === 'ours') sinceMs = null;
    else sinceMs ??= atMs;
  }
  return longestMs;
}

/** Samples from now on until `until` settles; resolves with every sample, in order. */
export async function samplePictures(
  machine: VirtualMachine,
  until: Promise<unknown>,
  { everyMs, isOurs = () => true }: SamplerOptions,
): Promise<Sample[]> {
  const startMs = performance.now();
  const samples: Sample[] = [];
  let done = false;
  const finish = () => {
    done = true;
  };
  until.then(finish, finish);
  while (!done) {
    const beganMs = performance.now();
    const picture = await machine.screenshot();
    const light = measureLight(picture);
    const verdict = isBlack(light) ? 'black' : isOurs(picture) ? 'ours' : 'foreign';
    if (verdict !== 'ours') machine.keepPicture(verdict, picture);
    samples.push({ atMs: Math.round(beganMs - startMs), light, verdict });
    await wait(Math.max(0, everyMs - (performance.now() - beganMs)));
  }
  return samples;
}
