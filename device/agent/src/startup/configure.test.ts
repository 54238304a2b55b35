import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisioningTokenOf } from '@signet/protocol';
import t from 'tap';
import { configure, labelOf } from './configure.ts';

function file(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'signet-configure-')), 'signet.json');
  writeFileSync(path, content);
  return path;
}

const settings = { cloud: undefined, rotation: undefined, deviceConfig: [], httpsOnly: false };

t.test('without a configuration of the device the flags are all there is', async (t) => {
  t.same(configure({ ...settings, cloud: 'https://a.example' }), {
    outcome: 'configured',
    configuration: {
      ...{
        cloud: 'https://a.example',
        provisioningToken: null,
        rotation: 0,
        caCertificates: [],
        timeServers: [],
      },
      from: {},
    },
  });
});

t.test("the device's configuration counts where no flag says otherwise", async (t) => {
  const deviceConfig = [file('{"cloud": "https://b.example", "rotation": 90, "timeServers": ["a.example"]}')];
  t.match(configure({ ...settings, deviceConfig }), {
    configuration: {
      cloud: 'https://b.example',
      rotation: 90,
      timeServers: ['a.example'],
      from: { cloud: /^signet\.json/ },
    },
  });
  t.match(configure({ ...settings, deviceConfig, cloud: 'https://a.example', rotation: 0 }), {
    configuration: { cloud: 'https://a.example', rotation: 0 },
  });
});

t.test('what is wrong is told with the rotation that could be read', async (t) => {
  const deviceConfig = [file('{"cloud": "http://b.example",\n"rotation": 90}')];
  t.match(configure({ ...settings, deviceConfig, httpsOnly: true }), {
    outcome: 'invalid',
    trouble: { kind: 'problems', problems: [{ line: 1, key: 'cloud' }] },
    rotation: 90,
  });
  t.match(configure({ ...settings, deviceConfig, httpsOnly: true, rotation: 270 }), { rotation: 270 });
});

t.test('a mistake in a file is told even where a flag would beat it', async (t) => {
  const deviceConfig = [file('{"cloud": 1}')];
  t.match(configure({ ...settings, deviceConfig, cloud: 'https://a.example' }), { outcome: 'invalid' });
});

t.test('no cloud anywhere is told with where it was looked for', async (t) => {
  const deviceConfig = ['/run/credentials/signet-agent.service/signet.config', '/efi/signet.json'];
  t.same(configure({ ...settings, deviceConfig }), {
    outcome: 'invalid',
    trouble: {
      kind: 'no-cloud',
      looked: ['signet.config (credential)', 'signet.json (on the boot partition)'],
    },
    rotation: 0,
  });
});

for (const [path, label] of [
  ['/efi/signet.json', 'signet.json (on the boot partition)'],
  ['/boot/signet.json', 'signet.json (on the boot partition)'],
  ['/boot/efi/signet.json', 'signet.json (on the boot partition)'],
  ['/run/credentials/signet-agent.service/signet.config', 'signet.config (credential)'],
  ['/usr/lib/signet/signet.json', 'signet.json (built in)'],
  ['/etc/signet/signet.json', 'signet.json (in /etc/signet)'],
  ['/signet.json', 'signet.json (in /)'],
  ['bench/signet.json', 'signet.json (in bench)'],
  ['signet.json', 'signet.json (in this folder)'],
] as const) {
  t.test(`${path} is called ${label}`, async (t) => {
    t.equal(labelOf(path), label);
  });
}

t.test('a token to enrol by comes from the configuration, as it is sent', async (t) => {
  const token = provisioningTokenOf(new Uint8Array(26).fill(7));
  const deviceConfig = [
    file(JSON.stringify({ cloud: 'https://b.example', provisioningToken: token.toUpperCase() })),
  ];
  t.match(configure({ ...settings, deviceConfig }), { configuration: { provisioningToken: token } });
});
