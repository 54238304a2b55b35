/**
 * Reads a panel as a person with a phone does: the framebuffer's bytes become a picture, and an independent decoder
 * (`zbarimg` of Debian's zbar-tools) reads the QR in it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { PNG } from 'pngjs';

export interface Panel {
  framebuffer: string;
  widthPx: number;
  heightPx: number;
}

/** What the QR on the panel says, or null where there is none that can be read. */
export function readQr(panel: Panel): string | null {
  if (!existsSync(panel.framebuffer)) return null;
  return decodeQr(takePicture(panel));
}

/** What the QR in a PNG says, or null where there is none that can be read. */
export function decodeQr(png: Buffer): string | null {
  const result = spawnSync('zbarimg', ['--raw', '--quiet', 'PNG:-'], { input: png, encoding: 'utf8' });
  if (result.error !== undefined) throw result.error;
  return result.stdout.trim() || null;
}

export function takePicture({ framebuffer, widthPx, heightPx }: Panel): Buffer {
  const bytes = readFileSync(framebuffer);
  const png = new PNG({ width: widthPx, height: heightPx });
  for (let at = 0; at < widthPx * heightPx * 4; at += 4) {
    png.data[at] = bytes[at + 2] ?? 0;
    png.data[at + 1] = bytes[at + 1] ?? 0;
    png.data[at + 2] = bytes[at] ?? 0;
    png.data[at + 3] = 255;
  }
  return PNG.sync.write(png);
}

/** Looks again and again until there is something to see; fails with what it was waiting for. */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  timeoutMs = 40_000,
  everyMs = 50,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await wait(everyMs);
  }
}

/** The URL on the panel, as soon as there is one; `not` is one that does not count. */
export function untilQr(panel: Panel, not?: string): Promise<string> {
  return until('a QR on the panel', () => {
    const qr = readQr(panel);
    return qr === not ? null : qr;
  });
}

/** The pairing ID of what a QR says. */
export function pairingIdOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
