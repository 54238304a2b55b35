/**
 * The pass with which a device fetches its account's media: a JWT (RFC 7519) signed with HS256.
 *
 * It says which device and which account, for some hours by the cloud's own clock. It is a convenience and no
 * authority: the route looks the binding up again at each use, so a device that was removed gets nothing more.
 */
import { jwtVerify, SignJWT } from 'jose';
import type { SocketDependencies } from '../dependencies.ts';

const audience = 'signet-media';

type Needs = Pick<SocketDependencies, 'mediaTokenKey' | 'clock' | 'settings'>;

export interface MediaClaims {
  deviceId: string;
  accountId: string;
}

export async function createMediaToken(deps: Needs, deviceId: string, accountId: string): Promise<string> {
  const nowSeconds = Math.floor(deps.clock() / 1000);
  return new SignJWT({ acc: accountId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(deviceId)
    .setAudience(audience)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + Math.ceil(deps.settings.mediaTokenMs / 1000))
    .sign(deps.mediaTokenKey);
}

/** What a token says; null where it is not ours, not a media token, or too old. */
export async function readMediaToken(deps: Needs, token: string): Promise<MediaClaims | null> {
  try {
    const { payload } = await jwtVerify(token, deps.mediaTokenKey, {
      algorithms: ['HS256'],
      audience,
      requiredClaims: ['sub', 'acc', 'exp'],
      currentDate: new Date(deps.clock()),
    });
    const { sub, acc } = payload;
    if (typeof sub !== 'string' || typeof acc !== 'string') return null;
    return { deviceId: sub, accountId: acc };
  } catch {
    return null;
  }
}
