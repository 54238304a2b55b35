/**
 * Reads the file of one source of configuration as text, never more of it than a configuration can be.
 *
 * A file that is not there is an outcome like any other: a source need not exist. The file may lie on a boot partition
 * that somebody filled at another computer, so nothing about it is taken for granted.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';

export const maxSourceBytes = 256 * 1024;

export type SourceText =
  | { outcome: 'text'; text: string }
  | { outcome: 'missing' }
  /** `line` is null where the whole file is meant. */
  | { outcome: 'unreadable'; message: string; line: number | null };

export function readSourceText(path: string): SourceText {
  let bytes: Buffer;
  try {
    // Opening a pipe would wait for ever for somebody at its other end.
    if (!statSync(path).isFile()) return { outcome: 'unreadable', message: 'is not a file', line: null };
    bytes = readAtMost(path, maxSourceBytes + 1);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { outcome: 'missing' };
    return { outcome: 'unreadable', message: `cannot be read (${code})`, line: null };
  }
  if (bytes.length > maxSourceBytes) {
    return { outcome: 'unreadable', message: `is larger than ${maxSourceBytes / 1024} KiB`, line: null };
  }
  return decode(bytes);
}

function readAtMost(path: string, maxBytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(maxBytes);
  const file = openSync(path, 'r');
  try {
    let filled = 0;
    for (let read = -1; read !== 0 && filled < maxBytes; filled += read) {
      read = readSync(file, buffer, filled, maxBytes - filled, null);
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

/** The byte order mark that Windows' Notepad may write is left out. */
function decode(bytes: Buffer): SourceText {
  try {
    return { outcome: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const before = bytes.toString('utf8').split('\ufffd')[0] ?? '';
    return {
      outcome: 'unreadable',
      message: 'is not UTF-8 text; save it with the encoding UTF-8',
      line: before.split(/\r\n|\r|\n/).length,
    };
  }
}
