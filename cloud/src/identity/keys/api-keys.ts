/**
 * API keys as the rest of the cloud knows them. A port, like `Identity`: behind it stands better-auth, which makes,
 * hashes and verifies them; what a key is worth is ours.
 */
import type { Actor } from '../identity.ts';
import type { Role } from '../rights.ts';

export interface ApiKey {
  id: string;
  name: string;
  /** How it begins, to tell it from others. */
  start: string;
  /** What it was made for. */
  role: Role;
  /** What it is worth now: less where its maker has become less. */
  worth: Role;
  madeBy: { userId: string; name: string };
  /** Milliseconds since 1970. */
  createdAt: number;
  expiresAt: number | null;
  isExpired: boolean;
  lastUsedAt: number | null;
}

export interface NewKey {
  name: string;
  role: Role;
  /** Null: until it is revoked. */
  expiresInDays: number | null;
}

export type MakeKeyOutcome =
  /** `key` is shown here and never again. */
  { outcome: 'made'; id: string; key: string } | { outcome: 'more-than-maker' | 'too-many-keys' };

export interface ApiKeys {
  /** Those of the actor's account that they may see, newest first. */
  list(actor: Actor): Promise<ApiKey[]>;
  make(actor: Actor, key: NewKey): Promise<MakeKeyOutcome>;
  /** It is worth nothing from the next request on. */
  revoke(actor: Actor, id: string): Promise<'revoked' | 'unknown-key'>;
}

export const mostKeys = 100;
export const longestLifeDays = 3_650;
