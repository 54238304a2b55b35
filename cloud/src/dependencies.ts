/**
 * What the cloud's parts are given, and nothing of how it is made.
 *
 * `main.ts` makes the real ones and tests make theirs; no part reaches for a clock, a random source, a
 * database or a logger of its own, because that is what makes each of them testable without the others.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { MediaStore } from './content/media-store.ts';
import type { Schema } from './database/schema.ts';
import type { DeviceBus } from './devices/device-bus.ts';
import type { DeviceNewsBus } from './events/device-news.ts';
import type { Feeds } from './events/feeds.ts';
import type { Identity } from './identity/identity.ts';
import type { ApiKeys } from './identity/keys/api-keys.ts';
import type { SignIn } from './identity/sign-in/sign-in.ts';
import type { MailOutbox } from './mail/outbox.ts';

/** Whether a device holds a connection right now. */
export interface Presence {
  isOnline(deviceId: string): boolean;
}

/** The settings that capabilities decide by; the rest of the settings stays with `main.ts`. */
export interface PolicySettings {
  /** How long a pairing session outlives its device's last contact. */
  pairingGraceMs: number;
  /** How long the user who claimed a device may take it back. */
  undoWindowMs: number;
  /** How long a removal can be undone, and its device hears nothing of it. */
  removalGraceMs: number;
  /** How long a paired device may stay away before its binding lapses; null: never. */
  lapseAfterMs: number | null;
  /** How long a media token is good. */
  mediaTokenMs: number;
  /** How large an uploaded file may be. */
  mediaMaxBytes: number;
  /** How much an account may keep; null: no limit. */
  mediaQuotaBytes: number | null;
}

/** What the device sockets need: everything but the presence, which they are. */
export interface SocketDependencies {
  /** Our own tables, in camelCase. better-auth's tables are reached through `identity`. */
  db: Kysely<Schema>;
  /** Milliseconds since 1970. */
  clock(): number;
  /** Cryptographically secure random bytes. */
  randomBytes(size: number): Uint8Array;
  log: Logger;
  /** Origin under which people and devices reach the cloud: scheme, host, port; no slash at its end. */
  publicUrl: string;
  /** `publicUrl` and the additional origins: what a browser's `Origin` or a device's sign-on may name. */
  origins: readonly string[];
  /** The true client address, from the peer's address and `X-Forwarded-For`, by the list of trusted proxies. */
  clientAddress(peerAddress: string | undefined, forwardedFor: string | undefined): string;
  deviceBus: DeviceBus;
  newsBus: DeviceNewsBus;
  identity: Identity;
  mediaStore: MediaStore;
  /** HS256 key of the media tokens, 32 bytes. */
  mediaTokenKey: Uint8Array;
  settings: PolicySettings;
}

export interface Dependencies extends SocketDependencies {
  presence: Presence;
  feeds: Feeds;
  mail: CloudMail | null;
  signIn: SignIn;
  keys: ApiKeys;
}

/** How this cloud sends mails; null where it cannot, and what needs a mail says so. */
export interface CloudMail {
  outbox: MailOutbox;
  /** Whether an address must be confirmed before it can be used to sign in. */
  confirmsAddresses: boolean;
  /** Whether `/demo/mails` shows them. */
  showsPage: boolean;
}
