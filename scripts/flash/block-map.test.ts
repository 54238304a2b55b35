import { createHash } from 'node:crypto';
import t from 'tap';
import { createMapCheck, parseBlockMap } from './block-map.ts';

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const image = Buffer.alloc(4096 * 5 + 512, 'signet');
/** Blocks 0 to 1, 3, and the short last one. */
const ranges = [
  { startByte: 0, endByte: 8192 },
  { startByte: 12288, endByte: 16384 },
  { startByte: 20480, endByte: 20992 },
].map((range) => ({ ...range, sha256: sha256(image.subarray(range.startByte, range.endByte)) }));

/** As bmaptool writes it, with its comments. */
function mapText(
  change: (text: string) => string = (text) => text,
  blocks = ['0-1', '3', '5'],
  version = '2.0',
): string {
  const text = change(`<?xml version="1.0" ?>
<!-- the 'chksum' attribute of <Range> is the checksum -->
<bmap version="${version}">
    <!-- Image size in bytes: 20.5 KiB -->
    <ImageSize> ${image.length} </ImageSize>
    <BlockSize> 4096 </BlockSize>
    <BlocksCount> 6 </BlocksCount>
    <MappedBlocksCount> 4    </MappedBlocksCount>
    <ChecksumType> sha256 </ChecksumType>
    <BmapFileChecksum> ${'0'.repeat(64)} </BmapFileChecksum>
    <BlockMap>
${ranges.map((range, index) => `        <Range chksum="${range.sha256}"> ${blocks[index]} </Range>`).join('\n')}
    </BlockMap>
</bmap>
`);
  return text.replace('0'.repeat(64), sha256(text));
}

t.test('a map says the size and the measured ranges, the last one cut to the image', async (t) => {
  t.same(parseBlockMap(mapText()), { imageBytes: image.length, ranges });
});

for (const [what, text] of [
  ['is not a map', 'hello'],
  ['was damaged', mapText().replace('3 </Range>', '4 </Range>')],
  ['is of a later format', mapText((whole) => whole, ['0-1', '3', '5'], '3.0')],
  ['has other sums', mapText((whole) => whole.replace('> sha256 <', '> sha1 <'))],
  ['has no size', mapText((whole) => whole.replace('ImageSize', 'Size'))],
  ['has no block size', mapText((whole) => whole.replace('> 4096 <', '> 0 <'))],
  ['has a range without a sum', mapText((whole) => whole.replace(/ chksum="\w+"/, ''))],
  ['has ranges that overlap', mapText((whole) => whole, ['0-3', '3', '5'])],
  ['has a range behind the image', mapText((whole) => whole, ['0-1', '3', '6'])],
] as const) {
  t.test(`nothing is read from a text that ${what}`, async (t) => {
    t.equal(parseBlockMap(text), undefined);
  });
}

for (const pieceBytes of [100, 4096, 5000, 30_000]) {
  t.test(`in pieces of ${pieceBytes} bytes, the image is held against its map`, async (t) => {
    const feed = (bytes: Buffer) => {
      const check = createMapCheck({ imageBytes: image.length, ranges });
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const wrong = check.feed(bytes.subarray(at, at + pieceBytes));
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    };
    t.equal(feed(image), undefined);
    for (const [index, at] of [
      [0, 8191],
      [1, 12288],
      [2, 20991],
    ] as const) {
      const damaged = Buffer.from(image);
      damaged[at] = 0;
      t.same(feed(damaged), ranges[index]);
    }
    const elsewhere = Buffer.from(image);
    elsewhere[9000] = 0;
    t.equal(feed(elsewhere), undefined, 'what the map does not cover is not judged');
  });
}
