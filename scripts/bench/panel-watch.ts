/**
 * When a machine that was powered on has come to what is raced for: a QR on its panel, or a login prompt.
 *
 * Both are looked at alike, at the same pace and with the same work for each picture, so that looking slows both by
 * as much. The decoder, which takes longer, is asked only about a picture that may hold a code: it runs in the
 * process that also relays the cloud to the device, and would keep the device waiting.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { guestTime } from '../../image/testing/guest-time.ts';
import { type Picture, readQr } from '../../image/testing/picture.ts';
import type { VirtualMachine } from '../../image/testing/virtual-machine.ts';

/** What is known of a goal that was reached. */
export interface Arrival {
  /** Milliseconds since `performance.now()` began, when it was there to be seen. */
  atMs: number;
  /** What the code says, or the line of the prompt. */
  seen: string;
}

export type WatchedMachine = Pick<VirtualMachine, 'screenshot' | 'keepPicture' | 'serial'>;

/** Resolves when the machine, which has just been powered on, is there; rejects when the time is over. */
export type Goal = (machine: WatchedMachine, timeoutMs: number) => Promise<Arrival>;

const pauseMs = guestTime(20);
/** A code covers a fifth of a panel and more, about half of it paper; firmware's logos and text cover less. */
const leastPaperShare = 0.05;
const samplePixels = 20_000;

export const qrOnPanel: Goal = async (machine, timeoutMs) => {
  for await (const { picture, atMs } of pictures(machine, timeoutMs)) {
    const seen = mayHoldQr(picture) ? readQr(picture) : null;
    if (seen !== null) {
      machine.keepPicture('qr', picture);
      return { atMs, seen };
    }
  }
  throw new Error(`No QR on the panel within ${timeoutMs} ms of power-on.`);
};

export const loginOnSerial: Goal = async (machine, timeoutMs) => {
  const arrivals: Arrival[] = [];
  let tail = '';
  machine.serial.followBytes((bytes) => {
    tail = `${tail}${bytes.toString('latin1')}`.slice(-200);
    // The prompt is a line that does not end.
    const [seen] = /\S+ login: /.exec(tail) ?? [];
    if (seen !== undefined) arrivals.push({ atMs: performance.now(), seen });
  });
  for await (const { picture } of pictures(machine, timeoutMs)) {
    mayHoldQr(picture);
    if (arrivals[0] !== undefined) return arrivals[0];
  }
  throw new Error(`No login prompt on the serial port within ${timeoutMs} ms of power-on.`);
};

/** One picture after another with a pause between, each with the moment at which it was whole, until the time is over. */
async function* pictures(machine: WatchedMachine, timeoutMs: number) {
  const endMs = performance.now() + timeoutMs;
  while (performance.now() < endMs) {
    const picture = await machine.screenshot();
    yield { picture, atMs: performance.now() };
    await wait(pauseMs);
  }
}

/** Whether enough of it is light: a coarse look at every so many pixels. */
export function mayHoldQr({ rgb, widthPx, heightPx }: Picture): boolean {
  const step = Math.max(1, Math.floor((widthPx * heightPx) / samplePixels)) * 3;
  let light = 0;
  let looked = 0;
  for (let at = 0; at < rgb.length; at += step) {
    if ((rgb[at] ?? 0) > 128 && (rgb[at + 1] ?? 0) > 128 && (rgb[at + 2] ?? 0) > 128) light += 1;
    looked += 1;
  }
  return light / looked >= leastPaperShare;
}
