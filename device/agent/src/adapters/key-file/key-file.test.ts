import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helloClaimsSchema } from '@signet/protocol';
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, EmbeddedJWK } from 'jose';
import t from 'tap';
import { OperationalError } from '../../ports.ts';
import { openKeyFile } from './key-file.ts';

const claims = {
  nonce: 'n',
  origin: 'https://signet.example',
  capability: 1,
  bootId: 'b',
  model: 'm',
  serial: 's',
  versions: { agent: '0' },
};

function newPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'signet-key-')), 'identity', 'key.json');
}

t.test('a key is made once, for its owner alone, and kept', async (t) => {
  const path = newPath();
  const made = await openKeyFile(path);
  t.equal(made.origin, 'made');
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.same(readdirSync(join(path, '..')), ['key.json'], 'nothing is left beside it');
  const kept = await openKeyFile(path);
  t.equal(kept.origin, 'kept');
  t.equal(kept.deviceId, made.deviceId);
});

t.test(
  'the device ID is the RFC 7638 thumbprint of the key that signs, and the signature holds',
  async (t) => {
    const key = await openKeyFile(newPath());
    const jws = await key.signHello(claims);
    const header = decodeProtectedHeader(jws);
    t.match(header, { alg: 'EdDSA', typ: 'signet-hello', jwk: { kty: 'OKP', crv: 'Ed25519' } });
    t.notHas(header.jwk, { d: String }, 'the private half stays at home');
    t.equal(await calculateJwkThumbprint(header.jwk ?? {}), key.deviceId);
    const { payload } = await compactVerify(jws, EmbeddedJWK);
    t.same(helloClaimsSchema.parse(JSON.parse(new TextDecoder().decode(payload))), claims);
  },
);

t.test('a key that others may read is closed to them', async (t) => {
  const path = newPath();
  await openKeyFile(path);
  chmodSync(path, 0o644);
  await openKeyFile(path);
  t.equal(statSync(path).mode & 0o777, 0o600);
});

t.test('a half-written file beside it is no key and no hindrance', async (t) => {
  const path = newPath();
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(`${path}.new`, '{"kty":');
  t.equal((await openKeyFile(path)).origin, 'made');
});

for (const [what, content] of [
  ['empty', ''],
  ['not JSON', 'PEM?'],
  ['another kind of key', '{"kty":"RSA"}'],
] as const) {
  t.test(`a key file that is ${what} is set aside, never overwritten`, async (t) => {
    const path = newPath();
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(`${path}.damaged-1`, 'older');
    writeFileSync(path, content);
    t.equal((await openKeyFile(path)).origin, 'replaced');
    t.equal(readFileSync(`${path}.damaged-1`, 'utf8'), 'older');
    t.equal(readFileSync(`${path}.damaged-2`, 'utf8'), content);
    t.equal((await openKeyFile(path)).origin, 'kept');
  });
}

t.test('a place where no key can be is an operational error with its code', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'signet-key-'));
  writeFileSync(join(folder, 'file'), '');
  await t.rejects(openKeyFile(join(folder, 'file', 'key.json')), {
    name: 'OperationalError',
    code: 'key-unusable',
  });
  mkdirSync(join(folder, 'key.json'));
  const refusal = await openKeyFile(join(folder, 'key.json')).catch((cause: unknown) => cause);
  t.ok(refusal instanceof OperationalError && refusal.cause instanceof Error);
  t.ok(existsSync(join(folder, 'key.json')));
});
