/**
 * The shape of every table that is ours, as Kysely sees it.
 *
 * Columns are snake_case in the database and camelCase here (CamelCasePlugin). Only types that SQLite and
 * PostgreSQL share are used: text, integer (64 bits), and JSON as text. Every time is milliseconds since 1970
 * by the cloud's clock. Tables of better-auth (user, session, organization, member, ...) are its own; ours
 * refer to them by ID only. An account is an `organization` row there.
 */
import type { Generated } from 'kysely';

/** What the cloud knows of a key that signed on, bound or not. Holds nothing that could be stolen. */
export interface DeviceKeyTable {
  /** RFC 7638 thumbprint of `publicJwk`. */
  deviceId: string;
  /** JSON. */
  publicJwk: string;
  model: string;
  serial: string;
  /** JSON object of name to version. */
  versions: string;
  capability: number;
  bootId: string;
  firstSeenAt: number;
  /** Coalesced: may lag by about a minute while the device is connected. */
  lastSeenAt: number;
  /** Why the last binding ended, until the device has acknowledged it. */
  unboundReason: string | null;
  /** JSON of the last `reported` message. */
  reported: string | null;
  /** `showing` of the last `reported` message, for filters; null where `reported` is. */
  showing: string | null;
  /** Since when it has been connected; null while it is not. Written about a second late (`contact-writer.ts`). */
  onlineSince: number | null;
  /** JSON of what it last measured, and when that was. */
  readings: string | null;
  readingsAt: number | null;
  /** `model` and all labels, as `devices/order-text.ts` makes them. */
  modelOrder: string;
  searchText: string;
}

/** A device's binding to an account. At most one for each key. */
export interface BindingTable {
  deviceId: string;
  accountId: string;
  kind: 'paired' | 'provisioned';
  name: string;
  location: string;
  /** Grows with each change that the device must hear of. */
  revision: number;
  ackedRevision: number | null;
  boundAt: number;
  boundByUserId: string | null;
  /** The pairing session that made it, for undo and for repeated claims. */
  pairingId: string | null;
  /** `name` and `location`, and both, as `devices/order-text.ts` makes them. */
  nameOrder: string;
  locationOrder: string;
  searchText: string;
  /** JSON of the network settings that the account wants of the device, or null. */
  network: string | null;
  /** Since when it is being removed; it can be kept, and the device knows nothing of it, until the grace has passed. */
  removingAt: number | null;
  /** JSON list of the device IDs whose place it has taken, the latest first; null: none. */
  predecessors: string | null;
}

/** A tag on a device; goes with the binding. */
export interface DeviceTagTable {
  deviceId: string;
  accountId: string;
  /** The fold of `tag`, which tells tags apart. */
  tagKey: string;
  tag: string;
}

export type PairingEnd = 'claimed' | 'superseded' | 'expired';

/** One pairing session. At most one live (not ended) for each key; a code is unique among the live ones. */
export interface PairingSessionTable {
  pairingId: string;
  code: string;
  deviceId: string;
  bootId: string;
  createdAt: number;
  lastContactAt: number;
  endedAt: number | null;
  endReason: PairingEnd | null;
  claimedByUserId: string | null;
  claimedAccountId: string | null;
}

/** What typed codes have cost, by window of time; read and written by `enrolment/claim-limiter.ts` alone. */
export interface ClaimTryTable {
  budget: string;
  /** User, address block, or empty where the budget is everyone's. */
  subject: string;
  /** Milliseconds since 1970, a multiple of the budget's window. */
  windowStart: number;
  points: number;
}

/** What an account has besides its better-auth organization row. */
export interface AccountSettingsTable {
  accountId: string;
  /** Null: no limit. */
  deviceLimit: number | null;
  defaultPlaylistId: string | null;
  createdAt: number;
  /** 0 or 1, like the two below: whoever scans a code confirms, however they came in. */
  alwaysConfirm: Generated<number>;
  /** Only who signed in by two factors, a passkey or the company's sign-on acts in the account. */
  mfaRequired: Generated<number>;
  /** No device is removed and the account not closed. */
  deletionLock: Generated<number>;
  /** Days a paired device may stay away; 0: for ever; null: as the cloud is set up. */
  lapseDays: number | null;
  /** Only the audit log is left of it. */
  closedAt: number | null;
}

export interface PlaylistTable {
  playlistId: string;
  accountId: string;
  name: string;
  createdAt: number;
  updatedAt: number;
  /** Grows with each change of it. */
  version: Generated<number>;
}

export interface PlaylistItemTable {
  itemId: string;
  playlistId: string;
  position: number;
  kind: 'picture' | 'page' | 'video' | 'web';
  name: string;
  durationMs: number;
  /** Of all but web addresses. */
  sha256: string | null;
  /** Of a web address. */
  url: string | null;
}

/** What a device plays whatever its tags and its account say; goes with the binding. */
export interface DevicePlaylistTable {
  deviceId: string;
  accountId: string;
  playlistId: string;
}

/** What devices of a tag play in place of the account's default, the tag with the lowest position first. */
export interface TagPlaylistTable {
  accountId: string;
  /** The fold of `tag`, which tells tags apart. */
  tagKey: string;
  tag: string;
  playlistId: string;
  position: number;
}

/** A file by its content. The bytes are in the media store. */
export interface MediaTable {
  sha256: string;
  bytes: number;
  type: string;
  createdAt: number;
  /** In pixels; null where the file does not say, as of pages. */
  width: Generated<number | null>;
  height: Generated<number | null>;
  /** Of a film. */
  durationMs: Generated<number | null>;
}

/** Which account holds which file, under which name. */
export interface AccountMediaTable {
  accountId: string;
  sha256: string;
  name: string;
  createdAt: number;
  /** Since when it can only be had back; null while it is there. */
  deletedAt: Generated<number | null>;
}

