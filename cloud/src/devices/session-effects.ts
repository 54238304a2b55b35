/**
 * Everything one device's session can do to the world, as data; and the type of the table that does it.
 *
 * The table (`session-executors.ts`) has exactly one entry for each kind, by its type, so an effect without an
 * executor does not compile.
 */
import type { CloseCode, CloudMessage, HealthMessage } from '@signet/protocol';
import type { Reported } from './reported.ts';
import type { SignOn } from './sign-on.ts';

export type SessionEffect =
  | { kind: 'send'; message: CloudMessage }
  /** In its turn, so that a pong says: all that came before is dealt with. */
  | { kind: 'pong'; data: Uint8Array }
  /** Answered by `verified`. */
  | { kind: 'verify'; jws: string; nonce: string }
  /** Takes the device's place in the presence; whoever held it is told that it is superseded. */
  | { kind: 'enter'; deviceId: string }
  | { kind: 'leave'; deviceId: string }
  /** Brings key, labels and a lapsed binding up to date with this sign-on. */
  | { kind: 'record-sign-on'; signOn: SignOn }
  /** Answered by `standing-read`. */
  | { kind: 'read-standing'; deviceId: string; bootId: string }
  | { kind: 'store-bound-ack'; deviceId: string; revision: number }
  /** Answered by `unbound-cleared`. */
  | { kind: 'clear-unbound'; deviceId: string }
  /** Answered by `enrol-answered`. */
  | { kind: 'enrol'; deviceId: string; token: string }
  | { kind: 'store-reported'; deviceId: string; reported: Reported }
  | { kind: 'store-health'; deviceId: string; health: HealthMessage }
  /** The device was in contact just now. */
  | { kind: 'touch'; deviceId: string }
  | { kind: 'close'; code: CloseCode; reason: string }
  /** Ends a connection whose peer does not answer our close. */
  | { kind: 'terminate' }
  | {
      kind: 'log';
      level: 'info' | 'warn' | 'error';
      /** Stable, kebab-case. */
      code: string;
      fields: Readonly<Record<string, unknown>>;
    };

export type SessionEffectKind = SessionEffect['kind'];
export type SessionEffectOf<Kind extends SessionEffectKind> = Extract<SessionEffect, { kind: Kind }>;

/**
 * One executor: `now` runs at once and cannot fail; `in-turn` runs after all earlier ones of its session have
 * settled, so that two readings of one device's rows never overtake each other.
 */
export type Executor<Effect, Session> =
  | { order: 'now'; run(effect: Effect, session: Session): void }
  | { order: 'in-turn'; run(effect: Effect, session: Session): void | Promise<void> };

export type SessionExecutors<Session> = {
  readonly [Kind in SessionEffectKind]: Executor<SessionEffectOf<Kind>, Session>;
};
