/**
 * Everything the agent can do to the world, as data.
 *
 * An effect says what, never how; the executor table (`effects/executors.ts`) has exactly one entry for each
 * kind, by its type, so an effect without an executor does not compile.
 */
import type { DeviceMessageInput, HelloClaims, Media, Notice, UnboundReason } from '@signet/protocol';
import type { StoredBinding, StoredPairing } from '../ports.ts';
import type { Screen } from '../screens/screen.ts';

/** Timers by name; starting one that runs starts it anew. */
export type TimerName =
  | 'reconnect'
  | 'countdown'
  | 'handshake'
  | 'ping'
  | 'pong'
  | 'content-retry'
  | 'enrol-retry'
  | 'display-check'
  | 'player-watch'
  | 'player-retry'
  | 'player-steady';

export type Effect =
  | { kind: 'open-connection' }
  | { kind: 'close-connection' }
  /** `origin` has a certificate whose dates do not fit the clock. */
  | { kind: 'doubt-clock'; origin: string }
  | { kind: 'sign-on'; claims: HelloClaims }
  | { kind: 'send'; message: DeviceMessageInput }
  | { kind: 'ping' }
  | { kind: 'start-timer'; timer: TimerName; delayMs: number }
  | { kind: 'stop-timer'; timer: TimerName }
  /** Answered by `screen-shown`. */
  | { kind: 'show-screen'; screen: Screen }
  /** Answered by `display-checked`. */
  | { kind: 'check-display' }
  | { kind: 'store-pairing'; pairing: StoredPairing }
  /** Answered by `binding-stored` when it is on disk. */
  | { kind: 'store-binding'; binding: StoredBinding }
  /** Wipes the account's content too; answered by `binding-cleared` when it is gone from the disk. */
  | { kind: 'clear-binding'; reason: UnboundReason }
  | { kind: 'store-notice'; notice: Notice }
  | { kind: 'clear-notices' }
  /** Without a token only what is on disk counts. Answered by `content-progress` and one `content-settled`. */
  | { kind: 'load-content'; load: number; media: readonly Media[]; token: string | null }
  | { kind: 'keep-content'; sha256s: readonly string[] }
  | { kind: 'play'; binding: StoredBinding }
  /** Starts the unit in which the player runs; what to play was said by `play`. */
  | { kind: 'start-player' }
  /** The panel now belongs to the player, which shows something true. */
  | { kind: 'reveal-player' }
  /** Carried out when every screen shown before it stands, for that is what is seen next. */
  | { kind: 'stop-player' }
  /** To the service manager: the first picture stands; the job is being done; what shows, in one line. */
  | { kind: 'notify-ready' }
  | { kind: 'notify-watchdog' }
  | { kind: 'notify-status'; text: string }
  | {
      kind: 'log';
      level: 'info' | 'warn' | 'error';
      code: string;
      fields: Readonly<Record<string, unknown>>;
    };

export type EffectKind = Effect['kind'];

/** The effect of one kind. */
export type EffectOf<Kind extends EffectKind> = Extract<Effect, { kind: Kind }>;
