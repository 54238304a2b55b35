import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provisioningTokenOf } from '@signet/protocol';
import t, { type Test } from 'tap';
import { configTextOf } from './config-text.ts';
import { temporaryFolder } from './test-support/loop-disk.ts';

const token = provisioningTokenOf(new Uint8Array(26).fill(7));

function file(t: Test, text: string): string {
  const path = join(temporaryFolder(t), 'mine.json');
  writeFileSync(path, text);
  return path;
}

function parsed(outcome: ReturnType<typeof configTextOf>): unknown {
  return 'text' in outcome && outcome.text !== undefined ? JSON.parse(outcome.text) : outcome;
}

t.test(
  'without a token a file stays as it is, byte by byte, and without both there is nothing',
  async (t) => {
    const text = '{  "rotation":90}';
    t.same(configTextOf(file(t, text), undefined), { text });
    t.same(configTextOf(undefined, undefined), { text: undefined });
  },
);

t.test('a token alone is a configuration, as the device reads it', async (t) => {
  t.same(parsed(configTextOf(undefined, ` ${token.toUpperCase()} `)), { provisioningToken: token });
});

t.test('a token is put into the configuration, in place of one that is there', async (t) => {
  const other = provisioningTokenOf(new Uint8Array(26).fill(8));
  const path = file(t, JSON.stringify({ cloud: 'https://signet.example', provisioningToken: other }));
  const merged = { cloud: 'https://signet.example', provisioningToken: token };
  t.same(parsed(configTextOf(path, token)), merged);
});

t.test('a configuration that begins with a byte order mark takes a token too', async (t) => {
  const path = file(t, '\uFEFF{"rotation":90}');
  t.same(parsed(configTextOf(path, token)), { rotation: 90, provisioningToken: token });
});

for (const [what, wrong, problem] of [
  ['mistyped', `${token.slice(0, 10)}z${token.slice(11)}`, /mistyped/],
  ['too short', token.slice(0, -1), /33 characters/],
  ['of another kind', 'hunter2', /begins with sgt_/],
] as const) {
  t.test(`a token that is ${what} is refused without being repeated`, async (t) => {
    const outcome = configTextOf(undefined, wrong);
    t.match(outcome, { problems: [problem] });
    t.notMatch(JSON.stringify(outcome), wrong);
  });
}

t.test('what is wrong in the file and in the token is told at once', async (t) => {
  t.match(configTextOf(file(t, '{"rotation":45}'), 'x'), { problems: [/“rotation”/, /TOKEN/] });
  t.match(configTextOf('/nowhere/signet.json', token), { problems: [/There is no configuration at/] });
});
