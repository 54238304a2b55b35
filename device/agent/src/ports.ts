/**
 * Every door between the agent's decisions and the world, on one page.
 *
 * Executors see these and nothing else of the world; adapters implement them and see nothing of the decisions.
 * A port speaks the product's words, reports expected outcomes as values, and throws only `OperationalError`.
 */
import type {
  BoundMessage,
  DeviceMessageInput,
  HelloClaims,
  Notice,
  Readings,
  UnboundReason,
} from '@signet/protocol';
import type { NetworkInterface, Screen, Trouble } from './screens/screen.ts';

/** An operational failure, thrown once, at the adapter that met it. `code` is stable and kebab-case. */
export class OperationalError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'OperationalError';
    this.code = code;
  }
}

/** What came of showing or checking. */
export interface Shown {
  /** Something was drawn; false when nothing had to change. */
  drawn: boolean;
  /** False where the screen is not to be seen: there is no device yet, or a newer screen took its place. */
  standing?: false;
}

/** Draws screens. Contract: `adapters/display-contract.ts`. */
export interface DisplayPort {
  /** Shows a screen; resolves when it is really there, or when it is known that it is not. */
  show(screen: Screen): Promise<Shown>;
  /** Looks whether what was drawn on is still there and draws again where it is not; absent where nothing can vanish. */
  check?(): Promise<Shown>;
  /** Leaves the last picture standing and lets go of the device. */
  close(): Promise<void>;
}

/** What a connection tells its owner, in order; nothing comes after `closed`. */
export interface ConnectionEvents {
  /** `cloudOverMonotonicMs`: the cloud's clock minus `performance.now()`, where it told the time. */
  opened(cloudOverMonotonicMs?: number): void;
  /** The text of one message, unparsed. */
  message(text: string): void;
  /** An answer to `ping`. */
  pong(): void;
  closed(how: { trouble: Trouble; detail: string }): void;
}

/** The one outbound connection to the cloud. */
export interface ConnectionPort {
  /** Starts to connect, ending any earlier connection without a word. */
  open(events: ConnectionEvents): void;
  send(message: DeviceMessageInput): void;
  ping(): void;
  /** Ends the connection at once; `closed` is not called. */
  close(): void;
}

/** The device's key. The private half never leaves the adapter. */
export interface IdentityPort {
  /** RFC 7638 thumbprint of the public key, base64url. */
  readonly deviceId: string;
  signHello(claims: HelloClaims): Promise<string>;
}

/** What the store remembers of a pairing session. */
export interface StoredPairing {
  bootId: string;
  pairingId: string;
  code: string;
  url: string;
  shortUrl: string;
}

/** What the store remembers of a binding: the last `bound` that was acknowledged, without its media token. */
export type StoredBinding = Omit<BoundMessage, 'type' | 'mediaToken'>;

/** Everything that outlives power. Each call has reached the disk when it returns. */
export interface StorePort {
  readPairing(): StoredPairing | null;
  writePairing(pairing: StoredPairing): void;
  readBinding(): StoredBinding | null;
  /** Also forgets the pairing session, in the same transaction. */
  writeBinding(binding: StoredBinding): void;
  /** Forgets the binding and remembers why it ended, until the next binding. */
  clearBinding(reason: UnboundReason): void;
  readUnboundReason(): UnboundReason | null;
  /** Notices not yet acknowledged, oldest first. */
  readNotices(): Notice[];
  addNotice(notice: Notice): void;
  clearNotices(): void;
  close(): void;
}

/** Watches the network's state and tells of each change, the first time at once. */
export interface NetworkPort {
  watch(changed: (interfaces: readonly NetworkInterface[]) => void): void;
  close(): void;
}

/** Tells now and then how much room is left for the device's data, the first time at once. */
export interface FreeSpacePort {
  watch(looked: (freeBytes: number) => void): void;
  close(): void;
}

/** One look at the machine; it leaves out what it cannot know. */
export interface Measured extends Omit<Readings, 'playerRestarts' | 'clockOffsetMs'> {
  /** Absent where no connector is known, or where the panel is none of the agent's business. */
  panelConnected?: boolean;
  /** Absent where there is no name to look up. */
  namesResolve?: boolean;
  /** `Date.now()` minus `performance.now()`: moves when the clock is set. */
  wallOverMonotonicMs: number;
}

/** Looks at the machine now and then, the first time at once. Contract: `adapters/machine/readings-contract.ts`. */
export interface ReadingsPort {
  watch(looked: (measured: Measured) => void): void;
  close(): void;
}

/** The account's content on this device, by SHA-256. */
export interface MediaPort {
  has(sha256: string): Promise<boolean>;
  /** Fetches and verifies one file; an expected failure is a value. `unauthorized` means that the token was refused. */
  fetch(
    media: { sha256: string; bytes: number },
    token: string,
    signal?: AbortSignal,
  ): Promise<{ ok: true } | { ok: false; code: string; detail: string }>;
  /** Removes everything that is not in `keep`. */
  removeAllBut(keep: ReadonlySet<string>): Promise<void>;
}

/**
 * What the player is to play; media is at `/media/<sha256>` of the local API. `start` and `reveal` are asked only where
 * the agent owns the player: there it begins unseen, and takes the panel when it is revealed.
 */
export interface PlayerPort {
  start(): Promise<void>;
  play(binding: StoredBinding): Promise<void>;
  reveal(): Promise<void>;
  stop(): Promise<void>;
}

/** The service manager. Nobody need be listening. */
export interface NotifyPort {
  /** The service has done what it was started for. */
  ready(): void;
  /** It still does its job; silence is answered by a restart. */
  watchdog(): void;
  /** One line for people. */
  status(text: string): void;
  stopping(): void;
}

/** Named timers on the monotonic clock. Starting one that runs starts it anew. */
export interface TimerPort {
  start(name: string, delayMs: number, fired: () => void): void;
  stop(name: string): void;
  close(): void;
}

/** Whoever may set this device's clock. The agent may not; it can only say that it doubts it. */
export interface ClockPort {
  /** `origin` has a certificate whose dates do not fit the clock. Returns when that has been said, not when it is mended. */
  doubt(origin: string): void;
}

/** Structured log lines; never a secret, never a key. */
export interface LogPort {
  log(level: 'info' | 'warn' | 'error', code: string, fields: Readonly<Record<string, unknown>>): void;
}
