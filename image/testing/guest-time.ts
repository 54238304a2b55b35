/**
 * How long things may take in a virtual machine, with and without a processor of its own.
 *
 * Numbers are given for KVM; software emulation is about ten times as slow, and shares two cores with others.
 */
import { kvmCarriesFirmware } from './kvm.ts';

export const hasKvm = kvmCarriesFirmware();

const emulationFactor = 12;

/** A time-out in milliseconds, from one that fits a machine with KVM. */
export function guestTime(ms: number): number {
  return hasKvm ? ms : ms * emulationFactor;
}

/** From power-on to the first picture of our own that tells something. */
export const bootTimeoutMs = guestTime(30_000);
