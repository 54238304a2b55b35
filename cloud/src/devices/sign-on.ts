/**
 * Verifies a device's sign-on: a compact JWS (RFC 7515) over this connection's nonce, with the key inside it.
 *
 * The key comes with the message and proves only that whoever holds its private half speaks on this connection;
 * what the key is entitled to is looked up afterwards, by its thumbprint. No clock enters: the nonce is what
 * makes a recording worthless, and a device's clock is a rumour. Nothing of the header is believed before it is
 * exactly what we expect, because a header that may choose its algorithm or its key format is how signatures are forged.
 */
import { type HelloClaims, helloClaimsSchema, helloType } from '@signet/protocol';
import {
  base64url,
  calculateJwkThumbprint,
  compactVerify,
  decodeProtectedHeader,
  errors,
  importJWK,
} from 'jose';
import { z } from 'zod';

/** All that is kept of a key. */
export interface PublicJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
}

export interface SignOn {
  /** RFC 7638 thumbprint of the key, base64url. */
  deviceId: string;
  publicJwk: PublicJwk;
  claims: HelloClaims;
}

export type SignOnReading =
  | { outcome: 'verified'; signOn: SignOn }
  | {
      outcome: 'refused';
      reason: 'malformed' | 'bad-signature' | 'wrong-nonce' | 'wrong-origin';
      /** For the log and the close frame; names no secret. */
      detail: string;
    };

/** Private members of any kind of key (RFC 7518 section 6, RFC 8037 section 2). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const;

const publicJwkSchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  /** 32 bytes in their one canonical spelling: another would give the same key a second device ID. */
  x: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .refine((x) => base64url.encode(base64url.decode(x)) === x, 'not canonical base64url'),
});

const headerSchema = z.object({
  alg: z.enum(['EdDSA', 'Ed25519']),
  typ: z.literal(helloType),
  jwk: z
    .looseObject({})
    .refine((jwk) => privateMembers.every((member) => !(member in jwk)), 'holds a private key')
    .pipe(publicJwkSchema),
  crit: z.never().optional(),
});

/** Who signed on. `origins` are those of this cloud; a sign-on meant for another is refused. */
export async function verifySignOn(
  jws: string,
  expected: { nonce: string; origins: readonly string[] },
): Promise<SignOnReading> {
  const header = readHeader(jws);
  if (!header.ok) return refused('malformed', header.detail);
  const publicJwk = header.jwk;
  const payload = await verifySignature(jws, publicJwk);
  if (payload === null) return refused('bad-signature', 'The signature does not fit the key.');

  const claims = helloClaimsSchema.safeParse(parseJson(payload));
  if (!claims.success) return refused('malformed', `The claims are wrong: ${firstIssue(claims.error)}.`);
  if (claims.data.nonce !== expected.nonce) {
    return refused('wrong-nonce', 'The sign-on answers another challenge.');
  }
  if (!expected.origins.includes(claims.data.origin)) {
    return refused('wrong-origin', `This cloud is ${expected.origins[0] ?? 'another'}.`);
  }
  const deviceId = await calculateJwkThumbprint(publicJwk);
  return { outcome: 'verified', signOn: { deviceId, publicJwk, claims: claims.data } };
}

function readHeader(jws: string): { ok: true; jwk: PublicJwk } | { ok: false; detail: string } {
  try {
    const header = headerSchema.safeParse(decodeProtectedHeader(jws));
    if (header.success) return { ok: true, jwk: header.data.jwk };
    return { ok: false, detail: `The header is wrong: ${firstIssue(header.error)}.` };
  } catch {
    return { ok: false, detail: 'The sign-on is not a compact JWS.' };
  }
}

async function verifySignature(jws: string, jwk: PublicJwk): Promise<Uint8Array | null> {
  try {
    const key = await importJWK(jwk, 'EdDSA');
    const { payload } = await compactVerify(jws, key, { algorithms: ['EdDSA', 'Ed25519'] });
    return payload;
  } catch (error) {
    // A key that is no point on the curve fails in the platform, everything else in jose.
    if (error instanceof errors.JOSEError || error instanceof DOMException) return null;
    throw error;
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join('.');
  return `${path ? `${path}: ` : ''}${issue?.message ?? 'wrong shape'}`;
}

function refused(reason: (SignOnReading & { outcome: 'refused' })['reason'], detail: string): SignOnReading {
  return { outcome: 'refused', reason, detail };
}
