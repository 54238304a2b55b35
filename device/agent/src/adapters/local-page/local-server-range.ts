/**
 * Reads a `Range` header (RFC 9110 section 14) for a file of known size.
 *
 * One range is honoured; several, or a header that makes no sense, are answered with the whole file, as the RFC allows.
 */
export type ByteRange =
  | { kind: 'whole' }
  /** Both ends included. */
  | { kind: 'part'; first: number; last: number }
  | { kind: 'unsatisfiable' };

export function readRange(header: string | undefined, bytes: number): ByteRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replaceAll(' ', '') ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return { kind: 'whole' };
  if (from === '') {
    const length = Math.min(Number(to), bytes);
    return length === 0
      ? { kind: 'unsatisfiable' }
      : { kind: 'part', first: bytes - length, last: bytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== '' && Number(to) < first) return { kind: 'whole' };
  return first >= bytes ? { kind: 'unsatisfiable' } : { kind: 'part', first, last };
}
