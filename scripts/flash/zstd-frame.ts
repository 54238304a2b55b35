/**
 * What the first bytes of a Zstandard frame say (RFC 8878, section 3.1.1.1).
 *
 * Pure. Only the first frame is read: a file of several frames is caught by its length, when it has been unpacked.
 */
const magic = 0xfd2f_b528;

export function isZstd(head: Buffer): boolean {
  return head.length >= 5 && head.readUInt32LE(0) === magic;
}

/** Unpacked size in bytes; undefined where the frame does not tell. `head`: the file's first 18 bytes. */
export function contentSizeOf(head: Buffer): number | undefined {
  const descriptor = head[4] ?? 0;
  const singleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
  const length = sizeFlag === 0 ? (singleSegment ? 1 : 0) : 1 << sizeFlag;
  if (length === 0 || head.length < at + length) return undefined;
  if (length === 8) return Number(head.readBigUInt64LE(at));
  return head.readUIntLE(at, length) + (length === 2 ? 256 : 0);
}
