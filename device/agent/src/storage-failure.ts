/**
 * Makes the failure of an adapter that writes to the device's storage, and tells a full storage from a broken one.
 *
 * By the stable codes of the kernel and of SQLite, never by a message. A full storage needs another advice than
 * a failing one, so it has a code of its own: `storage-full`.
 */
import { OperationalError } from './ports.ts';

/**
 * SQLITE_IOERR_SHMSIZE is what SQLite says when its shared-memory file, the first it makes, finds no room: opening
 * a database on a full tmpfs or ext4 ends with it more often than with SQLITE_FULL.
 */
const fullCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']);

/** `code` is the adapter's own, for everything but a full storage. */
export function storageFailure(code: string, message: string, cause: unknown): OperationalError {
  const found = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new OperationalError(fullCodes.has(found) ? 'storage-full' : code, message, { cause });
}
