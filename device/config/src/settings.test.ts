import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { loadSettings } from './index.ts';

const schema = z.object({
  cloud: z.url('is not a URL').describe('the cloud').meta({ placeholder: 'URL' }),
  data: z.string().default('./data').describe('where data is kept').meta({ placeholder: 'DIR' }),
  strideBytes: z.int('is not a whole number').positive().optional().describe('bytes of a line'),
  rotation: z.literal([0, 90, 180, 270]).default(0).describe('degrees'),
  additionalOrigins: z.array(z.url()).default([]).describe('others'),
  verbose: z.boolean().default(false).describe('say more'),
});

function load(argv: string[], environment: Record<string, string> = {}) {
  return loadSettings({
    program: 'demo',
    summary: 'shows',
    version: '1.2.3',
    environmentPrefix: 'DEMO_',
    schema,
    argv,
    environment,
  });
}

function settingsOf(outcome: ReturnType<typeof load>) {
  return outcome.outcome === 'settings' ? outcome.settings : outcome.text;
}

const url = 'https://signet.example';

t.test('takes every kind of setting from flags', async (t) => {
  const argv = [
    '--cloud',
    url,
    '--stride-bytes',
    '640',
    '--rotation',
    '90',
    '--additional-origins',
    `${url},http://a.example`,
    '--verbose',
  ];
  t.same(settingsOf(load(argv)), {
    cloud: url,
    data: './data',
    strideBytes: 640,
    rotation: 90,
    additionalOrigins: [url, 'http://a.example'],
    verbose: true,
  });
});

t.test('flags beat the environment, which beats the file, which beats the defaults', async (t) => {
  const file = join(mkdtempSync(join(tmpdir(), 'signet-config-')), 'demo.json');
  writeFileSync(file, JSON.stringify({ cloud: url, data: '/from-file', rotation: 270, verbose: true }));
  t.match(settingsOf(load(['--config', file])), {
    cloud: url,
    data: '/from-file',
    rotation: 270,
    verbose: true,
  });
  const environment = {
    DEMO_CONFIG: file,
    DEMO_DATA: '/from-environment',
    DEMO_ROTATION: '180',
    DEMO_VERBOSE: '0',
  };
  t.match(settingsOf(load([], environment)), { data: '/from-environment', rotation: 180, verbose: false });
  t.match(settingsOf(load(['--data', '/from-flag'], environment)), { data: '/from-flag', rotation: 180 });
});

t.test('settings are frozen', async (t) => {
  t.ok(Object.isFrozen(settingsOf(load(['--cloud', url]))));
});

t.test('help names each setting in all its forms, with its default', async (t) => {
  const outcome = load(['--help']);
  t.equal(outcome.outcome, 'help');
  const text = outcome.outcome === 'help' ? outcome.text : '';
  t.match(text, /--stride-bytes VALUE +bytes of a line \[DEMO_STRIDE_BYTES\]/);
  t.match(text, /--data DIR +where data is kept \(default: \.\/data\) \[DEMO_DATA\]/);
  t.match(text, /--verbose +say more/);
  t.notOk(text.split('\n').some((line) => line.length > 100));
  t.same(load(['--version']), { outcome: 'help', text: 'demo 1.2.3\n' });
});

t.test('everything wrong is said at once, by the name that was used', async (t) => {
  const file = join(mkdtempSync(join(tmpdir(), 'signet-config-')), 'demo.json');
  writeFileSync(file, JSON.stringify({ colour: 'red', data: 7 }));
  const text = JSON.stringify(load(['--config', file, '--rotation', '45'], { DEMO_STRIDE_BYTES: 'wide' }));
  t.match(text, /--cloud is needed: the cloud/);
  t.match(text, /--rotation: /);
  t.match(text, /DEMO_STRIDE_BYTES: is not a whole number/);
  t.match(text, /demo\.json: colour is not a setting/);
  t.match(text, /demo\.json: data: /);
});

for (const [what, argv, expected] of [
  ['an unknown flag', ['--cloud', url, '--clowd', 'x'], /--clowd/],
  ['a word without a flag', ['--cloud', url, 'word'], /word/],
  ['a file that is not there', ['--cloud', url, '--config', '/nowhere.json'], /nowhere\.json: ENOENT/],
] as const) {
  t.test(`${what} is refused`, async (t) => {
    const outcome = load([...argv]);
    t.equal(outcome.outcome, 'invalid');
    t.match(outcome.outcome === 'invalid' ? outcome.text : '', expected);
  });
}

for (const [what, content, expected] of [
  ['is not JSON', '{', /demo\.json: /],
  ['is not an object', '[]', /is not a JSON object/],
] as const) {
  t.test(`a file that ${what} is refused`, async (t) => {
    const file = join(mkdtempSync(join(tmpdir(), 'signet-config-')), 'demo.json');
    writeFileSync(file, content);
    const outcome = load(['--cloud', url, '--config', file]);
    t.match(outcome.outcome === 'invalid' ? outcome.text : '', expected);
  });
}
