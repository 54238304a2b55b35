import { crc32 } from 'node:zlib';
import t from 'tap';
import {
  parseCloudMessage,
  provisioningTokenOf,
  provisioningTokenSchema,
  readProvisioningToken,
} from './index.ts';

const random = Uint8Array.from({ length: 26 }, (_, index) => index * 37);
const token = provisioningTokenOf(random);

t.test('a token is its prefix, 130 bits and their CRC-32', async (t) => {
  t.match(token, /^sgt_[a-z2-7]{33}$/);
  let rest = 0;
  for (const character of [...token.slice(-7)].reverse()) {
    rest = rest * 32 + 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(character);
  }
  t.equal(rest, crc32(token.slice(4, 30)));
  t.throws(() => provisioningTokenOf(random.slice(1)), RangeError);
});

t.test('what a person types is forgiven its spaces, hyphens and capitals', async (t) => {
  const typed = ` ${token.toUpperCase().slice(0, 12)}-${token.slice(12)}\n`;
  t.same(readProvisioningToken(typed), { outcome: 'token', token });
});

t.test('each single wrong character, and each pair that changed places, is noticed', async (t) => {
  for (let at = 4; at < token.length; at += 1) {
    for (const character of 'abcdefghijklmnopqrstuvwxyz234567') {
      if (character === token.charAt(at)) continue;
      const wrong = token.slice(0, at) + character + token.slice(at + 1);
      if (readProvisioningToken(wrong).outcome !== 'mistyped') t.fail(wrong);
    }
    const swapped = token.slice(0, at) + token.charAt(at + 1) + token.charAt(at) + token.slice(at + 2);
    if (at + 1 < token.length && swapped !== token)
      t.not(readProvisioningToken(swapped).outcome, 'token', swapped);
  }
});

for (const [text, outcome] of [
  ['', 'not-a-token'],
  ['sgn_abc', 'not-a-token'],
  [token.slice(4), 'not-a-token'],
  [token.slice(0, -1), 'wrong-length'],
  [`${token}a`, 'wrong-length'],
  [`${token.slice(0, -1)}1`, 'mistyped'],
] as const) {
  t.test(`"${text}" is ${outcome}`, async (t) => {
    t.same(readProvisioningToken(text), { outcome });
    t.notOk(provisioningTokenSchema.safeParse(text).success);
  });
}

t.test('a refusal of a later kind is still a refusal', async (t) => {
  t.same(parseCloudMessage('{"type":"enrol-refused","reason":"wrong-moon"}'), {
    outcome: 'message',
    message: { type: 'enrol-refused', reason: 'refused' },
  });
});
