import t from 'tap';
import { checkImports, importsOf, violationsOf } from './imports.ts';

t.test('the repository keeps its import rules', async (t) => {
  t.same(checkImports(), []);
});

for (const [what, file, text, reason] of [
  [
    'the core reading a file',
    'device/agent/src/core/x.ts',
    "import { readFileSync } from 'node:fs';",
    /no world/,
  ],
  ['the core using a package', 'device/agent/src/core/x.ts', "import {\n  a,\n} from 'zod';", /no world/],
  [
    'an effect knowing an adapter',
    'device/agent/src/effects/x.ts',
    "import { x } from '../adapters/timers.ts';",
    /ports\.ts/,
  ],
  [
    'an adapter knowing the core',
    'device/agent/src/adapters/x.ts',
    "import type { S } from '../core/state.ts';",
    /replaceable/,
  ],
  [
    'the device knowing the cloud',
    'device/agent/src/x.ts',
    "import { a } from '@signet/cloud';",
    /comes to the device/,
  ],
  [
    'a device test knowing the cloud',
    'device/agent/src/x.test.ts',
    "import { a } from '../../../cloud/src/app.ts';",
    /comes to the device/,
  ],
  [
    'the cloud knowing the agent',
    'cloud/src/x.ts',
    "const x = await import('@signet/agent/x');",
    /protocol alone/,
  ],
  ['the protocol using more than zod', 'device/protocol/src/x.ts', "export * from 'jose';", /zod alone/],
  ['somebody importing a main', 'cloud/src/x.ts', "import './main.ts';", /never imported/],
  ['somebody importing a test', 'cloud/src/x.ts', "import './y.test.ts';", /leaf/],
] as const) {
  t.test(`${what} is found`, async (t) => {
    const found = importsOf(file, text).flatMap(violationsOf);
    t.ok(
      found.some((sentence) => reason.test(sentence)),
      found.join('\n'),
    );
  });
}

for (const [what, file, text] of [
  [
    'the core using the protocol',
    'device/agent/src/core/x.ts',
    "import { capability } from '@signet/protocol';",
  ],
  ['the protocol using zod', 'device/protocol/src/x.ts', "import { z } from 'zod';"],
  [
    'a test of the core reading a file',
    'device/agent/src/core/x.test.ts',
    "import { readFileSync } from 'node:fs';",
  ],
] as const) {
  t.test(`${what} is allowed`, async (t) => {
    t.same(importsOf(file, text).flatMap(violationsOf), []);
  });
}
