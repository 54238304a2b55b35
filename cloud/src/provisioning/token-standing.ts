/**
 * What a provisioning token is at a moment, and which devices it is for. Pure.
 *
 * The one place where active, paused, expired, used up and revoked are told apart, so that the list, the device's
 * answer and the count cannot disagree. What ends a token for good is named before what may pass.
 */
import type { EnrolRefusal } from '@signet/protocol';

export const tokenStandings = ['active', 'paused', 'expired', 'used-up', 'revoked'] as const;
export type TokenStanding = (typeof tokenStandings)[number];

export interface TokenLimits {
  /** Milliseconds since 1970, like the others; null: never. */
  expiresAt: number | null;
  maxUses: number | null;
  uses: number;
  pausedAt: number | null;
  revokedAt: number | null;
}

export function standingOfToken(token: TokenLimits, now: number): TokenStanding {
  if (token.revokedAt !== null) return 'revoked';
  if (token.expiresAt !== null && now >= token.expiresAt) return 'expired';
  if (token.maxUses !== null && token.uses >= token.maxUses) return 'used-up';
  return token.pausedAt === null ? 'active' : 'paused';
}

/** Why a token of this standing enrols nobody. A device that comes back needs no use of its own. */
export function refusalOf(
  standing: TokenStanding,
  isReturning: boolean,
  isPaused: boolean,
): EnrolRefusal | null {
  if (standing === 'active') return null;
  if (standing !== 'used-up') return standing;
  if (!isReturning) return 'used-up';
  return isPaused ? 'paused' : null;
}

/** `NP-0042` names one device, `NP-*` all whose serial begins so; case is forgiven, as labels are typed by hand. */
export function allowsSerial(rules: readonly string[] | null, serial: string): boolean {
  if (rules === null) return true;
  const own = serial.trim().toLowerCase();
  if (own === '') return false;
  return rules.some((rule) => {
    const wanted = rule.toLowerCase();
    return wanted.endsWith('*') ? own.startsWith(wanted.slice(0, -1)) : own === wanted;
  });
}

/** What firmware makers leave where a serial belongs: it tells no two devices apart. */
const meaningless =
  /^(?:to be filled by o\.?e\.?m\.?|system serial number|default string|not specified|unknown|none|n\/a|[0-]*|0?123456789?)$/i;

export function tellsApart(serial: string): boolean {
  return !meaningless.test(serial.trim());
}

const longestName = 100;

/** `Lobby {n}` to `Lobby 7`; null where the pattern is empty, or nothing is left of it. */
export function nameByPattern(
  pattern: string,
  device: { n: number; serial: string; model: string },
): string | null {
  const values: Readonly<Record<string, string>> = {
    n: String(device.n),
    serial: device.serial.trim(),
    model: device.model.trim(),
  };
  const name = pattern
    .replaceAll(/\{(n|serial|model)\}/g, (_, key: string) => values[key] ?? '')
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, '')
    .trim()
    .slice(0, longestName)
    .trim();
  return name === '' ? null : name;
}
