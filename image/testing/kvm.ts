/**
 * Whether KVM can carry our machines. That /dev/kvm opens is not enough: inside some virtual machines there is a KVM that
 * runs Linux and stops at the first unusual instruction of a firmware. So a firmware is given a moment on it.
 *
 * It decides nothing else: whoever asks falls back to emulation, which is slow and always there.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

const firmware = '/usr/share/OVMF/OVMF_CODE_4M.fd';
/** A firmware that cannot go on stops in its first milliseconds. */
const momentMs = 1_500;

export function kvmCarriesFirmware(device = '/dev/kvm'): boolean {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
  } catch {
    return false;
  }
  return carriesFirmware(['-accel', 'kvm', '-cpu', 'host']);
}

/**
 * Runs the firmware alone, without disk or memory of its own, until its moment is over.
 *
 * @param processor QEMU's arguments for the accelerator and the processor
 * @param commands of QEMU's machine protocol (QMP), said at once; for tests
 * @returns false if QEMU ended, or the processor stopped (the event `STOP`)
 */
export function carriesFirmware(processor: readonly string[], commands: readonly string[] = []): boolean {
  const { stdout, error } = spawnSync(
    'qemu-system-x86_64',
    [
      ...['-machine', 'q35', '-m', '256', ...processor, '-nodefaults', '-no-user-config', '-display', 'none'],
      ...['-drive', `if=pflash,format=raw,readonly=on,file=${firmware}`, '-qmp', 'stdio'],
    ],
    {
      input: ['qmp_capabilities', ...commands].map((execute) => `${JSON.stringify({ execute })}\n`).join(''),
      encoding: 'utf8',
      timeout: momentMs,
      killSignal: 'SIGKILL',
    },
  );
  const wasStillThere = error !== undefined && 'code' in error && error.code === 'ETIMEDOUT';
  return wasStillThere && !stdout.includes('"event": "STOP"');
}
