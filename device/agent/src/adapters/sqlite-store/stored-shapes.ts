/**
 * The shapes of what the store keeps, checked on the way out as well as in.
 *
 * A row written by another version, or by a failing disk, is found here and not somewhere in the core.
 */
import { boundSchema, pairingSchema } from '@signet/protocol';
import { z } from 'zod';

export const storedPairingSchema = pairingSchema.omit({ type: true }).extend({ bootId: z.string() });

export const storedBindingSchema = boundSchema.omit({ type: true, mediaToken: true });
