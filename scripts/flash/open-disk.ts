/**
 * The disk that is written, opened for exclusive use.
 *
 * Linux refuses the exclusive opening of a disk of which anything is mounted or held, in whatever namespace or by
 * whatever file system; so the last word against overwriting something in use is the kernel's.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { OperationalError } from '../../device/agent/src/ports.ts';
import { runTool } from './run-tool.ts';
import type { WritableDisk } from './write-image.ts';

export interface OpenDisk extends WritableDisk {
  close(): Promise<void>;
}

/** Throws `disk-in-use`, `disk-not-permitted` or `disk-not-opened`. */
export async function openDisk(path: string): Promise<OpenDisk> {
  const file = await openExclusively(path);
  return {
    async write(bytes, position) {
      await onDisk('written', path, position, async () => {
        for (let done = 0; done < bytes.length; ) {
          const left = bytes.length - done;
          done += (await file.write(bytes, done, left, position + done)).bytesWritten;
        }
      });
    },
    async read(bytes, position) {
      await onDisk('read', path, position, async () => {
        for (let done = 0; done < bytes.length; ) {
          const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done);
          if (bytesRead === 0) throw new Error('the disk ends here');
          done += bytesRead;
        }
      });
    },
    sync: () => onDisk('written', path, undefined, () => file.datasync()),
    forget: () => flushBuffers(path),
    close: () => file.close(),
  };
}

/** Lets go of what the kernel remembers of the disk, so that the next read is answered by the disk itself. */
export async function flushBuffers(path: string): Promise<void> {
  const result = await runTool('blockdev', ['--flushbufs', path]);
  if (result.code !== 0) {
    throw new OperationalError(
      'disk-not-flushed',
      `The buffers of ${path} cannot be flushed: ${result.stderr}`,
    );
  }
}

/** False where the kernel keeps to the old table until the disk is plugged in again. */
export async function rereadPartitions(path: string): Promise<boolean> {
  return (await runTool('blockdev', ['--rereadpt', path])).code === 0;
}

async function openExclusively(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDWR | constants.O_EXCL);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (reason === 'EBUSY') {
      throw new OperationalError(
        'disk-in-use',
        `${path} is in use: the kernel will not let go of it. Unmount what is on it (also in containers), then try again.`,
        { cause },
      );
    }
    if (reason === 'EACCES' || reason === 'EPERM') {
      throw new OperationalError('disk-not-permitted', `${path} may not be written by this user.`, { cause });
    }
    throw new OperationalError('disk-not-opened', `${path} cannot be opened for writing: ${cause}`, {
      cause,
    });
  }
}

async function onDisk(
  what: 'read' | 'written',
  path: string,
  position: number | undefined,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const where = position === undefined ? '' : ` at byte ${position}`;
    throw new OperationalError(
      what === 'read' ? 'disk-read-failed' : 'disk-write-failed',
      `${path} could not be ${what}${where} (${cause instanceof Error ? cause.message : cause}): it was pulled out or is worn out. Try again, or take another one.`,
      { cause },
    );
  }
}
