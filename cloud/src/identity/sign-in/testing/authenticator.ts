/**
 * A software authenticator for tests (WebAuthn level 2, ES256, attestation "none"), with the browser's part of it.
 *
 * Only what registering and signing in need; Chromium's own virtual authenticator is the real peer, in the browser
 * tests. The one npm emulator of this does not run on this Node.
 */
import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Authenticator {
  register(options: unknown, origin: string): object;
  answer(
    options: unknown,
    origin: string,
  ): { response: { clientDataJSON: string } } & Record<string, unknown>;
}

export function startAuthenticator(): Authenticator {
  const id = randomBytes(32);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const jwk = privateKey.export({ format: 'jwk' });
  let userHandle = '';
  let counter = 0;

  function authenticatorData(rpId: string, attested: Buffer): Buffer {
    counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    // Present and verified, and whether the key is attached.
    const flags = 0x01 | 0x04 | (attested.length > 0 ? 0x40 : 0);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), count, attested]);
  }

  const clientData = (type: string, challenge: unknown, origin: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const named = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' };
  const extras = { clientExtensionResults: {}, authenticatorAttachment: 'platform' };

  return {
    register(options, origin) {
      const { challenge, rp, user } = options as {
        challenge: string;
        rp: { id: string };
        user: { id: string };
      };
      userHandle = user.id;
      const coseKey = cborMap([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(jwk.x ?? '', 'base64url')],
        [-3, Buffer.from(jwk.y ?? '', 'base64url')],
      ]);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseKey]);
      const attestationObject = cborMap([
        ['fmt', 'none'],
        ['attStmt', new Map<string, never>()],
        ['authData', authenticatorData(rp.id, attested)],
      ]);
      return {
        ...named,
        ...extras,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    answer(options, origin) {
      const { challenge, rpId } = options as { challenge: string; rpId: string };
      const data = clientData('webauthn.get', challenge, origin);
      const authData = authenticatorData(rpId, Buffer.alloc(0));
      const signed = Buffer.concat([authData, createHash('sha256').update(data).digest()]);
      return {
        ...named,
        ...extras,
        response: {
          clientDataJSON: data.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: sign('sha256', signed, key).toString('base64url'),
          userHandle,
        },
      };
    },
  };
}

type CborValue = number | string | Buffer | Map<string, never>;

/** RFC 8949, as far as these objects go. */
function cborMap(entries: readonly (readonly [number | string, CborValue])[]): Buffer {
  return Buffer.concat([
    head(5, entries.length),
    ...entries.flatMap(([name, value]) => [cbor(name), cbor(value)]),
  ]);
}

function cbor(value: CborValue): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, value.length), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return head(5, 0);
}

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}
