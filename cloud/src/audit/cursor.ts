/** A place in the audit log as text for an address: opaque to whoever carries it, refused where it is none. Pure. */
import type { Position } from './query.ts';

export function writeCursor({ at, auditId }: Position): string {
  return `${at.toString(36)}-${auditId}`;
}

/** Null where this is no cursor of ours. */
export function readCursor(text: string): Position | null {
  const [, time = '', auditId = ''] = /^([0-9a-z]{1,11})-([0-9a-f]{32})$/.exec(text) ?? [];
  const at = Number.parseInt(time, 36);
  return Number.isSafeInteger(at) ? { at, auditId } : null;
}
