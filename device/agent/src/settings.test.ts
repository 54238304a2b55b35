import { loadSettings } from '@signet/config';
import t from 'tap';
import { settingsSchema } from './settings.ts';

function load(...argv: string[]) {
  return loadSettings({
    program: 'signet-agent',
    summary: 's',
    version: '0',
    environmentPrefix: 'SIGNET_AGENT_',
    schema: settingsSchema,
    argv,
    environment: {},
  });
}

const cloud = ['--cloud', 'https://signet.example'];

t.test('the cloud alone is needed, and the rest has defaults', async (t) => {
  t.match(load(...cloud), {
    outcome: 'settings',
    settings: {
      cloud: 'https://signet.example',
      display: ['browser'],
      framebuffer: '/dev/fb0',
      rotation: undefined,
      deviceConfig: [],
      httpsOnly: false,
      listen: { host: '127.0.0.1', port: 8090 },
    },
  });
});

t.test('every flag of the help is understood', async (t) => {
  const argv = [
    '--geometry',
    '720x1280x16',
    '--stride',
    '1536',
    '--rotation',
    '270',
    '--display',
    'framebuffer,terminal',
  ];
  const more = [
    '--serial',
    'S',
    '--model',
    'M',
    '--boot-id',
    'B',
    '--listen',
    '[::1]:0',
    '--data',
    '/d',
    '--framebuffer',
    '/f',
    '--device-config',
    '/c/signet.config,/efi/signet.json',
    '--https-only',
    '--clock-doubt',
    '/run/doubt.json',
    '--player-unit',
    '/run/signet/player',
    '--player-cgroup',
    '/sys/fs/cgroup/x.service',
  ];
  t.match(load(...cloud, ...argv, ...more), {
    settings: {
      geometry: { widthPx: 720, heightPx: 1280, bitsPerPixel: 16 },
      stride: 1536,
      rotation: 270,
      display: ['framebuffer', 'terminal'],
      listen: { host: '::1', port: 0 },
      bootId: 'B',
      deviceConfig: ['/c/signet.config', '/efi/signet.json'],
      httpsOnly: true,
      clockDoubt: '/run/doubt.json',
      playerUnit: '/run/signet/player',
      playerCgroup: '/sys/fs/cgroup/x.service',
    },
  });
});

t.test('the cloud may be left to the configuration of the device', async (t) => {
  t.match(load('--device-config', '/efi/signet.json'), {
    outcome: 'settings',
    settings: { cloud: undefined },
  });
});

t.test('the address of the cloud is an origin, whatever it was written as', async (t) => {
  t.match(load('--cloud', 'HTTPS://Signet.Example:443/'), { settings: { cloud: 'https://signet.example' } });
});

for (const [argv, expected] of [
  [[], /--cloud is needed: address of the cloud/],
  [['--rotation', '45'], /--cloud is needed: address of the cloud/],
  [['--cloud', 'http://x.example', '--https-only'], /--cloud: must begin with https:\/\/, because/],
  [['--cloud', 'foo'], /--cloud: is not a URL/],
  [['--cloud', 'ftp://x.example'], /must begin with https/],
  [['--cloud', 'https://x.example/path'], /without a path/],
  [[...cloud, '--geometry', '1280x720'], /--geometry: should look like 1280x720x32/],
  [[...cloud, '--rotation', '45'], /--rotation: is 0, 90, 180 or 270/],
  [[...cloud, '--display', 'hologram'], /--display: is one of/],
  [[...cloud, '--listen', '0.0.0.0:8090'], /--listen: .*loopback only/],
  [[...cloud, '--stride', '-1'], /--stride/],
] as const) {
  t.test(`${argv.join(' ') || 'nothing'} is refused with what is wrong`, async (t) => {
    const outcome = load(...argv);
    t.equal(outcome.outcome, 'invalid');
    t.match(outcome.outcome === 'invalid' ? outcome.text : '', expected);
  });
}
