import { helloType } from '@signet/protocol';
import { CompactSign, exportJWK, FlattenedSign, generateKeyPair } from 'jose';
import t from 'tap';
import { type SignOnReading, verifySignOn } from './sign-on.ts';
import { makeTestKey, signClaims, type TestKey, testClaims } from './testing/test-device.ts';

const nonce = 'n'.repeat(43);
const expected = { nonce, origins: ['https://signet.example', 'http://192.0.2.5:8080'] };
const verify = (jws: string): Promise<SignOnReading> => verifySignOn(jws, expected);

async function refusal(jws: string): Promise<string> {
  const reading = await verify(jws);
  return reading.outcome === 'refused' ? `${reading.reason}: ${reading.detail}` : 'verified';
}

t.test('a sign-on for this nonce and this cloud is verified, and the ID is the thumbprint', async (t) => {
  const key = await makeTestKey();
  const claims = testClaims(nonce);
  const reading = await verify(await signClaims(key, claims));
  t.same(reading, {
    outcome: 'verified',
    signOn: { deviceId: key.deviceId, publicJwk: key.publicJwk, claims },
  });
});

t.test('both names of the algorithm, any of our origins, and fields to come are understood', async (t) => {
  const key = await makeTestKey();
  t.equal((await verify(await signClaims(key, testClaims(nonce), { alg: 'Ed25519' }))).outcome, 'verified');
  const other = testClaims(nonce, { origin: 'http://192.0.2.5:8080' });
  t.equal((await verify(await signClaims(key, { ...other, later: 1 }, { later: 2 }))).outcome, 'verified');
  const jwk = { ...key.publicJwk, kid: 'a name', use: 'sig' };
  const reading = await verify(await signClaims(key, testClaims(nonce), { jwk }));
  t.match(reading, { outcome: 'verified', signOn: { deviceId: key.deviceId, publicJwk: key.publicJwk } });
  t.notOk(JSON.stringify(reading).includes('a name'), 'and only the three members of the key are kept');
});

t.test('no clock enters: a device that lives in 1970 says so nowhere', async (t) => {
  const key = await makeTestKey();
  const claims = { ...testClaims(nonce), iat: 0, exp: 1, nbf: 4_000_000_000 };
  t.equal((await verify(await signClaims(key, claims))).outcome, 'verified');
});

t.test('a recording, and a sign-on meant for another cloud, are refused with the reason', async (t) => {
  const key = await makeTestKey();
  const old = await signClaims(key, testClaims('m'.repeat(43)));
  t.match(await refusal(old), /^wrong-nonce: /);
  const elsewhere = await signClaims(key, testClaims(nonce, { origin: 'https://evil.example' }));
  t.equal(await refusal(elsewhere), 'wrong-origin: This cloud is https://signet.example.');
});

t.test('a signature of another key, or of another text, is refused', async (t) => {
  const [key, other] = [await makeTestKey(), await makeTestKey()];
  const foreign = await signClaims({ ...key, publicJwk: other.publicJwk }, testClaims(nonce));
  t.match(await refusal(foreign), /^bad-signature: /);
  const [header = '', payload = '', signature = ''] = (await signClaims(key, testClaims(nonce))).split('.');
  const changed = Buffer.from(
    Buffer.from(payload, 'base64url').toString().replace('NP-00004F2A', 'NP-00004F2B'),
  ).toString('base64url');
  t.match(await refusal(`${header}.${changed}.${signature}`), /^bad-signature: /);
  t.match(await refusal(`${header}.${payload}.`), /^bad-signature: /);
  t.match(await refusal(`${header}.${payload}.${'A'.repeat(86)}`), /^bad-signature: /);
});

