/**
 * The cloud's one secret: 32 random bytes in the data directory, made once, and the keys derived from it.
 *
 * Losing it signs everybody out and nothing worse; leaking it lets its holder sign cookies and media tokens, so
 * only the cloud's own user can read the file. It is made without ever being half there: written beside, brought
 * to the disk, and linked into place, which fails where another process was first.
 */
import { hkdfSync, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const secretBytes = 32;

/** What keys are for. A purpose is never reused for something else. */
export type KeyPurpose = 'sessions' | 'media-tokens';

/** The secret can neither be read nor made; the cause says why. */
export class SecretUnusableError extends Error {
  readonly code = 'secret-unusable';
  constructor(path: string, cause: unknown) {
    super(`The secret ${path} cannot be read or made.`, { cause });
  }
}

/** Reads `secret` in the directory or makes it. Throws {@link SecretUnusableError}. */
export function openSecret(directory: string, randomBytes: (size: number) => Uint8Array): Uint8Array {
  const path = join(directory, 'secret');
  try {
    return read(path) ?? make(path, randomBytes);
  } catch (cause) {
    throw new SecretUnusableError(path, cause);
  }
}

/** RFC 5869, SHA-256: 32 bytes for one purpose. */
export function deriveKey(secret: Uint8Array, purpose: KeyPurpose): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), `signet ${purpose}`, 32));
}

function read(path: string): Uint8Array | null {
  try {
    const secret = readFileSync(path);
    // A short secret would work and protect nothing, so it is an error and no reason to make another.
    if (secret.byteLength !== secretBytes) throw new Error(`The file must hold ${secretBytes} bytes.`);
    return secret;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function make(path: string, randomBytes: (size: number) => Uint8Array): Uint8Array {
  const beside = `${path}.${randomUUID()}.part`;
  try {
    const file = openSync(beside, 'wx', 0o600);
    try {
      writeSync(file, randomBytes(secretBytes));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    try {
      linkSync(beside, path);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  } finally {
    rmSync(beside, { force: true });
  }
  const made = read(path);
  if (made === null) throw new Error('The file vanished again.');
  return made;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
