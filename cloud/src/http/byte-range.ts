/**
 * Understands a `Range` header (RFC 9110 section 14) for one file.
 *
 * Only what a resuming download needs: one range of bytes. Several ranges, other units and what cannot be read
 * are ignored, as the RFC allows, and the whole file is sent.
 */
import type { ByteRange } from '../content/media-store.ts';

export type RangeReading =
  | { outcome: 'whole' }
  | { outcome: 'part'; range: ByteRange }
  | { outcome: 'unsatisfiable' };

export function readByteRange(header: string | undefined, sizeBytes: number): RangeReading {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.replace(/\s/g, '') ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return { outcome: 'whole' };
  if (from === '') {
    const lengthBytes = Math.min(Number(to), sizeBytes);
    if (lengthBytes === 0) return { outcome: 'unsatisfiable' };
    return { outcome: 'part', range: { first: sizeBytes - lengthBytes, last: sizeBytes - 1 } };
  }
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < first) return { outcome: 'whole' };
  if (first >= sizeBytes) return { outcome: 'unsatisfiable' };
  return { outcome: 'part', range: { first, last } };
}