t.test('tricks with the header are refused before anything is verified', async (t) => {
  const key = await makeTestKey();
  const { x } = key.publicJwk;
  const lastOf = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const sibling = x.slice(0, -1) + lastOf.charAt(lastOf.indexOf(x.slice(-1)) + 1);
  const secret = await exportJWK(key.privateKey);
  const tricks: [string, Record<string, unknown>, RegExp][] = [
    ['no typ', { typ: undefined }, /^malformed: .*typ/],
    ['another typ', { typ: 'JWT' }, /^malformed: .*typ/],
    ['no key', { jwk: undefined }, /^malformed: .*jwk/],
    ['a private key', { jwk: { ...key.publicJwk, d: secret.d } }, /^malformed: .*private/],
    ['a symmetric key', { jwk: { kty: 'oct', k: 'c2VjcmV0' } }, /^malformed: .*private/],
    ['another curve', { jwk: { ...key.publicJwk, crv: 'X25519' } }, /^malformed: .*crv/],
    ['another kind of key', { jwk: { ...key.publicJwk, kty: 'EC' } }, /^malformed: .*kty/],
    ['a key that is too short', { jwk: { ...key.publicJwk, x: x.slice(1) } }, /^malformed: .*x/],
    ['a second spelling of the key', { jwk: { ...key.publicJwk, x: sibling } }, /^malformed: .*canonical/],
  ];
  for (const [name, header, message] of tricks) {
    t.match(await refusal(await signClaims(key, testClaims(nonce), header)), message, name);
  }
});

t.test('other algorithms, none among them, are refused', async (t) => {
  const key = await makeTestKey();
  const payload = new TextEncoder().encode(JSON.stringify(testClaims(nonce)));
  const hmac = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'HS256', typ: helloType, jwk: key.publicJwk })
    .sign(Buffer.from(key.publicJwk.x, 'base64url'));
  t.match(await refusal(hmac), /^malformed: .*alg/);
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: helloType, jwk: key.publicJwk })).toString(
    'base64url',
  );
  t.match(await refusal(`${header}.${Buffer.from(payload).toString('base64url')}.`), /^malformed: .*alg/);
  const rsa = await generateKeyPair('PS256', { extractable: true });
  const withRsa = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'PS256', typ: helloType, jwk: await exportJWK(rsa.publicKey) })
    .sign(rsa.privateKey);
  t.match(await refusal(withRsa), /^malformed: /);
});

t.test('critical extensions that nobody here understands are refused', async (t) => {
  const key = await makeTestKey();
  const detached = await new FlattenedSign(new TextEncoder().encode(JSON.stringify(testClaims(nonce))))
    .setProtectedHeader({ alg: 'EdDSA', typ: helloType, jwk: key.publicJwk, crit: ['b64'], b64: false })
    .sign(key.privateKey);
  t.match(await refusal(`${detached.protected}..${detached.signature}`), /^malformed: .*crit/);
});

t.test('claims of the wrong shape, and what is no JWS at all, are refused', async (t) => {
  const key: TestKey = await makeTestKey();
  const table: [unknown, RegExp][] = [
    [{ ...testClaims(nonce), versions: 'all' }, /^malformed: .*versions/],
    [{ ...testClaims(nonce), bootId: '' }, /^malformed: .*bootId/],
    [{ ...testClaims(nonce), serial: 's'.repeat(101) }, /^malformed: .*serial/],
    ['a string', /^malformed: /],
    [null, /^malformed: /],
  ];
  for (const [claims, message] of table) t.match(await refusal(await signClaims(key, claims)), message);
  const notJson = await new CompactSign(Uint8Array.of(0xff, 0xfe))
    .setProtectedHeader({ alg: 'EdDSA', typ: helloType, jwk: key.publicJwk })
    .sign(key.privateKey);
  t.match(await refusal(notJson), /^malformed: /);
  for (const jws of ['', 'x', 'a.b', 'a.b.c', '..', 'bnVsbA.e30.AA', '\u0000.\u0000.\u0000']) {
    t.match(await refusal(jws), /^malformed: /, JSON.stringify(jws));
  }
});
