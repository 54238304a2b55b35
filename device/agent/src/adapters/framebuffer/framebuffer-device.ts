/**
 * One opened framebuffer: a device whose geometry is the kernel's, or a plain file whose geometry was given.
 *
 * The kernel replaces firmware's framebuffer by the real driver in mid-boot: the node goes away and comes back with
 * another inode, often another geometry. Whoever draws asks `isCurrent` first.
 * Never creates anything below /dev: a plain file there would hide the device that comes later.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type FramebufferFormat, framebufferFormat, spanBytes } from './framebuffer-format.ts';
import { framebufferError, isGone, readSysfs, unblank } from './framebuffer-sysfs.ts';

export interface FramebufferPlace {
  path: string;
  /** Given for a plain file, which is made and sized if need be; without it the kernel says. */
  geometry?: { widthPx: number; heightPx: number; bitsPerPixel: number } | undefined;
  strideBytes?: number | undefined;
  /** Where the kernel tells of framebuffers; /sys/class/graphics. */
  sysfsDir?: string | undefined;
}

export interface FramebufferDevice {
  readonly format: FramebufferFormat;
  /** Whether the path still leads to this device and its geometry is unchanged. */
  isCurrent(): Promise<boolean>;
  /** Reads what stands there; the bytes that could be had, 0 where the device cannot be read. Throws where it is gone. */
  read(target: Buffer, positionBytes: number): Promise<number>;
  /** Writes all of `bytes`; throws what the file system threw. */
  write(bytes: Buffer, positionBytes: number): Promise<void>;
  /**
   * Has the kernel set a mode and switch the panel on, which without a console nobody else does. `lit`, or the code of
   * why not; what was drawn stands in either case. A plain file is always lit.
   */
  light(): Promise<string>;
  close(): Promise<void>;
}

/** Null while there is none; throws `framebuffer-unusable` and `framebuffer-format-unsupported`. */
export async function openFramebuffer(place: FramebufferPlace): Promise<FramebufferDevice | null> {
  let file: FileHandle | null = null;
  try {
    const before = await describe(place);
    if (before === null) return null;
    const creating = place.geometry !== undefined && mayCreate(place.path);
    file = await open(place.path, constants.O_RDWR | (creating ? constants.O_CREAT : 0));
    if (place.geometry !== undefined) await grow(file, spanBytes(before.format));
    // Described again after it was opened: what was swapped in between would be drawn in the wrong geometry.
    const now = await describe(place);
    const identity = await identityOf(place.path);
    const opened = await file.stat();
    if (now === null || identity !== identityText(opened)) {
      await file.close();
      return null;
    }
    return deviceOf(place, file, now, identity);
  } catch (cause) {
    await file?.close().catch(() => {});
    if (isGone(cause)) return null;
    if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('framebuffer-'))
      throw cause;
    throw framebufferError('framebuffer-unusable', place.path, cause);
  }
}

function deviceOf(
  place: FramebufferPlace,
  file: FileHandle,
  { format, signature }: Description,
  identity: string,
): FramebufferDevice {
  return {
    format,
    async isCurrent() {
      if ((await identityOf(place.path)) !== identity) return false;
      return (await describe(place))?.signature === signature;
    },
    async read(target, positionBytes) {
      let done = 0;
      try {
        while (done < target.length) {
          const { bytesRead } = await file.read(target, done, target.length - done, positionBytes + done);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
      } catch (cause) {
        if (isGone(cause)) throw cause;
      }
      return done;
    },
    async write(bytes, positionBytes) {
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, positionBytes + done);
        // The kernel may write less than asked; nothing at all means that the end of the device was reached.
        if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
        done += bytesWritten;
      }
    },
    async light() {
      return place.geometry === undefined ? unblank(sysfsOf(place)) : 'lit';
    },
    async close() {
      await file.close();
    },
  };
}

interface Description {
  format: FramebufferFormat;
  signature: string;
}

async function describe(place: FramebufferPlace): Promise<Description | null> {
  if (place.geometry !== undefined) {
    const format = framebufferFormat({ ...place.geometry, strideBytes: place.strideBytes });
    return { format, signature: JSON.stringify(format) };
  }
  return readSysfs(sysfsOf(place));
}

function sysfsOf(place: FramebufferPlace): string {
  return join(place.sysfsDir ?? '/sys/class/graphics', basename(place.path));
}

function mayCreate(path: string): boolean {
  return !resolve(path).startsWith('/dev/');
}

async function grow(file: FileHandle, bytes: number): Promise<void> {
  const now = await file.stat();
  if (now.isFile() && now.size < bytes) await file.truncate(bytes);
}

async function identityOf(path: string): Promise<string | null> {
  try {
    return identityText(await stat(path));
  } catch {
    return null;
  }
}

function identityText({ dev, ino, rdev }: { dev: number; ino: number; rdev: number }): string {
  return `${dev}:${ino}:${rdev}`;
}
