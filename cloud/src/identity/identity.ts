/**
 * Who speaks and what they may see, as the rest of the cloud knows it.
 *
 * A port: behind it stands better-auth, and nothing outside this folder knows. Passwords, sessions, keys and
 * cookies never leave it.
 */

import type { Role } from './rights.ts';
import type { FactorShown } from './second-factor.ts';

export interface Account {
  id: string;
  name: string;
}

/** An account as one of its members sees it. */
export interface Membership extends Account {
  role: Role;
  /** Only who has shown a second factor acts in it. */
  asksSecondFactor: boolean;
}

/** Who makes a request, on whose behalf, from where. */
export interface Actor extends FactorShown {
  kind: 'user' | 'api-key';
  /** The person; of a key, the person who made it. */
  userId: string;
  /** What the audit log calls them. */
  name: string;
  accountId: string;
  role: Role;
  /** The account asks for a second factor, and none was shown: nothing is theirs to do in it. */
  keptOut: boolean;
  /** Of a key. */
  keyId?: string;
  /** Of a person: which of their sessions. */
  sessionId?: string;
  /** The true client address. */
  address: string;
}

export interface Person {
  id: string;
  name: string;
  email: string;
}

export type ActorReading =
  | {
      outcome: 'actor';
      actor: Actor;
      person: Person;
      credential: 'cookie' | 'bearer';
      /** `Set-Cookie` values to pass on: a session that is used is prolonged. */
      setCookies?: readonly string[];
    }
  /** No credential, or one that is not valid (any more). */
  | { outcome: 'nobody' };

export interface Identity {
  /** Reads `Authorization: Bearer <key>` first, then the session cookie. A key's failure never falls back. */
  readActor(headers: Headers, address: string): Promise<ActorReading>;
  /** The accounts of a user, oldest membership first. */
  membershipsOf(userId: string): Promise<readonly Membership[]>;
  readAccount(accountId: string): Promise<Account | null>;
  /** Makes one more account, of which the person is Admin; null where they run as many as they may. */
  openAccount(actor: Actor, name: string): Promise<Account | null>;
  /** From now on this session acts on that account. False where its person is no member. */
  enterAccount(actor: Actor, accountId: string): Promise<boolean>;
  /** Answers everything under `/api/auth/`. */
  handle(request: Request, address: string): Promise<Response>;
}