/** What an API key of better-auth's is worth; without such a row it is worth nothing. */
export interface ApiKeyGrantTable {
  /** better-auth's ID of the key. */
  keyId: string;
  accountId: string;
  /** Who made it, and on whose behalf it acts. */
  userId: string;
  name: string;
  /** At most; less where its maker has become less. */
  role: string;
  createdAt: number;
}

/** What enrols devices without a person. Its text is kept by nobody but whoever was shown it. */
export interface ProvisioningTokenTable {
  tokenId: string;
  accountId: string;
  name: string;
  /** SHA-256 of the text, in hex. */
  secretHash: string;
  /** The first characters of the text, by which it is recognised on a stick. */
  start: string;
  createdAt: number;
  /** What its maker was called then. */
  createdBy: string;
  /** Null: never. */
  expiresAt: number | null;
  /** Null: any number. */
  maxUses: number | null;
  /** Devices that it has enrolled; one that returns is not counted again. */
  uses: number;
  pausedAt: number | null;
  revokedAt: number | null;
  /** JSON list of serials and prefixes (`NP-*`); null: any device. */
  serials: string | null;
  /** JSON list. */
  tags: string;
  location: string;
  namePattern: string;
  /** Null: the account's own. */
  playlistId: string | null;
  /** JSON, or null. */
  network: string | null;
  /** 0 or 1: a device that was removed or reset comes back into its own row. */
  allowReturn: number;
}

/** One device that a token has enrolled. */
export interface ProvisioningUseTable {
  tokenId: string;
  deviceId: string;
  accountId: string;
  at: number;
  /** The how-manieth of the token it was: the `{n}` of its name. */
  number: number;
  /** As it was named then, like the labels below. */
  name: string;
  model: string;
  serial: string;
  address: string | null;
}

/** What a token has refused, one row for each device and reason however often it tried. */
export interface ProvisioningRefusalTable {
  tokenId: string;
  deviceId: string;
  reason: string;
  accountId: string;
  model: string;
  serial: string;
  address: string | null;
  firstAt: number;
  lastAt: number;
  times: number;
}

/** A device that people of the account have removed, as it was: no token enrols it again unless told to. */
export interface RemovedDeviceTable {
  accountId: string;
  deviceId: string;
  serial: string;
  name: string;
  location: string;
  /** JSON list. */
  tags: string;
  removedAt: number;
}

/** Who did what, written in the transaction of the change itself. */
export interface AuditTable {
  auditId: string;
  at: number;
  accountId: string;
  actorKind: 'user' | 'api-key' | 'device' | 'system' | 'token';
  actorId: string | null;
  /** Of a key, the person behind it. */
  userId: string | null;
  /** What the actor was called then, since people come and go. */
  actorName: string | null;
  /** The session by which it was done; none for a key. */
  sessionId: string | null;
  /** Such as `device.claimed`, `device.removed`, `pairing.undone`, `device.renamed`. */
  action: string;
  subjectKind:
    | 'device'
    | 'account'
    | 'playlist'
    | 'media'
    | 'api-key'
    | 'member'
    | 'invitation'
    | 'sign-on'
    | 'token';
  subjectId: string;
  /** What it was called then. */
  subjectName: string | null;
  address: string | null;
  /** JSON, or null. */
  before: string | null;
  after: string | null;
}

/** A mail that was decided on. Its sender is the only one who changes it. */
export interface MailOutboxTable {
  id: string;
  /** What it is for, such as `confirm-address`. */
  kind: string;
  toAddress: string;
  subject: string;
  /** Empty once the mail is sent or given up. */
  text: string;
  html: string;
  /** On whose behalf, where on any account's. */
  accountId: string | null;
  createdAt: number;
  /** Null: sent or given up. */
  nextTryAt: number | null;
  tries: number;
  sentAt: number | null;
  failedAt: number | null;
  /** Code of the last failure. */
  error: string | null;
}

/** One sign-in of a person, or a try at it that failed. */
export interface SignInTable {
  id: string;
  userId: string;
  at: number;
  /** `password`, `passkey`, `two-factor`, `mail`, or the name of an identity provider. */
  method: string;
  outcome: 'signed-in' | 'refused';
  address: string | null;
  userAgent: string | null;
}

/** What is wrong with a device, by its own last word. */
export interface DeviceWarningTable {
  deviceId: string;
  code: string;
  detail: string | null;
  since: number;
}

/** Something that came or went: the device itself, or a warning. Under the account that had it then. */
export interface HealthChangeTable {
  deviceId: string;
  accountId: string;
  at: number;
  what: 'online' | 'offline' | 'raised' | 'closed';
  code: string | null;
  detail: string | null;
}

export interface Schema {
  deviceKey: DeviceKeyTable;
  binding: BindingTable;
  deviceTag: DeviceTagTable;
  pairingSession: PairingSessionTable;
  accountSettings: AccountSettingsTable;
  playlist: PlaylistTable;
  playlistItem: PlaylistItemTable;
  devicePlaylist: DevicePlaylistTable;
  tagPlaylist: TagPlaylistTable;
  media: MediaTable;
  accountMedia: AccountMediaTable;
  audit: AuditTable;
  apiKeyGrant: ApiKeyGrantTable;
  claimTry: ClaimTryTable;
  mailOutbox: MailOutboxTable;
  signIn: SignInTable;
  deviceWarning: DeviceWarningTable;
  healthChange: HealthChangeTable;
  provisioningToken: ProvisioningTokenTable;
  provisioningUse: ProvisioningUseTable;
  provisioningRefusal: ProvisioningRefusalTable;
  removedDevice: RemovedDeviceTable;
}
