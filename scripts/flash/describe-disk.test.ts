import t from 'tap';
import type { BlockDevice } from './block-devices.ts';
import { describeCandidates, describeDisk, formatSize } from './describe-disk.ts';

const disk: BlockDevice = {
  name: 'sdb',
  path: '/dev/sdb',
  type: 'disk',
  sizeBytes: 31_914_983_424,
  sectorBytes: 512,
  readOnly: false,
  removable: true,
  transport: 'usb',
  vendor: 'SanDisk',
  model: 'Ultra',
  serial: '4C530001',
  fileSystem: '',
  label: '',
  mountpoints: [],
  parent: '',
  children: [],
};
const partition: BlockDevice = {
  ...disk,
  name: 'sdb1',
  path: '/dev/sdb1',
  type: 'part',
  fileSystem: 'vfat',
  label: 'HOLIDAY',
};

for (const [bytes, text] of [
  [512, '512 bytes'],
  [62_914_560, '62.9 MB'],
  [8_000_000_000, '8.0 GB'],
  [2_000_398_934_016, '2.0 TB'],
] as const) {
  t.test(`${bytes} bytes are called ${text}`, async (t) => {
    t.equal(formatSize(bytes), text);
  });
}

t.test('a disk is shown by all that tells it from others, and by what will be lost', async (t) => {
  t.equal(
    describeDisk({ ...disk, children: [partition] }),
    `  Disk          /dev/sdb
  Model         SanDisk Ultra
  Serial        4C530001
  Size          31.9 GB (31 914 983 424 bytes)
  Connected by  usb, removable
  Will be lost
    /dev/sdb1            31.9 GB  vfat HOLIDAY`,
  );
});

t.test('a disk without partitions, names or connection is shown as that', async (t) => {
  const plain = { ...disk, vendor: '', model: '', serial: '', transport: '', removable: false };
  t.match(describeDisk(plain), /Model\s+not told|model not told/);
  t.match(describeDisk(plain), /Will be lost {2}no partitions seen/);
  t.match(describeDisk({ ...plain, fileSystem: 'ext4', label: 'old' }), /Will be lost {2}ext4 old/);
});

t.test('sticks that can be flashed come first, then disks, then what cannot be taken now', async (t) => {
  const text = describeCandidates([
    { device: { ...disk, path: '/dev/sda', removable: false }, refusal: 'it holds the system.' },
    { device: { ...disk, path: '/dev/nvme0n1', removable: false, transport: 'nvme' }, refusal: undefined },
    { device: { ...disk, path: '/dev/sdc' }, refusal: undefined },
    { device: disk, refusal: undefined },
  ]);
  t.same(
    [...text.matchAll(/^ {2}(\/dev\/\w+)/gm)].map((match) => match[1]),
    ['/dev/sdb', '/dev/sdc', '/dev/nvme0n1', '/dev/sda'],
  );
  t.match(text, /not now: it holds the system\.$/);
});
