/**
 * What the kernel knows of this computer's disks, read by lsblk.
 *
 * Reads only, and needs no root. It judges nothing: whether a disk may be written is decided in `refusals.ts`.
 */
import { realpathSync, statSync } from 'node:fs';
import { OperationalError } from '../../device/agent/src/ports.ts';
import { runTool } from './run-tool.ts';

/** A disk, or what lies on it: a partition, or what holds one (LVM, encryption, RAID). */
export interface BlockDevice {
  /** The kernel's name: `sdb`, `nvme0n1p2`, `dm-0`. */
  name: string;
  path: string;
  /** lsblk's word: `disk`, `part`, `loop`, `rom`, `crypt`, `lvm`, `raid1`, ... */
  type: string;
  sizeBytes: number;
  sectorBytes: number;
  readOnly: boolean;
  /** By its medium (card readers, sticks) or by its socket (USB, hot-plug). */
  removable: boolean;
  /** `usb`, `sata`, `nvme`, `mmc`; empty where the kernel does not say. */
  transport: string;
  vendor: string;
  model: string;
  serial: string;
  fileSystem: string;
  label: string;
  /** Paths, and `[SWAP]` for swap space in use. */
  mountpoints: readonly string[];
  /** The kernel's name of what it lies on; empty for a disk. */
  parent: string;
  children: readonly BlockDevice[];
}

export type DiskLookup =
  | { found: true; device: BlockDevice }
  | { found: false; why: 'absent' | 'not-a-block-device' };

/** The shape of `lsblk --json -b`, util-linux 2.37 or newer. Every text may be null. */
interface LsblkNode {
  kname: string;
  pkname: string | null;
  path: string;
  type: string;
  size: number;
  'log-sec': number;
  ro: boolean;
  rm: boolean;
  hotplug: boolean;
  tran: string | null;
  vendor: string | null;
  model: string | null;
  serial: string | null;
  fstype: string | null;
  label: string | null;
  partlabel: string | null;
  mountpoints: (string | null)[];
  children?: LsblkNode[];
}

const columns =
  'KNAME,PKNAME,PATH,TYPE,SIZE,LOG-SEC,RO,RM,HOTPLUG,TRAN,VENDOR,MODEL,SERIAL,FSTYPE,LABEL,PARTLABEL,MOUNTPOINTS';

/** One device by its path or any link to it, with everything that lies on it. */
export async function lookUpDevice(path: string): Promise<DiskLookup> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { found: false, why: 'absent' };
  if (!stat.isBlockDevice()) return { found: false, why: 'not-a-block-device' };
  // A card reader's or a loop device's node stays when what was behind it goes; lsblk then lists nothing.
  const [device] = await lsblk([realpathSync(path)]);
  return device === undefined ? { found: false, why: 'absent' } : { found: true, device };
}

/** Everything that lsblk lists at the top level. */
export function listDevices(): Promise<BlockDevice[]> {
  return lsblk([]);
}

async function lsblk(paths: readonly string[]): Promise<BlockDevice[]> {
  const result = await runTool('lsblk', ['--json', '--bytes', '--tree', '--output', columns, ...paths]);
  if (result.code !== 0 && result.stdout.length === 0) {
    if (paths.length > 0) return [];
    throw new OperationalError('lsblk-failed', `lsblk could not list the disks: ${result.stderr}`);
  }
  const { blockdevices }: { blockdevices: LsblkNode[] } = JSON.parse(result.stdout.toString());
  return blockdevices.map((node) => deviceOf(node));
}

function deviceOf(node: LsblkNode): BlockDevice {
  const text = (value: string | null) => value?.trim() ?? '';
  return {
    name: node.kname,
    path: node.path,
    type: node.type,
    sizeBytes: node.size,
    sectorBytes: node['log-sec'],
    readOnly: node.ro,
    removable: node.rm || node.hotplug || node.tran === 'usb',
    transport: text(node.tran),
    vendor: text(node.vendor),
    model: text(node.model),
    serial: text(node.serial),
    fileSystem: text(node.fstype),
    label: text(node.label) || text(node.partlabel),
    mountpoints: (node.mountpoints ?? []).filter((mountpoint) => mountpoint !== null),
    parent: text(node.pkname),
    children: (node.children ?? []).map((child) => deviceOf(child)),
  };
}
