/**
 * Decides whether a disk may be overwritten, and says in whole sentences why not.
 *
 * Pure. In doubt it refuses: a disk that is wrongly refused costs a minute, a disk that is wrongly written costs
 * somebody's data. What only the kernel can know (a file system over several disks, another mount namespace) is
 * caught again when the disk is opened for exclusive use.
 */
import type { BlockDevice } from './block-devices.ts';
import { formatSize } from './describe-disk.ts';

export interface Needs {
  /** Unpacked size of the image. */
  imageBytes: number;
  /** What the data partition needs beside the image, at least. */
  roomBytes: number;
  /** No disk smaller than this, whatever the image. */
  smallestDiskBytes: number;
  /** Loop devices are for tests. */
  loopAllowed: boolean;
}

export interface Refusal {
  code: 'not-a-whole-disk' | 'in-memory' | 'no-medium' | 'read-only' | 'in-use' | 'sector-size' | 'too-small';
  /** What is wrong, where, and what to do. */
  message: string;
}

/** The sector size that the image's partition table is made for. */
const imageSectorBytes = 512;

const kinds: Readonly<Record<string, string>> = {
  loop: 'a loop device',
  rom: 'an optical drive',
  crypt: 'an encrypted volume',
  lvm: 'a logical volume (LVM)',
  mpath: 'one of several paths to a disk',
  dm: 'a mapped device',
};

/** Every reason against this disk; none means that it may be written. */
export function refusalsOf(device: BlockDevice, needs: Needs): Refusal[] {
  const wrongKind = kindRefusal(device, needs);
  if (wrongKind !== undefined) return [wrongKind];
  const { path, sizeBytes } = device;
  if (sizeBytes === 0) {
    return [{ code: 'no-medium', message: `${path} is empty: put a card or stick into it and try again.` }];
  }
  const refusals: Refusal[] = [];
  if (device.readOnly) {
    refusals.push({
      code: 'read-only',
      message: `${path} is read-only: look for a write-protect switch on the card or stick, or take another one.`,
    });
  }
  refusals.push(...useRefusals(device));
  if (device.sectorBytes !== imageSectorBytes) {
    refusals.push({
      code: 'sector-size',
      message: `${path} has sectors of ${device.sectorBytes} bytes, and the image is made for ${imageSectorBytes}: take another disk.`,
    });
  }
  const neededBytes = Math.max(needs.smallestDiskBytes, needs.imageBytes + needs.roomBytes);
  if (sizeBytes < neededBytes) {
    refusals.push({
      code: 'too-small',
      message:
        `${path} is too small: it has ${formatSize(sizeBytes)} (${sizeBytes} bytes), and ${formatSize(neededBytes)} ` +
        `(${neededBytes} bytes) are needed; the image alone takes ${formatSize(needs.imageBytes)}. Take a larger disk.`,
    });
  }
  return refusals;
}

function kindRefusal(device: BlockDevice, needs: Needs): Refusal | undefined {
  const { path, name, type, parent } = device;
  if (/^(z?ram)\d/.test(name)) {
    return {
      code: 'in-memory',
      message: `${path} is memory, not a disk: nothing on it outlives a power cut. Name a disk.`,
    };
  }
  if (type === 'disk' || (type === 'loop' && needs.loopAllowed)) return undefined;
  if (type === 'part') {
    const disk = parent === '' ? 'the whole disk' : `the whole disk, DISK=/dev/${parent}`;
    return {
      code: 'not-a-whole-disk',
      message: `${path} is a partition, and the image needs a disk for itself: name ${disk}.`,
    };
  }
  return {
    code: 'not-a-whole-disk',
    message: `${path} is ${kinds[type] ?? `of the kind "${type}"`}, not a whole disk: name a disk.`,
  };
}

function useRefusals(device: BlockDevice): Refusal[] {
  const nodes = withDescendants(device);
  const mounts = nodes.flatMap((node) => node.mountpoints.map((mountpoint) => ({ node, mountpoint })));
  if (mounts.some(({ mountpoint }) => mountpoint === '/')) {
    return [
      { code: 'in-use', message: `${device.path} holds the system that is running now: take another disk.` },
    ];
  }
  const inUse = mounts.map(({ node, mountpoint }) =>
    mountpoint === '[SWAP]'
      ? `${node.path} is in use as swap space: sudo swapoff ${node.path}`
      : `${node.path} is mounted at ${mountpoint}: sudo umount ${quote(mountpoint)}`,
  );
  const holders = nodes.filter((node) => node !== device && node.type !== 'part');
  if (inUse.length === 0 && holders.length > 0) {
    inUse.push(
      ...holders.map(
        (holder) =>
          `${holder.path}, ${kinds[holder.type] ?? `of the kind "${holder.type}"`}, lies on ${device.path} and is open: close it (${closingCommand(holder)})`,
      ),
    );
  }
  return inUse.map((sentence) => ({ code: 'in-use', message: `${sentence}, then try again.` }));
}

function closingCommand(holder: BlockDevice): string {
  if (holder.type === 'lvm') return `sudo lvchange -an ${holder.path}`;
  if (holder.type === 'crypt') return `sudo cryptsetup close ${holder.path}`;
  if (holder.type.startsWith('raid') || holder.type === 'linear') return `sudo mdadm --stop ${holder.path}`;
  return `sudo dmsetup remove ${holder.path}`;
}

function withDescendants(device: BlockDevice): BlockDevice[] {
  return [device, ...device.children.flatMap(withDescendants)];
}

/** So that the sentence can be copied into a shell. */
function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
