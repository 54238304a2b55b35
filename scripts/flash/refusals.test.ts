import t from 'tap';
import type { BlockDevice } from './block-devices.ts';
import { type Needs, refusalsOf } from './refusals.ts';

const stick: BlockDevice = {
  name: 'sdb',
  path: '/dev/sdb',
  type: 'disk',
  sizeBytes: 16_000_000_000,
  sectorBytes: 512,
  readOnly: false,
  removable: true,
  transport: 'usb',
  vendor: 'SanDisk',
  model: 'Ultra',
  serial: '4C53',
  fileSystem: '',
  label: '',
  mountpoints: [],
  parent: '',
  children: [],
};
const needs: Needs = {
  imageBytes: 4_000_000_000,
  roomBytes: 1_000_000_000,
  smallestDiskBytes: 8_000_000_000,
  loopAllowed: false,
};
const part = (more: Partial<BlockDevice> = {}): BlockDevice => ({
  ...stick,
  name: 'sdb1',
  path: '/dev/sdb1',
  type: 'part',
  parent: 'sdb',
  ...more,
});
const dm = (type: string, more: Partial<BlockDevice> = {}): BlockDevice => ({
  ...stick,
  name: 'dm-0',
  path: '/dev/mapper/data',
  type,
  parent: 'sdb1',
  ...more,
});

for (const [what, device] of [
  ['a stick', stick],
  ['a stick with partitions that nobody uses', { ...stick, children: [part(), part({ name: 'sdb2' })] }],
  ['an internal disk that nobody uses', { ...stick, removable: false, transport: 'nvme' }],
  ['a disk of exactly the needed size', { ...stick, sizeBytes: 8_000_000_000 }],
] as const) {
  t.test(`${what} may be written`, async (t) => {
    t.same(refusalsOf(device, needs), []);
  });
}

t.test('a loop device may be written where that is allowed', async (t) => {
  t.same(refusalsOf({ ...stick, name: 'loop3', type: 'loop' }, { ...needs, loopAllowed: true }), []);
});

const table: readonly [string, BlockDevice, string, RegExp, Partial<Needs>?][] = [
  ['a partition', part(), 'not-a-whole-disk', /partition.*DISK=\/dev\/sdb\./],
  ['a partition of an unknown disk', part({ parent: '' }), 'not-a-whole-disk', /name the whole disk\./],
  ['a loop device', { ...stick, name: 'loop0', type: 'loop' }, 'not-a-whole-disk', /a loop device/],
  ['a DVD drive', { ...stick, name: 'sr0', type: 'rom' }, 'not-a-whole-disk', /optical/],
  ['a logical volume', dm('lvm'), 'not-a-whole-disk', /logical volume/],
  ['a RAID', { ...stick, name: 'md0', type: 'raid1' }, 'not-a-whole-disk', /"raid1"/],
  ['a compressed memory disk', { ...stick, name: 'zram0' }, 'in-memory', /memory/],
  ['a memory disk', { ...stick, name: 'ram0' }, 'in-memory', /memory/],
  ['an empty card reader', { ...stick, sizeBytes: 0 }, 'no-medium', /put a card/],
  ['a locked card', { ...stick, readOnly: true }, 'read-only', /write-protect/],
  ['a disk of 4096-byte sectors', { ...stick, sectorBytes: 4096 }, 'sector-size', /4096 bytes/],
  [
    'one byte too few',
    { ...stick, sizeBytes: 7_999_999_999 },
    'too-small',
    /7999999999 bytes.*8000000000 bytes/,
  ],
  [
    'too little room beside a large image',
    { ...stick, sizeBytes: 8_000_000_000 },
    'too-small',
    /8500000000 bytes/,
    { imageBytes: 7_500_000_000 },
  ],
  [
    'a disk mounted without partitions',
    { ...stick, mountpoints: ['/mnt'] },
    'in-use',
    /\/dev\/sdb is mounted at \/mnt: sudo umount \/mnt,/,
  ],
  [
    'a partition mounted where names have spaces and quotes',
    { ...stick, children: [part({ mountpoints: ["/media/Ann's stick"] })] },
    'in-use',
    /sudo umount '\/media\/Ann'\\''s stick'/,
  ],
  [
    'swap space',
    { ...stick, children: [part({ mountpoints: ['[SWAP]'] })] },
    'in-use',
    /swapoff \/dev\/sdb1/,
  ],
  [
    'the running system',
    { ...stick, children: [part({ mountpoints: ['/boot/efi'] }), part({ mountpoints: ['/'] })] },
    'in-use',
    /the system that is running now/,
  ],
  [
    'the running system behind encryption and LVM',
    {
      ...stick,
      children: [part({ children: [dm('crypt', { children: [dm('lvm', { mountpoints: ['/'] })] })] })],
    },
    'in-use',
    /the system that is running now/,
  ],
  [
    'an open encrypted volume',
    { ...stick, children: [part({ children: [dm('crypt')] })] },
    'in-use',
    /encrypted volume.*cryptsetup close \/dev\/mapper\/data/,
  ],
  [
    'an active logical volume',
    { ...stick, children: [part({ children: [dm('lvm')] })] },
    'in-use',
    /lvchange -an \/dev\/mapper\/data/,
  ],
  [
    'a member of a RAID',
    { ...stick, children: [dm('raid5', { path: '/dev/md0' })] },
    'in-use',
    /mdadm --stop \/dev\/md0/,
  ],
  ['any other holder', { ...stick, children: [dm('dm')] }, 'in-use', /dmsetup remove/],
];
for (const [what, device, code, message, more = {}] of table) {
  t.test(`refused: ${what}`, async (t) => {
    t.match(refusalsOf(device, { ...needs, ...more }), [{ code, message }]);
  });
}

t.test('every mount and every other reason is named at once', async (t) => {
  const device = {
    ...stick,
    readOnly: true,
    sizeBytes: 1_000_000_000,
    children: [part({ mountpoints: ['/a', '/b'] })],
  };
  t.same(
    refusalsOf(device, needs).map(({ code }) => code),
    ['read-only', 'in-use', 'in-use', 'too-small'],
  );
});
