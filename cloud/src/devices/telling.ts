/**
 * What a device is told, given what the rows say and what it was told before on this connection. Pure.
 *
 * A device hears news only: ten thousand are looked at again when an account changes its playlist, and those for
 * whom nothing changed must cost no byte on the wire.
 */
import type { CloudMessage, UnboundReason } from '@signet/protocol';
import type { DeviceStanding } from './session-events.ts';

/** What the device was last told on this connection. */
export type Told =
  | { kind: 'pairing'; pairingId: string }
  | { kind: 'bound'; fingerprint: string; revision: number }
  | { kind: 'unbound'; reason: UnboundReason };

export function isNews(told: Told | null, standing: DeviceStanding): boolean {
  if (told === null || told.kind !== standing.kind) return true;
  switch (standing.kind) {
    case 'pairing':
      return told.kind !== 'pairing' || told.pairingId !== standing.message.pairingId;
    case 'bound':
      return told.kind !== 'bound' || told.fingerprint !== standing.fingerprint;
    case 'unbound':
      return told.kind !== 'unbound' || told.reason !== standing.reason;
    default:
      return standing satisfies never;
  }
}

export function toldOf(standing: DeviceStanding): Told {
  switch (standing.kind) {
    case 'pairing':
      return { kind: 'pairing', pairingId: standing.message.pairingId };
    case 'bound': {
      const { revision } = standing.message.desired;
      return { kind: 'bound', fingerprint: standing.fingerprint, revision };
    }
    case 'unbound':
      return { kind: 'unbound', reason: standing.reason };
    default:
      return standing satisfies never;
  }
}

export function saying(standing: DeviceStanding): CloudMessage {
  const message =
    standing.kind === 'unbound' ? ({ type: 'unbound', reason: standing.reason } as const) : standing.message;
  return message;
}
