/**
 * Everything that can happen to the agent.
 *
 * What is random or depends on I/O comes inside the event (`random` is uniform in [0, 1)), so that the core
 * stays a function and every run can be replayed.
 */
import type { CloudMessage, Parsed } from '@signet/protocol';
import type { Measured } from '../ports.ts';
import type { NetworkInterface, Trouble } from '../screens/screen.ts';
import type { EffectKind, TimerName } from './effects.ts';

export type AgentEvent =
  | { kind: 'started' }
  | { kind: 'network-changed'; interfaces: readonly NetworkInterface[] }
  | { kind: 'storage-looked'; freeBytes: number }
  | { kind: 'health-looked'; measured: Measured }
  /** `cloudOverMonotonicMs`: the cloud's clock minus the monotonic one, where it told the time. */
  | { kind: 'connection-opened'; cloudOverMonotonicMs?: number }
  | { kind: 'message-received'; parsed: Parsed<CloudMessage> }
  | { kind: 'pong-received' }
  | { kind: 'connection-closed'; trouble: Trouble; detail: string; random: number }
  | { kind: 'timer-fired'; timer: TimerName; random: number }
  | { kind: 'binding-stored'; revision: number }
  | { kind: 'binding-cleared' }
  | { kind: 'content-progress'; load: number; ready: number; total: number }
  | {
      kind: 'content-settled';
      load: number;
      ready: readonly string[];
      missing: readonly string[];
      tokenRefused: boolean;
    }
  | { kind: 'content-fetch-failed'; sha256: string; code: string; detail: string }
  | { kind: 'player-reported'; report: PlayerReport }
  /** The picture on the player's page has advanced. */
  | { kind: 'player-alive' }
  /** Whether the unit in which the player runs has processes. */
  | { kind: 'player-unit-changed'; running: boolean }
  /** `standing` is whether the newest screen is on every display there is to be. */
  | { kind: 'screen-shown'; standing: boolean }
  | { kind: 'display-checked'; standing: boolean }
  /** An adapter could not do what an effect asked; `code` is the adapter's stable code. */
  | { kind: 'effect-failed'; effect: EffectKind; code: string; detail: string };

/** What the player tells of itself. */
export type PlayerReport =
  | { type: 'first-frame'; playlistId: string }
  | { type: 'item-failed'; playlistId: string; itemId: string; detail: string };

/** The event of one kind. */
export type EventOf<Kind extends AgentEvent['kind']> = Extract<AgentEvent, { kind: Kind }>;
