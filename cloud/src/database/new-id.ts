/** Makes the names of rows: 128 random bits, in hex, so that none can be guessed from another. */
export function newId(randomBytes: (size: number) => Uint8Array): string {
  return Buffer.from(randomBytes(16)).toString('hex');
}
