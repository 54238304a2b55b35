/**
 * Which role may do what: one ladder of roles, one table of rights, and nothing decides beside it. Pure.
 *
 * A right is named by the weakest role that has it, so a stronger role can never do less, and "the lesser of two
 * roles" has a meaning. Every route asks {@link whyNot}; better-auth is given the same table (`auth.ts`).
 */

/** From the strongest to the weakest. */
export const roles = ['admin', 'operator', 'installer', 'viewer'] as const;

/** A person's part in an account. */
export type Role = (typeof roles)[number];

interface RightRule {
  /** The weakest role that may do it to anything of the account; null: nobody. */
  from: Role | null;
  /** The weakest role that may do it to what is its own: a screen that it paired, a key that it made. */
  ownFrom?: Role;
  /** Never by an API key, which could be in the wrong hands for long. */
  inPerson?: true;
}

const rules = {
  'device.see': { from: 'viewer' },
  'device.pair': { from: 'installer' },
  'device.edit': { from: 'operator', ownFrom: 'installer' },
  'device.remove': { from: 'operator' },
  'device.replace': { from: 'operator', ownFrom: 'installer' },
  'token.see': { from: 'viewer' },
  'token.manage': { from: 'operator' },
  'content.see': { from: 'viewer' },
  'content.change': { from: 'operator' },
  'member.see': { from: 'operator' },
  'member.manage': { from: 'admin', inPerson: true },
  'key.make': { from: 'operator', inPerson: true },
  'key.see': { from: 'admin', ownFrom: 'operator' },
  'key.revoke': { from: 'admin', ownFrom: 'operator', inPerson: true },
  'account.see': { from: 'viewer' },
  'account.change': { from: 'admin', inPerson: true },
  'account.close': { from: 'admin', inPerson: true },
  'sign-on.manage': { from: 'admin', inPerson: true },
  'audit.see': { from: 'admin' },
  'mail.see': { from: 'admin' },
} as const satisfies Record<string, RightRule>;

export type Right = keyof typeof rules;
export const rights = Object.keys(rules) as Right[];

/** Who asks, as far as it matters here. */
export interface Asking {
  kind: 'user' | 'api-key';
  role: Role;
}

/** `own`: to what is the asker's own. */
export function may(asking: Asking, right: Right, { own = false } = {}): boolean {
  return whyNot(asking, right, { own }) === null;
}

/** Null where it is allowed; otherwise what to do about it. */
export function whyNot(asking: Asking, right: Right, { own = false } = {}): string | null {
  const rule: RightRule = rules[right];
  if (rule.inPerson && asking.kind !== 'user') return 'This is done in person: sign in to Studio.';
  const weakest = own ? (rule.ownFrom ?? rule.from) : rule.from;
  if (weakest !== null && isAtLeast(asking.role, weakest)) return null;
  return weakest === null || weakest === 'admin'
    ? 'Ask an Admin of the account to do this.'
    : `Ask an Admin or ${titleOf(weakest)} of the account to do this.`;
}

export function isAtLeast(role: Role, other: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(other);
}

/** What a key is worth: never more than it was made for, and never more than its maker is worth now. */
export function lesserRole(one: Role, other: Role): Role {
  return isAtLeast(one, other) ? other : one;
}

/** A role as it is stored; better-auth keeps several as a list, and the strongest counts. */
export function readRole(text: string | null): Role {
  const named = (text ?? '').split(',').map((role) => role.trim());
  return roles.find((role) => named.includes(role)) ?? 'viewer';
}

function titleOf(role: Role): string {
  return role.charAt(0).toUpperCase() + role.slice(1);
}
