import { randomBytes } from 'node:crypto';
import t from 'tap';
import { chunkBytes, type WritableDisk, type WriteRequest, writeImage } from './write-image.ts';

/** A disk in memory that keeps a diary and may be made to lie. */
function memoryDisk(bytes: number, fill = 0xff) {
  const medium = Buffer.alloc(bytes, fill);
  const diary: string[] = [];
  const disk: WritableDisk = {
    async write(data, position) {
      diary.push(`write ${position / chunkBytes}`);
      data.copy(medium, position);
    },
    async read(data, position) {
      medium.copy(data, 0, position, position + data.length);
    },
    async sync() {
      diary.push('sync');
    },
    async forget() {
      diary.push('forget');
    },
  };
  return { disk, medium, diary };
}

async function* pieces(image: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < image.length; at += chunkBytes) yield image.subarray(at, at + chunkBytes);
}

function request(
  disk: WritableDisk,
  diskBytes: number,
  image: Buffer,
  more: Partial<WriteRequest> = {},
): WriteRequest {
  return {
    disk,
    diskBytes,
    chunks: pieces(image),
    imageBytes: image.length,
    map: undefined,
    onProgress: () => undefined,
    ...more,
  };
}

const image = Buffer.concat([
  randomBytes(chunkBytes),
  Buffer.alloc(chunkBytes),
  randomBytes(chunkBytes + 512),
]);
const diskBytes = 6 * chunkBytes;

t.test('the disk holds the image, and zeros where it had its spare partition table', async (t) => {
  const { disk, medium } = memoryDisk(diskBytes);
  t.match(await writeImage(request(disk, diskBytes, image)), { verified: true });
  t.ok(medium.subarray(0, image.length).equals(image));
  t.ok(medium.subarray(-1024 * 1024).equals(Buffer.alloc(1024 * 1024)));
  t.equal(medium[image.length], 0xff, 'what lies between is left alone');
});

t.test('an image that fills the disk to its end is not cut by that', async (t) => {
  const { disk, medium } = memoryDisk(image.length);
  t.match(await writeImage(request(disk, image.length, image)), { verified: true });
  t.ok(medium.equals(image));
});

t.test('the piece with the partition table is written last, after the rest was read back', async (t) => {
  const { disk, diary } = memoryDisk(diskBytes, 0);
  await writeImage(request(disk, diskBytes, image));
  t.same(
    diary,
    [
      ...['write 0', 'write 5.75', 'sync'],
      ...['write 2', 'write 3', 'sync', 'forget'],
      ...['write 0', 'sync', 'forget'],
    ],
    'and zeros are not written where there are zeros',
  );
});

t.test('a disk that gives back something else is found, wherever that is', async (t) => {
  for (const [lyingChunk, more] of [
    [0, 0],
    [1, 5],
    [3, 511],
  ] as const) {
    const { disk, medium } = memoryDisk(diskBytes);
    let forgotten = 0;
    const lying: WritableDisk = {
      ...disk,
      async forget() {
        // What was cached is gone; the medium itself never took it.
        if (++forgotten === (lyingChunk === 0 ? 2 : 1)) {
          const at = lyingChunk * chunkBytes + more;
          medium[at] = (medium[at] ?? 0) ^ 1;
        }
      },
    };
    t.same(await writeImage(request(lying, diskBytes, image)), {
      verified: false,
      atByte: lyingChunk * chunkBytes,
    });
    t.ok(medium.subarray(0, chunkBytes).equals(Buffer.alloc(chunkBytes)), 'and has no partition table');
  }
});

t.test('a stick that is smaller than it says, and wraps around, is found', async (t) => {
  const realBytes = 2 * chunkBytes;
  const { disk } = memoryDisk(realBytes);
  const wrapping: WritableDisk = {
    ...disk,
    write: (data, position) => disk.write(data, position % realBytes),
    read: (data, position) => disk.read(data, position % realBytes),
  };
  const large = randomBytes(4 * chunkBytes);
  t.match(await writeImage(request(wrapping, diskBytes, large)), { verified: false });
});

t.test('an image of another length than was told fails, and leaves no partition table', async (t) => {
  for (const imageBytes of [image.length - 512, image.length + 512]) {
    const { disk, medium } = memoryDisk(diskBytes);
    await t.rejects(writeImage(request(disk, diskBytes, image, { imageBytes })), { code: 'image-size' });
    t.ok(medium.subarray(0, chunkBytes).equals(Buffer.alloc(chunkBytes)));
  }
});

t.test('progress goes to the end in both phases', async (t) => {
  const { disk } = memoryDisk(diskBytes);
  const last = new Map<string, number>();
  const onProgress = (phase: string, done: number) => {
    t.ok(done >= (last.get(phase) ?? 0));
    last.set(phase, done);
  };
  await writeImage(request(disk, diskBytes, image, { onProgress }));
  t.same(
    [...last],
    [
      ['writing', image.length],
      ['verifying', image.length],
    ],
  );
});
