/**
 * Enrolment without a person: the text form of a provisioning token, and the two messages around it.
 *
 * A token is able only to enrol. Its text carries a checksum, so that a typing mistake is found on the device and
 * never counts as a try at the cloud. Where it comes from (stick, boot partition, credential, console) is nobody's
 * business but the device's.
 */
import { z } from 'zod';

const prefix = 'sgt_';
/** RFC 4648 base32 in lower case: nothing in it is taken for something else when read aloud or typed. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
/** 130 random bits. */
const secretLength = 26;
/** A CRC-32, five bits a character. */
const checksumLength = 7;

export const provisioningTokenSchema = z
  .string()
  .regex(/^sgt_[a-z2-7]{33}$/)
  .refine((text) => text.endsWith(checksum(text.slice(prefix.length, prefix.length + secretLength))));

export type TokenReading =
  | { outcome: 'token'; token: string }
  | { outcome: 'not-a-token' }
  | { outcome: 'wrong-length' }
  /** A character is wrong, missing or twice. */
  | { outcome: 'mistyped' };

/** Reads what a person or a file says; spaces, hyphens and upper case are forgiven. */
export function readProvisioningToken(text: string): TokenReading {
  const token = text.replace(/[\s-]/g, '').toLowerCase();
  if (!token.startsWith(prefix)) return { outcome: 'not-a-token' };
  const body = token.slice(prefix.length);
  if (body.length !== secretLength + checksumLength) return { outcome: 'wrong-length' };
  return provisioningTokenSchema.safeParse(token).success
    ? { outcome: 'token', token }
    : { outcome: 'mistyped' };
}

/** The text form of a secret: 26 bytes of which each gives five bits, from a cryptographic source. */
export function provisioningTokenOf(random: Uint8Array): string {
  if (random.length !== secretLength) throw new RangeError(`${secretLength} random bytes are needed`);
  const secret = Array.from(random, (byte) => alphabet.charAt(byte & 31)).join('');
  return prefix + secret + checksum(secret);
}

/** CRC-32 (ISO 3309) of the characters, in base32. */
function checksum(secret: string): string {
  let crc = 0xffffffff;
  for (const character of secret) {
    crc ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let rest = ~crc >>> 0;
  let text = '';
  for (let index = 0; index < checksumLength; index += 1) {
    text += alphabet.charAt(rest & 31);
    rest >>>= 5;
  }
  return text;
}

/** Device to cloud, while it is nobody's: bind me by this. The answer is `bound`, or `enrol-refused`. */
export const enrolSchema = z.object({ type: z.literal('enrol'), token: provisioningTokenSchema });

/** Why a token does not enrol a device. An unknown reason is shown as `refused`. */
export const enrolRefusals = [
  'unknown-token',
  'expired',
  'paused',
  'revoked',
  'used-up',
  'serial-not-allowed',
  'device-limit',
  /** An operator removed this very device, and the token does not say that it may come back. */
  'removed-before',
  'too-many-tries',
  'refused',
] as const;

/** Cloud to device. Without `retryAfterMs` the device does not try this token again within this boot. */
export const enrolRefusedSchema = z.object({
  type: z.literal('enrol-refused'),
  reason: z.enum(enrolRefusals).catch('refused'),
  retryAfterMs: z.int().min(1_000).max(86_400_000).optional(),
});

export type EnrolRefusal = (typeof enrolRefusals)[number];
