/**
 * What a screen says, apart from how it looks: the value that the core decides and every display draws.
 *
 * A screen is plain data with no picture, size or font in it, so that the framebuffer, the browser page, the
 * terminal and the tests show the same truth. It holds no secret: whoever can see the panel can see all of it.
 */
import type { EnrolRefusal, UnboundReason } from '@signet/protocol';

/** The labels that let a person tell this device from the one beside it. */
export interface DeviceLabels {
  model: string;
  serial: string;
  /** Version of the agent or of the release that carries it. */
  version: string;
}

/** Whether the cloud is within reach right now, in terms of what a person could check. */
export type Link =
  | { state: 'online' }
  | { state: 'connecting' }
  /** Retrying by itself; `trouble` says what went wrong last. */
  | { state: 'offline'; trouble: Trouble };

/** What stands between the device and the cloud. Each has its own sentence and its own advice. */
export type Trouble =
  | 'no-link'
  | 'no-address'
  | 'dns'
  | 'unreachable'
  | 'refused'
  | 'timed-out'
  | 'tls'
  /** The dates of the cloud's certificate and the clock of this device do not agree. */
  | 'clock'
  | 'not-a-cloud'
  | 'cloud-restarting'
  | 'sign-on-refused'
  | 'connection-lost';

/** Something worth a line on the screen, besides what the screen is about. */
export type Banner =
  | { kind: 'unbound'; reason: UnboundReason }
  | { kind: 'database-rebuilt' }
  | { kind: 'enrolling' }
  /** `again`: the device tries the same token once more by itself. */
  | { kind: 'enrol-refused'; reason: EnrolRefusal; again: boolean }
  | { kind: 'storage-full' };

/** When the next try to connect is due; the display may count down from it. */
export type NextTry = { state: 'now' } | { state: 'waiting'; inSeconds: number };

export type Screen =
  | { kind: 'starting'; device: DeviceLabels }
  /** No network at all: link or address is missing. */
  | {
      kind: 'no-network';
      device: DeviceLabels;
      trouble: 'no-link' | 'no-address';
      interfaces: readonly NetworkInterface[];
    }
  /** A network is there, the cloud is not yet, and there is no code to show. */
  | {
      kind: 'connecting';
      device: DeviceLabels;
      cloud: string;
      addresses: readonly string[];
      /** Null on the first try. */
      trouble: Trouble | null;
      nextTry: NextTry;
    }
  | {
      kind: 'pairing';
      device: DeviceLabels;
      /** What the QR holds, in QR alphanumeric characters. */
      url: string;
      /** `XXXX-XXXX`. */
      code: string;
      /** The address to type, such as `signet.example/pair`. */
      shortUrl: string;
      link: Link;
      banner: Banner | null;
    }
  /** The binding ended and a new code is on its way. */
  | { kind: 'unpaired'; device: DeviceLabels; reason: UnboundReason; link: Link }
  /** Bound; content is on its way. `total` 0 means that nothing is assigned. */
  | {
      kind: 'loading';
      device: DeviceLabels;
      account: string;
      name: string;
      ready: number;
      total: number;
      link: Link;
      /** Hardly any room is left on the device, which may be why not everything is ready. */
      storageFull?: true;
    }
  /** Handed over to the player, on displays where the player is somewhere else. */
  | { kind: 'playing'; device: DeviceLabels; account: string; name: string; playlist: string }
  /** The device cannot go on by itself; `code` is stable, the sentences are for people. */
  | { kind: 'error'; device: DeviceLabels; code: string; title: string; detail: string; action: string };

/** One network interface as a technician would name it. */
export interface NetworkInterface {
  name: string;
  /** Whether the kernel reports a carrier; null where it cannot tell. */
  carrier: boolean | null;
  addresses: readonly string[];
}

/** Pixels, after rotation has been taken into account: what a person in front of the panel sees. */
export interface Geometry {
  widthPx: number;
  heightPx: number;
}

/** Degrees clockwise by which the panel is mounted away from upright. */
export type Rotation = 0 | 90 | 180 | 270;
