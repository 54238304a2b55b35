/**
 * Puts a configuration as `signet.json` on the boot partition of a disk that has just been written.
 *
 * mtools writes it, so nothing is mounted, and no desktop can get in between. What was put is read back.
 */
import { readDeviceConfig } from '@signet/config/device-config';
import { OperationalError } from '../../device/agent/src/ports.ts';
import { runTool } from './run-tool.ts';

/** The type of an EFI system partition. */
const espType = 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B';

interface SfdiskTable {
  partitiontable?: { sectorsize?: number; partitions?: { start: number; type: string }[] };
}

/** What a device would not take, in sentences that name the line; none where it takes the file as it is. */
export function configProblems(path: string): string[] {
  const read = readDeviceConfig({ sources: [{ path, label: path }], httpsOnly: true });
  if (read.outcome === 'config') return [];
  return read.problems.map(({ line, key, message }) => {
    const place = line === null ? path : `${path}, line ${line}:${key === null ? ' it' : ` “${key}”`}`;
    return `${place} ${message}.`;
  });
}

/**
 * Throws `config-no-partition`, `config-not-written`. `disk`: the path of a disk or an image, not mounted.
 *
 * mcopy calls a full volume a success: only `verifyConfig` says that the file is really there.
 */
export async function putConfig(disk: string, text: string): Promise<void> {
  const partition = `${disk}@@${await espOffsetBytes(disk)}`;
  const put = await runTool('mcopy', ['-o', '-i', partition, '-', '::/signet.json'], text);
  if (put.code !== 0) {
    throw new OperationalError(
      'config-not-written',
      `signet.json could not be written to the boot partition: ${put.stderr}`,
    );
  }
}

/** Throws `config-not-verified` unless the disk holds exactly this text. */
export async function verifyConfig(disk: string, text: string): Promise<void> {
  const partition = `${disk}@@${await espOffsetBytes(disk)}`;
  const got = await runTool('mcopy', ['-n', '-i', partition, '::/signet.json', '-']);
  if (got.code !== 0 || got.stdout.toString() !== text) {
    throw new OperationalError(
      'config-not-verified',
      `signet.json on the boot partition is not what was written ${got.stderr}`.trim(),
    );
  }
}

async function espOffsetBytes(disk: string): Promise<number> {
  // It warns that the spare table is not at the disk's end; systemd-repart moves it at the first boot.
  const result = await runTool('sfdisk', ['--json', disk]);
  const table: SfdiskTable = result.code === 0 ? JSON.parse(result.stdout.toString()) : {};
  const esp = table.partitiontable?.partitions?.find(({ type }) => type.toUpperCase() === espType);
  if (esp === undefined) {
    throw new OperationalError(
      'config-no-partition',
      `The image on ${disk} has no boot partition (ESP) that signet.json could go to.`,
    );
  }
  return esp.start * (table.partitiontable?.sectorsize ?? 512);
}
