import type { ConfigProblem } from '@signet/config/device-config';
import t from 'tap';
import { OperationalError } from '../ports.ts';
import { composeScreen } from '../screens/draw-screen.ts';
import type { Screen } from '../screens/screen.ts';
import { configTroubleScreen, startTroubleScreen } from './start-trouble-screens.ts';

const device = { model: 'Node Pro', serial: 'NP-24-001873', version: '0.1.0' };
const label = 'signet.json (on the boot partition)';
const http: ConfigProblem = { label, line: 3, column: 12, key: 'cloud', message: 'must begin with https://' };
const screenOf = (...problems: ConfigProblem[]) =>
  configTroubleScreen({ kind: 'problems', problems }, device);

for (const [what, problem, expected] of [
  ['a value', http, `${label}, line 3: “cloud” must begin with https://.`],
  ['syntax', { ...http, key: null, message: 'is not JSON' }, `${label}, line 3: it is not JSON.`],
  [
    'a whole file',
    { ...http, line: null, column: null, key: null, message: 'is larger than 256 KiB' },
    `${label} is larger than 256 KiB.`,
  ],
  [
    'a key of any length',
    { ...http, key: 'k'.repeat(100_000), message: 'is not known' },
    `${label}, line 3: “${'k'.repeat(40)}…” is not known.`,
  ],
] as const satisfies readonly (readonly [string, ConfigProblem, string])[]) {
  t.test(`a mistake in ${what} is told with its place`, async (t) => {
    const screen = screenOf(problem);
    t.match(screen, { kind: 'error', code: 'config-invalid', title: 'The configuration has a mistake' });
    t.equal(screen.detail, expected);
    t.match(screen.action, /^Correct it/);
  });
}

t.test('of many mistakes the first three are told and the rest counted', async (t) => {
  const screen = screenOf(http, http, http, http, http);
  t.equal(screen.title, 'The configuration has mistakes');
  t.equal(screen.detail.match(/must begin/g)?.length, 3);
  t.match(screen.detail, /And 2 more\.$/);
  t.notMatch(screenOf(http, http, http).detail, /more/);
});

t.test('a missing cloud is told with where it could be written', async (t) => {
  const screen = configTroubleScreen({ kind: 'no-cloud', looked: ['a (credential)', label] }, device);
  t.match(screen, { code: 'config-invalid', title: 'The cloud’s address is missing' });
  t.match(screen.detail, `a (credential), ${label}`);
  t.match(screen.action, /"cloud": "https:/);
});

t.test('a full storage has its own words, and every trouble its code', async (t) => {
  const of = (code: string) => startTroubleScreen(new OperationalError(code, 'The why.'), device);
  t.match(of('storage-full'), {
    code: 'storage-full',
    title: 'This device’s storage is full',
    detail: 'The why.',
  });
  t.match(of('storage-full').action, /factory state/);
  t.match(of('key-unusable'), {
    code: 'key-unusable',
    title: 'This device cannot start',
    detail: 'The why.',
  });
});

t.test('even the worst fits on a small screen whole', async (t) => {
  const long = {
    ...http,
    key: 'k'.repeat(100),
    message: 'is not known; there are cloud, caCertificates, rotation, timeServers',
  };
  const screens: Screen[] = [
    screenOf(long, long, long, long),
    configTroubleScreen({ kind: 'no-cloud', looked: [label, label, label] }, device),
  ];
  for (const screen of screens) {
    for (const geometry of [
      { widthPx: 640, heightPx: 480 },
      { widthPx: 1080, heightPx: 1920 },
    ]) {
      const { boxes } = composeScreen(screen, geometry);
      t.notOk(boxes.some((box) => box.cut || box.yPx + box.heightPx > geometry.heightPx));
    }
  }
});
