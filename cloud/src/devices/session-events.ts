/**
 * Everything that can happen to one device's connection. Times are monotonic milliseconds and come inside.
 */
import type { BoundMessage, EnrolRefusal, PairingMessage, UnboundReason } from '@signet/protocol';
import type { SignOnReading } from './sign-on.ts';

/** What the rows say a device must hear. */
export type DeviceStanding =
  | { kind: 'pairing'; message: PairingMessage }
  /** The fingerprint covers everything but the media token, which differs at each reading. */
  | { kind: 'bound'; message: BoundMessage; fingerprint: string }
  | { kind: 'unbound'; reason: UnboundReason };

export type EnrolAnswer =
  | { outcome: 'bound' | 'ignored' }
  | { outcome: 'refused'; reason: EnrolRefusal; retryAfterMs?: number };

export type SessionEvent =
  | { kind: 'opened'; nonce: string; atMs: number }
  | { kind: 'text-received'; text: string; atMs: number }
  | { kind: 'binary-received'; atMs: number }
  | { kind: 'ping-received'; data: Uint8Array; atMs: number }
  /** The peer broke the framing, or sent more than is allowed; the close frame for it is on its way. */
  | { kind: 'frame-refused'; code: string; atMs: number }
  | { kind: 'verified'; reading: SignOnReading; atMs: number }
  | { kind: 'standing-read'; standing: DeviceStanding }
  /** Somebody changed something about this device; what, the rows tell. */
  | { kind: 'changed' }
  | { kind: 'unbound-cleared' }
  /** A token was tried; `ignored`: the device hears something else first. */
  | { kind: 'enrol-answered'; answer: EnrolAnswer }
  /** The same key signed on anew on another connection. */
  | { kind: 'superseded'; atMs: number }
  | { kind: 'shutting-down'; atMs: number }
  | { kind: 'tick'; atMs: number }
  /** An effect could not be carried out; `code` is stable. */
  | { kind: 'effect-failed'; code: string; atMs: number }
  /** The connection is gone; nothing comes after it. */
  | { kind: 'dropped'; atMs: number };
