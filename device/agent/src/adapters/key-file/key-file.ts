/**
 * The device's Ed25519 key, in one file.
 *
 * Made once, mode 0600, and written so that a power cut leaves either no key or the whole key. The private half
 * never leaves this module. It is no row of the database, so that a damaged database does not cost the device
 * its identity. A damaged key file is set aside, never overwritten: it may still be of use to a person.
 */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type HelloClaims, helloType } from '@signet/protocol';
import {
  CompactSign,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK_OKP_Private,
} from 'jose';
import { z } from 'zod';
import type { IdentityPort, OperationalError } from '../../ports.ts';
import { storageFailure } from '../../storage-failure.ts';

const base64url = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const keySchema = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: base64url, d: base64url });

/** How the key came to be at this start; `replaced` means that the file was damaged and set aside. */
export type KeyOrigin = 'kept' | 'made' | 'replaced';

/** Opens the key at `path` or makes it there. Throws `key-unusable`, or `storage-full`, where the file can be neither read nor written. */
export async function openKeyFile(path: string): Promise<IdentityPort & { origin: KeyOrigin }> {
  const { jwk, origin } = await readOrMake(path);
  const privateKey = await importJWK(jwk, 'EdDSA');
  const publicJwk = { kty: jwk.kty, crv: jwk.crv, x: jwk.x };
  const deviceId = await calculateJwkThumbprint(publicJwk);
  return {
    deviceId,
    origin,
    signHello: (claims: HelloClaims) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'EdDSA', typ: helloType, jwk: publicJwk })
        .sign(privateKey),
  };
}

async function readOrMake(path: string): Promise<{ jwk: JWK_OKP_Private; origin: KeyOrigin }> {
  const text = readKey(path);
  if (text !== null) {
    const jwk = parseKey(text);
    if (jwk !== null) return { jwk, origin: 'kept' };
    setAside(path);
  }
  const jwk = await makeKey();
  writeOnce(path, JSON.stringify(jwk));
  return { jwk, origin: text === null ? 'made' : 'replaced' };
}

function readKey(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8');
    // Somebody who copied the file by hand may have opened it to others.
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    return text;
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw unusable(path, cause);
  }
}

function parseKey(text: string): JWK_OKP_Private | null {
  try {
    return keySchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

async function makeKey(): Promise<JWK_OKP_Private> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return keySchema.parse(await exportJWK(privateKey));
}

/** Writes beside, then links into place: the name appears with its whole content, and never replaces another's. */
function writeOnce(path: string, text: string): void {
  const beside = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(beside, { force: true });
    const file = openSync(beside, 'wx', 0o600);
    writeSync(file, text);
    fsyncSync(file);
    closeSync(file);
    linkSync(beside, path);
    rmSync(beside);
    const directory = openSync(dirname(path), 'r');
    fsyncSync(directory);
    closeSync(directory);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function setAside(path: string): void {
  for (let number = 1; ; number += 1) {
    const aside = `${path}.damaged-${number}`;
    try {
      statSync(aside);
    } catch {
      try {
        renameSync(path, aside);
        return;
      } catch (cause) {
        throw unusable(path, cause);
      }
    }
  }
}

function unusable(path: string, cause: unknown): OperationalError {
  return storageFailure(
    'key-unusable',
    `The device's key at ${path} can be neither read nor made (${codeOf(cause)}).`,
    cause,
  );
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}
