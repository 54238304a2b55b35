/** Which second factors a person has, as better-auth tells. */
import { get } from '../session/auth.ts';

export interface Passkey {
  id: string;
  name?: string;
  createdAt: string;
}

export const passkeysKey = ['passkeys'] as const;
export const secondFactorKey = ['second-factor'] as const;

export function readPasskeys(): Promise<Passkey[]> {
  return get<Passkey[]>('/passkey/list-user-passkeys');
}

/** Whether codes of an app are on. */
export async function readSecondFactor(): Promise<boolean> {
  const found = await get<{ user: { twoFactorEnabled?: boolean | null } } | null>('/get-session');
  return found?.user.twoFactorEnabled === true;
}
