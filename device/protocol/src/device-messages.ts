/**
 * Every message that a device sends to the cloud, and the claims inside its sign-on.
 *
 * Labels such as serial and model prove nothing; the signature over the nonce does. No time appears in the
 * sign-on, because a device's clock is a rumour.
 */
import { z } from 'zod';
import { commandResultSchema } from './commands.ts';
import { healthSchema } from './health.ts';
import { enrolSchema } from './provisioning.ts';

/** Payload of the compact JWS in `hello` (RFC 7515; header: `alg` EdDSA, `typ` signet-hello, `jwk`). */
export const helloClaimsSchema = z.object({
  /** The nonce of this connection's `challenge`. */
  nonce: z.string().min(1).max(128),
  /** Origin of the cloud that the device means, such as `https://signet.example`. */
  origin: z.string().min(1).max(256),
  capability: z.int().positive(),
  /** New at each boot; a pairing session lives within one. */
  bootId: z.string().min(1).max(64),
  model: z.string().max(100),
  serial: z.string().max(100),
  versions: z.record(z.string().max(40), z.string().max(100)),
});

/** Sign-on; the only message accepted before it is verified. */
export const helloSchema = z.object({ type: z.literal('hello'), jws: z.string().min(1).max(16_384) });

/** The binding and desired state of this revision are on disk. */
export const boundAckSchema = z.object({ type: z.literal('bound-ack'), revision: z.int().nonnegative() });

/** The binding is gone from the disk, and the account's content with it. */
export const unboundAckSchema = z.object({ type: z.literal('unbound-ack') });

/** Something that happened on the device and that its owner should know. */
export const noticeSchema = z.object({
  /** Stable, kebab-case, such as `database-rebuilt`. */
  code: z.string().min(1).max(64),
  detail: z.string().max(500),
});

/** What the device says it is; sent on each change that matters, never on a timer. */
export const reportedSchema = z.object({
  type: z.literal('reported'),
  /** Which screen is up, or `playing`. A kind that the cloud does not know is kept as it is. */
  showing: z.string().min(1).max(40),
  playlistId: z.string().max(64).optional(),
  itemId: z.string().max(64).optional(),
  notices: z.array(noticeSchema).max(20).default([]),
});

export const deviceMessageSchema = z.discriminatedUnion('type', [
  helloSchema,
  boundAckSchema,
  unboundAckSchema,
  reportedSchema,
  enrolSchema,
  commandResultSchema,
  healthSchema,
]);

export type HelloClaims = z.infer<typeof helloClaimsSchema>;
export type Notice = z.infer<typeof noticeSchema>;
export type DeviceMessage = z.infer<typeof deviceMessageSchema>;
/** A device message as it is written, before defaults are filled in. */
export type DeviceMessageInput = z.input<typeof deviceMessageSchema>;
