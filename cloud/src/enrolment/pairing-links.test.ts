import { pairingSchema } from '@signet/protocol';
import t from 'tap';
import { pairingLinks } from './pairing-links.ts';

const pairingId = 'AAAQEAYEAUDAOCAJBIFQYDIOB4';

t.test('the QR holds the address in upper case, and the short one is what a person types', async (t) => {
  const table: [string, string, string][] = [
    ['https://signet.example', 'HTTPS://SIGNET.EXAMPLE', 'signet.example/pair'],
    ['https://Signet.Example/', 'HTTPS://SIGNET.EXAMPLE', 'signet.example/pair'],
    ['https://signet.example:8443', 'HTTPS://SIGNET.EXAMPLE:8443', 'signet.example:8443/pair'],
    ['https://signet.example:443', 'HTTPS://SIGNET.EXAMPLE', 'signet.example/pair'],
    ['http://192.168.1.5:8080', 'HTTP://192.168.1.5:8080', 'http://192.168.1.5:8080/pair'],
    ['https://bücher.example', 'HTTPS://XN--BCHER-KVA.EXAMPLE', 'xn--bcher-kva.example/pair'],
  ];
  for (const [publicUrl, start, shortUrl] of table) {
    const links = pairingLinks(publicUrl);
    const url = links.qrUrl(pairingId.toLowerCase());
    t.equal(url, `${start}/P/${pairingId}`);
    t.equal(links.shortUrl, shortUrl);
    const message = { type: 'pairing', pairingId, code: '2345-6789', url, shortUrl };
    t.ok(pairingSchema.safeParse(message).success, 'fits the wire contract');
  }
});

t.test('a public address that cannot stand in a QR is refused, saying why', async (t) => {
  const table: [string, RegExp][] = [
    ['not an address', /not an http or https address/],
    ['ftp://signet.example', /not an http or https address/],
    ['https://signet.example/cloud', /scheme, host and port alone/],
    ['https://signet.example/?a=1', /scheme, host and port alone/],
    ['https://signet.example/#a', /scheme, host and port alone/],
    ['https://user@signet.example', /scheme, host and port alone/],
    ['https://[2001:db8::1]:8443', /cannot be put into a pairing QR/],
    ['https://my_host.example', /cannot be put into a pairing QR/],
    [`https://${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.example`, /may have 120 characters/],
  ];
  for (const [publicUrl, message] of table) {
    t.throws(() => pairingLinks(publicUrl), { code: 'public-url-unfit', message }, publicUrl);
  }
});
