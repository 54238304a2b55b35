import t from 'tap';
import { networkSettingsSchema, strictNetworkSettingsSchema } from './index.ts';

const full = {
  static: { address: '192.0.2.10/24', gateway: '192.0.2.1' },
  dns: ['192.0.2.53', '2001:db8::53'],
  proxy: { url: 'http://proxy.example:3128', noProxy: ['intranet.example'] },
  wifi: { ssid: 'Café', passphrase: 'correct horse', hidden: true },
};

t.test('all that can be said is understood, and nothing need be said', async (t) => {
  for (const schema of [networkSettingsSchema, strictNetworkSettingsSchema]) {
    t.same(schema.parse(full), full);
    t.same(schema.parse({}), {});
  }
});

t.test('an unknown key is dropped from the wire and refused in a file', async (t) => {
  const later = { ...full, wifi: { ...full.wifi, band: 6 } };
  t.same(networkSettingsSchema.parse(later), full);
  t.match(strictNetworkSettingsSchema.safeParse(later).error?.issues, [
    { code: 'unrecognized_keys', keys: ['band'], path: ['wifi'] },
  ]);
});

for (const [what, settings, path] of [
  ['an address without its prefix length', { static: { address: '192.0.2.10' } }, ['static', 'address']],
  [
    'a gateway that is a name',
    { static: { address: '192.0.2.10/24', gateway: 'router' } },
    ['static', 'gateway'],
  ],
  ['a DNS server that is a name', { dns: ['dns.example'] }, ['dns', 0]],
  ['a proxy of another kind', { proxy: { url: 'socks5://proxy.example' } }, ['proxy', 'url']],
  ['a passphrase that is too short', { wifi: { ssid: 'x', passphrase: '1234567' } }, ['wifi', 'passphrase']],
  ['a network without a name', { wifi: { ssid: '' } }, ['wifi', 'ssid']],
] as const) {
  t.test(`${what} is refused at its place`, async (t) => {
    t.match(strictNetworkSettingsSchema.safeParse(settings).error?.issues, [{ path }]);
  });
}
