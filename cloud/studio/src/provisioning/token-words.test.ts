import t from 'tap';
import type { ProvisioningToken } from '../api/provisioning.ts';
import { bootFile, givesWords, screenWords, serialsIn, timesWords, usesWords } from './token-words.ts';

t.test('a token says how many screens it has enrolled', async (t) => {
  t.equal(usesWords({ uses: 0, maxUses: null }), 'No screen enrolled yet');
  t.equal(usesWords({ uses: 1, maxUses: null }), '1 screen enrolled');
  t.equal(usesWords({ uses: 1_200, maxUses: null }), '1,200 screens enrolled');
  t.equal(usesWords({ uses: 3, maxUses: 500 }), '3 of 500 screens enrolled');
  t.same([1, 2, 3].map(timesWords), ['once', 'twice', '3 times']);
});

t.test('a screen without a name is called by what is on its label', async (t) => {
  t.equal(screenWords({ model: 'Node Pro', serial: 'NP-1', deviceId: 'abcdefghij' }), 'Node Pro NP-1');
  t.equal(screenWords({ model: '', serial: ' ', deviceId: 'abcdefghij' }), 'Screen abcdefgh');
});

t.test('the file for a screen says no more than a screen needs', async (t) => {
  t.same(JSON.parse(bootFile('https://signet.example', 'sgt_x')), {
    cloud: 'https://signet.example',
    provisioningToken: 'sgt_x',
  });
});

t.test('serial numbers are taken as they come out of a table', async (t) => {
  t.same(serialsIn('NP-1\n NP-2,NP-2;\n\nAB-*'), ['NP-1', 'NP-2', 'AB-*']);
  t.equal(serialsIn(' \n'), null);
});

t.test('what a token gives is listed without what it does not give', async (t) => {
  const token = { namePattern: '', location: '', tags: [], serials: null, network: null, allowReturn: false };
  t.same(
    givesWords(token as unknown as ProvisioningToken).map(({ term }) => term),
    ['Named', 'Screens that were removed or reset'],
  );
  const network = {
    ...{ static: { address: '192.0.2.7/24' }, dns: ['192.0.2.1'], proxy: { url: 'http://p:1' } },
    wifi: { ssid: 'Shop' },
  };
  const full = {
    ...token,
    namePattern: 'Lobby {n}',
    location: 'Bonn',
    tags: ['a', 'b'],
    serials: ['N*'],
    network,
  };
  t.same(
    givesWords({ ...full, allowReturn: true } as unknown as ProvisioningToken).map(({ text }) => text),
    [
      ...[
        'Lobby {n}',
        'Bonn',
        'a, b',
        'address 192.0.2.7/24 · DNS 192.0.2.1 · proxy http://p:1 · Wi-Fi Shop',
      ],
      ...['N*', 'come back into their own place'],
    ],
  );
});
