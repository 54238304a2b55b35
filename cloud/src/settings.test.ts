import { loadSettings } from '@signet/config';
import t from 'tap';
import { settingsSchema } from './settings.ts';

const load = (...argv: string[]) =>
  loadSettings({
    program: 'signet-cloud',
    summary: 'x',
    version: '0',
    environmentPrefix: 'SIGNET_CLOUD_',
    schema: settingsSchema,
    argv,
    environment: {},
  });

t.test('every setting has a default that works on one machine', (t) => {
  t.match(load(), {
    outcome: 'settings',
    settings: {
      data: '.signet/cloud',
      listen: { host: '127.0.0.1', port: 8080 },
      publicUrl: undefined,
      additionalOrigins: [],
      trustedProxies: [],
      pairingGraceMs: 86_400_000,
      lapseAfterMs: 7_776_000_000,
    },
  });
  t.end();
});

t.test('settings are read into what the program works with', (t) => {
  const loaded = load(
    ...'--listen [::1]:0 --public-url https://Signet.Example/ --additional-origins http://10.0.0.5:8080'.split(
      ' ',
    ),
    ...'--trusted-proxies 10.0.0.0/8 --trusted-proxies ::1 --tls-cert c.pem --tls-key k.pem'.split(' '),
  );
  t.match(loaded, {
    outcome: 'settings',
    settings: {
      listen: { host: '::1', port: 0 },
      publicUrl: 'https://signet.example',
      additionalOrigins: ['http://10.0.0.5:8080'],
      trustedProxies: [
        { address: '10.0.0.0', prefixBits: 8, family: 'ipv4' },
        { address: '::1', prefixBits: 128, family: 'ipv6' },
      ],
    },
  });
  t.end();
});

t.test('what is wrong is named by its flag, with what it should be', (t) => {
  const table: [string[], RegExp][] = [
    [['--listen', '8080'], /--listen: should look like 127\.0\.0\.1:8080/],
    [['--listen', '127.0.0.1:99999'], /--listen: has a port above 65535/],
    [['--public-url', 'signet.example'], /--public-url: is not a URL; it should look like https/],
    [['--public-url', 'https://signet.example/app'], /--public-url: is an address without a path/],
    [['--public-url', 'ftp://signet.example'], /--public-url: must begin with https/],
    [['--trusted-proxies', '10.0.0.0/40'], /--trusted-proxies: holds something that is no address/],
    [['--tls-cert', 'c.pem'], /--tls-key is needed/],
    [['--tls-key', 'k.pem'], /--tls-cert is needed/],
    [['--listen', '0.0.0.0:8080'], /--public-url is needed/],
    [['--log-level', 'loud'], /--log-level/],
    [['--pairing-grace-ms', '10'], /--pairing-grace-ms/],
  ];
  for (const [argv, expected] of table) {
    const loaded = load(...argv);
    t.equal(loaded.outcome, 'invalid', argv.join(' '));
    t.match(loaded.outcome === 'invalid' ? loaded.text : '', expected);
  }
  t.end();
});

t.test('help names every setting', (t) => {
  const loaded = load('--help');
  t.equal(loaded.outcome, 'help');
  for (const key of Object.keys(settingsSchema.shape)) {
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    t.match(loaded.outcome === 'help' ? loaded.text : '', flag);
  }
  t.end();
});
