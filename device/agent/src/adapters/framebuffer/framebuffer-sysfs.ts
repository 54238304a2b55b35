/**
 * Reads a framebuffer's geometry from sysfs and switches its panel on, without ioctls, which Node does not have.
 *
 * `virtual_size` is what is in memory; the visible mode can be smaller (two monitors of different size, overallocation
 * for page flips), and is in `mode` or, where a driver leaves that empty, first in `modes`, to which the kernel puts the
 * mode set last at the head (drivers/video/fbdev/core/fbsysfs.c, modedb.c: fb_add_videomode). `pan` is the visible
 * part's offset.
 */
import { constants } from 'node:fs';
import { open, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationalError } from '../../ports.ts';
import { type FramebufferFormat, framebufferFormat } from './framebuffer-format.ts';

export interface SysfsReading {
  format: FramebufferFormat;
  /** Differs whenever the driver or its mode does. */
  signature: string;
}

/** Null where the kernel knows no such framebuffer (any more); throws `framebuffer-format-unsupported`. */
export async function readSysfs(directory: string): Promise<SysfsReading | null> {
  const read = async (name: string) => {
    try {
      return (await readFile(join(directory, name), 'latin1')).trim();
    } catch {
      // Which attributes there are differs between drivers, and all go away with the device.
      return '';
    }
  };
  const [size, bits, stride, mode, modes, pan, name] = await Promise.all(
    ['virtual_size', 'bits_per_pixel', 'stride', 'mode', 'modes', 'pan', 'name'].map(read),
  );
  const inMemory = pair(size ?? '', /^(\d+),(\d+)$/);
  if (inMemory === null || bits === undefined || bits === '') return null;
  const visible = pair(mode || modes || '', /^[A-Z]:(\d+)x(\d+)/);
  const fits = visible !== null && visible[0] <= inMemory[0] && visible[1] <= inMemory[1];
  const [widthPx, heightPx] = fits ? visible : inMemory;
  const bitsPerPixel = Number(bits);
  const strideBytes = Number(stride) > 0 ? Number(stride) : (inMemory[0] * bitsPerPixel) / 8;
  const [panX, panY] = pair(pan ?? '', /^(\d+),(\d+)$/) ?? [0, 0];
  const offsetBytes = panY * strideBytes + (panX * bitsPerPixel) / 8;
  const target = await realpath(directory).catch(() => directory);
  return {
    format: framebufferFormat({ widthPx, heightPx, bitsPerPixel, strideBytes, offsetBytes }),
    signature: [target, name, size, bits, stride, `${widthPx}x${heightPx}`, offsetBytes].join(' '),
  };
}

/**
 * `blank` 0 is FB_BLANK_UNBLANK: a DRM driver then commits its mode (drivers/gpu/drm/drm_fb_helper.c: drm_fb_helper_blank).
 * Gives the error's code where the attribute is missing, forbidden or not implemented, as with efifb.
 */
export async function unblank(directory: string): Promise<string> {
  try {
    // Opened for writing alone: what is not there is not made.
    const file = await open(join(directory, 'blank'), constants.O_WRONLY);
    try {
      await file.write('0');
    } finally {
      await file.close();
    }
    return 'lit';
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  }
}

function pair(text: string, pattern: RegExp): [number, number] | null {
  const [, first, second] = pattern.exec(text) ?? [];
  const numbers: [number, number] = [Number(first), Number(second)];
  return numbers.every(Number.isSafeInteger) ? numbers : null;
}

/** Errors that mean "the device is gone or is being replaced", by which a caller waits instead of failing. */
export function isGone(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return ['ENOENT', 'ENODEV', 'ENXIO', 'EIO', 'ENOTDIR', 'EBADF'].includes(String(code));
}

/** Wraps what the file system threw. */
export function framebufferError(code: string, path: string, cause: unknown): OperationalError {
  return new OperationalError(code, `The framebuffer ${path} cannot be used.`, { cause });
}
