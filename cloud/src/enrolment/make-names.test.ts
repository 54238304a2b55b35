import { randomBytes } from 'node:crypto';
import { pairingCodeAlphabet, pairingCodeSchema, pairingIdSchema } from '@signet/protocol';
import t from 'tap';
import { makePairingCode, makePairingId } from './make-names.ts';

t.test('a pairing ID is the base32 of its 16 bytes (RFC 4648)', async (t) => {
  const table: [Uint8Array, string][] = [
    [new Uint8Array(16), 'AAAAAAAAAAAAAAAAAAAAAAAAAA'],
    [new Uint8Array(16).fill(255), '77777777777777777777777774'],
    [Buffer.from('foobarfoobarfoob'), 'MZXW6YTBOJTG633CMFZGM33PMI'],
    [Uint8Array.from({ length: 16 }, (_, i) => i), 'AAAQEAYEAUDAOCAJBIFQYDIOB4'],
  ];
  for (const [bytes, id] of table) {
    t.equal(makePairingId(bytes), id);
    t.ok(pairingIdSchema.safeParse(id).success);
  }
});

t.test('a pairing ID of any other size is refused', async (t) => {
  t.throws(() => makePairingId(new Uint8Array(15)), RangeError);
  t.throws(() => makePairingId(new Uint8Array(17)), RangeError);
});

t.test('a code takes fair bytes in order and throws unfair ones away', async (t) => {
  const given = [
    [248, 255, 0, 30, 31, 61, 247, 250],
    [1, 2, 3, 4, 5, 6, 7, 8],
  ];
  let asked = 0;
  const code = makePairingCode((size) => {
    t.equal(size, 8);
    const bytes = given[asked];
    asked += 1;
    return Uint8Array.from(bytes ?? []);
  });
  t.equal(asked, 2);
  t.equal(code, '2Z2Z-Z345');
});

t.test('every byte below 248 stands for each character exactly eight times', async (t) => {
  const counts = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) {
    const bytes = [new Uint8Array(8).fill(byte), new Uint8Array(8)];
    let asked = 0;
    const code = makePairingCode(() => bytes[asked++] ?? new Uint8Array(8));
    if (asked === 1) counts.set(code.charAt(0), (counts.get(code.charAt(0)) ?? 0) + 1);
    else t.ok(byte >= 248, `byte ${byte} is thrown away`);
  }
  t.equal(counts.size, pairingCodeAlphabet.length);
  for (const [character, count] of counts) t.equal(count, 8, character);
});

t.test('codes and IDs of real randomness have the shape of the contract', async (t) => {
  const codes = new Set<string>();
  for (let i = 0; i < 2_000; i += 1) {
    const code = makePairingCode(randomBytes);
    if (!pairingCodeSchema.safeParse(code).success) t.fail(code);
    codes.add(code);
    const id = makePairingId(randomBytes(16));
    if (!pairingIdSchema.safeParse(id).success) t.fail(id);
  }
  t.equal(codes.size, 2_000);
});
