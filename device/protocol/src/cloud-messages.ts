/**
 * Every message that the cloud sends to a device.
 *
 * Fields and kinds are added, never renamed, retyped or reused: the oldest device in the field reads these.
 * A field added later must be optional, because recorded messages of every version must parse for ever.
 */
import { z } from 'zod';
import { commandDoneSchema, commandMessageSchema } from './commands.ts';
import { desiredSchema } from './content.ts';
import { pairingCodeSchema, pairingIdSchema } from './pairing-names.ts';
import { enrolRefusedSchema } from './provisioning.ts';

/** First message of every connection: sign this. 256 random bits, used once. */
export const challengeSchema = z.object({
  type: z.literal('challenge'),
  nonce: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  capability: z.int().positive(),
});

/** The device belongs to nobody: show this. The same within one boot, however often it signs on. */
export const pairingSchema = z.object({
  type: z.literal('pairing'),
  pairingId: pairingIdSchema,
  code: pairingCodeSchema,
  /** What the QR holds: `HTTPS://HOST/P/<pairing ID>`, upper case, QR alphanumeric characters only. */
  url: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[0-9A-Z $%*+\-./:]+$/),
  /** The short address that a person types, without a scheme where https is meant. */
  shortUrl: z.string().min(1).max(128),
});

/** The device belongs to an account; sent again on each change, acknowledged with `bound-ack` by revision. */
export const boundSchema = z.object({
  type: z.literal('bound'),
  account: z.object({ id: z.string().min(1).max(64), name: z.string().max(200) }),
  /** The device's name in the account. */
  name: z.string().max(200),
  desired: desiredSchema,
  /** Bearer token for `/media/<sha256>`, good for this device and for some hours; renewed with each `bound`. */
  mediaToken: z.string().max(2048).optional(),
});

/** Why a binding ended. A device shows a sentence for each; an unknown one is shown as `removed`. */
export const unboundReasons = ['removed', 'account-closed', 'offline-expired', 'replaced'] as const;

/** The only message that clears a binding; acknowledged with `unbound-ack`, repeated until then. */
export const unboundSchema = z.object({
  type: z.literal('unbound'),
  reason: z.enum(unboundReasons).catch('removed'),
});

/** The cloud is about to close this connection in good order. */
export const closingSchema = z.object({
  type: z.literal('closing'),
  detail: z.string().max(500),
  /** Come back after about this long, with jitter. */
  retryAfterMs: z.int().min(0).max(3_600_000).optional(),
});

export const cloudMessageSchema = z.discriminatedUnion('type', [
  challengeSchema,
  pairingSchema,
  boundSchema,
  unboundSchema,
  closingSchema,
  enrolRefusedSchema,
  commandMessageSchema,
  commandDoneSchema,
]);

export type UnboundReason = (typeof unboundReasons)[number];
export type CloudMessage = z.infer<typeof cloudMessageSchema>;
export type PairingMessage = z.infer<typeof pairingSchema>;
export type BoundMessage = z.infer<typeof boundSchema>;
