import { zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { contentSizeOf, isZstd } from './zstd-frame.ts';

for (const bytes of [0, 1, 200, 256, 300, 65_791, 65_792, 5_000_000]) {
  t.test(`a frame of ${bytes} bytes tells so`, async (t) => {
    const frame = zstdCompressSync(Buffer.alloc(bytes, 'abc'), { pledgedSrcSize: bytes });
    t.ok(isZstd(frame.subarray(0, 18)));
    t.equal(contentSizeOf(frame.subarray(0, 18)), bytes);
  });
}

t.test('a frame of more than 4 GiB tells so', async (t) => {
  const head = Buffer.from('28b52ffd c058 0000000002000000'.replaceAll(' ', ''), 'hex');
  t.equal(contentSizeOf(head), 2 ** 33);
});

t.test('a frame from a pipe, a cut one and something else tell nothing', async (t) => {
  t.equal(contentSizeOf(Buffer.from('28b52ffd0458bc050094', 'hex')), undefined);
  t.equal(contentSizeOf(Buffer.from('28b52ffd8458', 'hex')), undefined);
  t.notOk(isZstd(Buffer.from('EFI PART')));
  t.notOk(isZstd(Buffer.alloc(0)));
});
