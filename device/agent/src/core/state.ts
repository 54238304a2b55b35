/**
 * Everything the agent knows, as one value.
 *
 * It holds facts, not pictures or plans: the screen is derived from it (`screen-of.ts`) and so cannot disagree
 * with it. No clock and no handle is in here; two equal states behave alike, which is what makes the core
 * replayable in tests.
 */
import type { Notice, UnboundReason } from '@signet/protocol';
import type { StoredBinding, StoredPairing } from '../ports.ts';
import type { DeviceLabels, NetworkInterface, Trouble } from '../screens/screen.ts';
import { type Enrolment, initialEnrolment } from './enrolment.ts';
import { type Health, initialHealth } from './health.ts';

/** Where the connection to the cloud stands. */
export type Link =
  /** Being opened; nothing is known yet of this try. */
  | { phase: 'opening' }
  /** Open, waiting for the challenge and for what the cloud says of us. */
  | { phase: 'signing-on' }
  /** The cloud has said what we are to it. */
  | { phase: 'online' }
  /** Closed; the reconnect timer runs. */
  | { phase: 'waiting'; secondsLeft: number };

/** The account's content on this device. */
export interface Content {
  /** Names the load under way, so that the results of an older one are told apart. */
  load: number;
  phase: 'none' | 'loading' | 'settled';
  ready: number;
  total: number;
  /** How many loads in a row have ended with something missing. */
  failures: number;
  /** The cloud refused the media token: a new one comes with the next sign-on. */
  tokenRefused: boolean;
}

/** The unit in which the player runs, on a device that has one. */
export interface PlayerUnit {
  /** It has processes, by the last look. */
  running: boolean;
  /** It was told to stop and still runs. */
  stopping: boolean;
  /** Its page has given a sign of life in this run. */
  pageSeen: boolean;
  /** Runs in a row that went wrong. */
  failures: number;
}

export interface State {
  readonly device: DeviceLabels;
  readonly deviceId: string;
  readonly bootId: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Origin, such as `https://signet.example`. */
  readonly cloud: string;
  /** Null until the first look at the network. */
  readonly interfaces: readonly NetworkInterface[] | null;
  readonly link: Link;
  /** What went wrong last, until the cloud has answered again. */
  readonly trouble: Trouble | null;
  /** Tries to connect since the cloud last answered. */
  readonly attempts: number;
  /** What the cloud asked for before it closed, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** A ping is out and unanswered. */
  readonly awaitingPong: boolean;
  readonly pairing: StoredPairing | null;
  readonly enrolment: Enrolment;
  readonly binding: StoredBinding | null;
  /** Sent to the disk and not yet known to be there. */
  readonly pendingBinding: StoredBinding | null;
  readonly unboundReason: UnboundReason | null;
  readonly mediaToken: string | null;
  readonly content: Content;
  /** `waiting`: it failed, and the retry timer runs. */
  readonly player: 'stopped' | 'starting' | 'playing' | 'waiting';
  /** Null where whatever browser has the page open plays. */
  readonly unit: PlayerUnit | null;
  /** What the player was last given: the binding with the items that are on the device. */
  readonly given: StoredBinding | null;
  /** Not yet known to have reached the cloud. */
  readonly notices: readonly Notice[];
  /** The notices were sent, and the next pong proves that they arrived. */
  readonly noticesSent: boolean;
  /** Worth a banner while this process lives. */
  readonly databaseRebuilt: boolean;
  /** Hardly any room is left for the device's data. */
  readonly storageFull: boolean;
  /** What the cloud was last told that we show. */
  readonly reported: string | null;
  /** What warnings are concluded from. */
  readonly health: Health;
  /** What the service manager knows. */
  readonly service: { ready: boolean; checksLeft: number; status: string | null };
  /** The device cannot go on; shown instead of everything else. */
  readonly fault: { code: string; title: string; detail: string; action: string } | null;
}

/** What is known when the process starts. */
export interface Beginning {
  device: DeviceLabels;
  deviceId: string;
  bootId: string;
  versions: Readonly<Record<string, string>>;
  cloud: string;
  pairing: StoredPairing | null;
  binding: StoredBinding | null;
  unboundReason: UnboundReason | null;
  notices: readonly Notice[];
  /** By which the device enrols itself while it is nobody's. */
  provisioningToken?: string | null;
  /** The player runs in a unit of this device that the agent starts and stops. */
  ownsPlayer?: boolean;
  /** An earlier agent of this boot was not stopped in good order. */
  agentKilled?: boolean;
}

export function initialState({
  provisioningToken = null,
  ownsPlayer = false,
  agentKilled = false,
  ...beginning
}: Beginning): State {
  return {
    ...beginning,
    // A code of an earlier boot is dead at the cloud, or will be at the next sign-on: never show it as if it were live.
    pairing: beginning.pairing?.bootId === beginning.bootId ? beginning.pairing : null,
    enrolment: initialEnrolment(provisioningToken),
    interfaces: null,
    link: { phase: 'opening' },
    trouble: null,
    attempts: 0,
    retryAfterMs: null,
    awaitingPong: false,
    pendingBinding: null,
    mediaToken: null,
    content: { load: 0, phase: 'none', ready: 0, total: 0, failures: 0, tokenRefused: false },
    player: 'stopped',
    unit: ownsPlayer ? { running: false, stopping: false, pageSeen: false, failures: 0 } : null,
    given: null,
    noticesSent: false,
    databaseRebuilt: beginning.notices.some((notice) => notice.code === 'database-rebuilt'),
    storageFull: false,
    reported: null,
    health: initialHealth(agentKilled),
    service: { ready: false, checksLeft: 1, status: null },
    fault: null,
  };
}
