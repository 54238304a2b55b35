/**
 * What follows from each message of the cloud.
 *
 * What the cloud is told to be done has reached the disk first: the acknowledgement is an effect of the
 * `...-stored` event, never of the message (DESIGN section 2, invariant 2). Only `unbound` ends a binding.
 */
import { type BoundMessage, type CloudMessage, capability } from '@signet/protocol';
import type { StoredBinding } from '../ports.ts';
import { online } from './connection.ts';
import { reloadContent } from './content.ts';
import type { Decision } from './decide.ts';
import type { Effect } from './effects.ts';
import { askToEnrol, enrolRefused, withoutAnswer } from './enrolment.ts';
import { equal } from './equal.ts';
import type { EventOf } from './events.ts';
import { playNothing, stopPlaying } from './player.ts';
import type { State } from './state.ts';

export function messageReceived(state: State, event: EventOf<'message-received'>): Decision {
  const { parsed } = event;
  switch (parsed.outcome) {
    case 'message':
      return known(state, parsed.message);
    case 'unknown-type':
      return { state, effects: [log('info', 'message-unknown', { type: parsed.type })] };
    case 'malformed':
      // One bad message costs itself and nothing else: what was shown and stored stays as it is.
      return {
        state,
        effects: [log('warn', 'message-malformed', { problem: parsed.problem, detail: parsed.detail })],
      };
    default:
      return parsed satisfies never;
  }
}

function known(state: State, message: CloudMessage): Decision {
  switch (message.type) {
    case 'challenge':
      return { state, effects: [signOn(state, message.nonce)] };
    case 'pairing':
      return pairing(state, message);
    case 'bound':
      return bound(state, message);
    case 'unbound':
      return unbound(state, message);
    case 'closing':
      return { state: { ...state, retryAfterMs: message.retryAfterMs ?? 2_000 }, effects: [] };
    case 'command':
      return {
        state,
        effects: [
          {
            kind: 'send',
            message: {
              type: 'command-result',
              id: message.id,
              outcome: 'refused',
              code: 'unknown-command',
              detail: message.command.kind,
            },
          },
        ],
      };
    case 'enrol-refused':
      return enrolRefused(state, message);
    case 'command-done':
      return { state, effects: [] };
    default:
      return message satisfies never;
  }
}

function signOn(state: State, nonce: string): Effect {
  const { cloud: origin, bootId, versions } = state;
  const { model, serial } = state.device;
  return {
    kind: 'sign-on',
    claims: { nonce, origin, capability, bootId, model, serial, versions: { ...versions } },
  };
}

function pairing(state: State, message: Extract<CloudMessage, { type: 'pairing' }>): Decision {
  const standing = online(state);
  if (state.binding !== null) {
    // The cloud does not know us, perhaps from an old backup. That is no authenticated word that we were let go.
    return { ...standing, effects: [...standing.effects, log('warn', 'binding-unknown-to-cloud', {})] };
  }
  const { pairingId, code, url, shortUrl } = message;
  const stored = { bootId: state.bootId, pairingId, code, url, shortUrl };
  const effects: Effect[] = equal(stored, state.pairing) ? [] : [{ kind: 'store-pairing', pairing: stored }];
  return askToEnrol({
    state: { ...standing.state, pairing: stored },
    effects: [...standing.effects, ...effects],
  });
}

function bound(state: State, message: BoundMessage): Decision {
  const standing = online(state);
  const mediaToken = message.mediaToken ?? state.mediaToken;
  const next: State = { ...withoutAnswer(standing.state), mediaToken };
  const binding = toStored(message);
  // One that is being given up (`unboundReason`) is stored anew, which keeps it after all.
  if (equal(binding, state.binding) && state.unboundReason === null) {
    const content = reloadContent(next);
    return { state: content.state, effects: [...standing.effects, ack(binding), ...content.effects] };
  }
  return {
    state: { ...next, pendingBinding: binding },
    effects: [...standing.effects, { kind: 'store-binding', binding }],
  };
}

export function bindingStored(state: State, event: EventOf<'binding-stored'>): Decision {
  const binding = state.pendingBinding;
  if (binding === null || binding.desired.revision !== event.revision) return { state, effects: [] };
  const next: State = { ...state, binding, pendingBinding: null, pairing: null, unboundReason: null };
  const content = reloadContent(next);
  return { state: content.state, effects: [ack(binding), ...content.effects] };
}

function unbound(state: State, message: Extract<CloudMessage, { type: 'unbound' }>): Decision {
  const standing = online(state);
  const stopped = stopPlaying(standing.state);
  return {
    state: {
      ...stopped.state,
      unboundReason: message.reason,
      // What a load under way still brings must not start the player again.
      content: { ...state.content, load: state.content.load + 1, phase: 'none' },
    },
    effects: [
      ...standing.effects,
      log('warn', 'unbound', { reason: message.reason }),
      { kind: 'stop-timer', timer: 'content-retry' },
      ...stopped.effects,
      { kind: 'clear-binding', reason: message.reason },
    ],
  };
}

export function bindingCleared(state: State): Decision {
  const cleared: State = {
    ...state,
    binding: null,
    pendingBinding: null,
    pairing: null,
    mediaToken: null,
    // The number goes on, so that what an older load still reports is told apart.
    content: {
      load: state.content.load + 1,
      phase: 'none',
      ready: 0,
      total: 0,
      failures: 0,
      tokenRefused: false,
    },
  };
  const stopped = playNothing(cleared);
  return {
    state: stopped.state,
    effects: [
      { kind: 'stop-timer', timer: 'content-retry' },
      { kind: 'send', message: { type: 'unbound-ack' } },
      ...stopped.effects,
    ],
  };
}

function toStored(message: BoundMessage): StoredBinding {
  return { account: message.account, name: message.name, desired: message.desired };
}

function ack(binding: StoredBinding): Effect {
  return { kind: 'send', message: { type: 'bound-ack', revision: binding.desired.revision } };
}

function log(level: 'info' | 'warn', code: string, fields: Record<string, unknown>): Effect {
  return { kind: 'log', level, code, fields };
}
