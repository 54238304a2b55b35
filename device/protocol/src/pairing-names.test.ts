import t from 'tap';
import { pairingCodeAlphabet, readPairingCode, readPairingId } from './index.ts';

t.test('the alphabet has 31 characters and none that people confuse', async (t) => {
  t.equal(new Set(pairingCodeAlphabet).size, 31);
  t.notMatch(pairingCodeAlphabet, /[01OIL]/);
});

for (const typed of [
  'K7QM-3XHT',
  'k7qm3xht',
  ' K7QM 3XHT ',
  'k7-qm-3x-ht',
  'K7QM–3XHT',
  'Ｋ７ＱＭ－３ＸＨＴ',
  'k7qm_3xht',
  'K7QM.3XHT',
]) {
  t.test(`"${typed}" is understood`, async (t) => {
    t.same(readPairingCode(typed), { ok: true, value: 'K7QM-3XHT' });
  });
}

for (const [typed, problem, detail] of [
  ['', 'empty', /needed/],
  [' - ', 'empty', /needed/],
  ['K7QM-3XH0', 'foreign-character', /never contains 0/],
  ['K7QM-3XHl', 'foreign-character', /never contains L/],
  ['K7QM-3XHÄ', 'foreign-character', /never contains Ä/],
  ['K7QM-3XH\u0007', 'foreign-character', /this character/],
  ['K7QM-3XH', 'wrong-length', /has 8 characters; this has 7/],
  ['K7QM-3XHT2', 'wrong-length', /this has 10|this has 9/],
] as const) {
  t.test(`"${JSON.stringify(typed)}" is refused as ${problem}`, async (t) => {
    t.match(readPairingCode(typed), { ok: false, problem, detail });
  });
}

t.test('a pairing ID is understood in any case and refused otherwise', async (t) => {
  const id = 'MFRGGZDFMZTWQ2LKNNWG23TPOB';
  t.same(readPairingId(id.toLowerCase()), { ok: true, value: id });
  t.match(readPairingId(`${id.slice(1)}1`), { ok: false, problem: 'foreign-character' });
  t.match(readPairingId(id.slice(1)), { ok: false, problem: 'wrong-length' });
});
