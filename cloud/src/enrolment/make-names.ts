/**
 * Makes the two names of a pairing session out of random bytes.
 *
 * Pure: the randomness is given, so that a test can replay it. It must never fold a byte into the alphabet by
 * remainder alone: 256 is no multiple of 31, and the first eight characters would come up more often.
 */
import { pairingCodeAlphabet, pairingCodeLength, pairingIdAlphabet, pairingIdLength } from '@signet/protocol';

/** Bytes in a pairing ID. */
export const pairingIdBytes = 16;

/** The largest multiple of 31 within a byte; a byte at or above it is thrown away. */
const firstUnfairByte = 256 - (256 % pairingCodeAlphabet.length);

/** 128 bits as 26 base32 characters (RFC 4648 section 6, without padding). */
export function makePairingId(random16Bytes: Uint8Array): string {
  if (random16Bytes.length !== pairingIdBytes) {
    throw new RangeError(`A pairing ID is made of ${pairingIdBytes} bytes, not ${random16Bytes.length}.`);
  }
  let id = '';
  let held = 0;
  let heldBits = 0;
  for (const byte of random16Bytes) {
    held = (held << 8) | byte;
    heldBits += 8;
    while (heldBits >= 5) {
      heldBits -= 5;
      id += pairingIdAlphabet.charAt((held >>> heldBits) & 31);
    }
    held &= (1 << heldBits) - 1;
  }
  id += pairingIdAlphabet.charAt((held << (5 - heldBits)) & 31);
  return id.slice(0, pairingIdLength);
}

/** `XXXX-XXXX`, each character equally likely. Asks for bytes until it has eight fair ones. */
export function makePairingCode(randomBytes: (size: number) => Uint8Array): string {
  let code = '';
  while (code.length < pairingCodeLength) {
    for (const byte of randomBytes(pairingCodeLength)) {
      if (byte < firstUnfairByte && code.length < pairingCodeLength) {
        code += pairingCodeAlphabet.charAt(byte % pairingCodeAlphabet.length);
      }
    }
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
