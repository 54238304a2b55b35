/**
 * The two names of a pairing session and how a person's typing is understood.
 *
 * Both names are pointers and neither is a credential: knowing one lets a signed-in person *ask* for a screen,
 * and the device's key alone signs on as it. Making them needs randomness and stays in the cloud.
 */
import { z } from 'zod';

/** 31 characters: no 0, O, 1, I or L, which people confuse. */
export const pairingCodeAlphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** Characters of a pairing code, without its hyphen. */
export const pairingCodeLength = 8;

/** RFC 4648 base32 alphabet; a pairing ID is 128 bits in 26 of these. */
export const pairingIdAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Characters of a pairing ID. */
export const pairingIdLength = 26;

/** `XXXX-XXXX`, as shown and stored. */
export const pairingCodeSchema = z
  .string()
  .regex(new RegExp(`^[${pairingCodeAlphabet}]{4}-[${pairingCodeAlphabet}]{4}$`));

/** 26 base32 characters in upper case, as in the QR. */
export const pairingIdSchema = z.string().regex(new RegExp(`^[${pairingIdAlphabet}]{${pairingIdLength}}$`));

/** What became of something a person typed or scanned. */
export type NameReading =
  | { ok: true; value: string }
  | { ok: false; problem: 'empty' | 'foreign-character' | 'wrong-length'; detail: string };

/**
 * Understands a typed pairing code: case, spaces and hyphens of any kind are forgiven, any other character that
 * codes never contain is refused by name, because guessing at it would turn a typo into somebody else's code.
 */
export function readPairingCode(typed: string): NameReading {
  const reading = read(typed, pairingCodeAlphabet, pairingCodeLength, 'A code');
  if (!reading.ok) return reading;
  return { ok: true, value: `${reading.value.slice(0, 4)}-${reading.value.slice(4)}` };
}

/** Understands a pairing ID from a link, whose case a phone or a person may have changed. */
export function readPairingId(text: string): NameReading {
  return read(text, pairingIdAlphabet, pairingIdLength, 'A pairing ID');
}

function read(text: string, alphabet: string, length: number, what: string): NameReading {
  const characters = [...text.normalize('NFKC').toUpperCase()].filter(
    (c) => !/[\s\-\u2010-\u2015\u2212_.]/u.test(c),
  );
  if (characters.length === 0) return { ok: false, problem: 'empty', detail: `${what} is needed.` };
  const foreign = characters.find((c) => !alphabet.includes(c));
  if (foreign !== undefined) {
    const printable = /[\p{L}\p{N}\p{P}\p{S}]/u.test(foreign) ? foreign : 'this character';
    return {
      ok: false,
      problem: 'foreign-character',
      detail: `${what} never contains ${printable}. Look at the screen again.`,
    };
  }
  if (characters.length !== length) {
    return {
      ok: false,
      problem: 'wrong-length',
      detail: `${what} has ${length} characters; this has ${characters.length}.`,
    };
  }
  return { ok: true, value: characters.join('') };
}
