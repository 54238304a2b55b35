/** Rows of devices without the devices, whole and of a kind that the programs themselves would write. */
import type { BindingTable, DeviceKeyTable } from '../../database/schema.ts';
import { bindingText, deviceKeyText } from '../order-text.ts';

/** The row of a key that has signed on, with labels that say nothing unless they are given. */
export function keyRow(deviceId: string, given: Partial<DeviceKeyTable> = {}): DeviceKeyTable {
  const row = {
    deviceId,
    publicJwk: '{}',
    model: '',
    serial: '',
    versions: '{}',
    capability: 1,
    bootId: 'b',
    firstSeenAt: 0,
    lastSeenAt: 0,
    unboundReason: null,
    reported: null,
    showing: null,
    onlineSince: null,
    readings: null,
    readingsAt: null,
    ...given,
  };
  return { ...row, ...deviceKeyText(row) };
}

export function bindingRow(
  deviceId: string,
  accountId: string,
  given: Partial<BindingTable> = {},
): BindingTable {
  const row = {
    deviceId,
    accountId,
    kind: 'paired' as const,
    name: 'Screen',
    location: '',
    revision: 1,
    ackedRevision: null,
    boundAt: 0,
    boundByUserId: null,
    pairingId: null,
    network: null,
    removingAt: null,
    predecessors: null,
    ...given,
  };
  return { ...row, ...bindingText(row) };
}
