/**
 * Decides everything about one device's connection: `decide(state, event) -> { state, effects }`, total and pure.
 *
 * Signs the device on, then reconciles: reads what the rows say of the device, tells it if that is news, and
 * reads again when somebody says that something changed. It never acts on the content of a change, so a change
 * that is lost, doubled or late can delay a device and never mislead it. It must never tell a device that it is
 * unbound for any reason but a row that says so.
 */
import {
  capability,
  closeCodes,
  type DeviceMessage,
  maxMessageBytes,
  parseDeviceMessage,
  silenceTimeoutMs,
} from '@signet/protocol';
import type { SessionEffect } from './session-effects.ts';
import type { DeviceStanding, EnrolAnswer, SessionEvent } from './session-events.ts';
import { isNews, saying, type Told, toldOf } from './telling.ts';
import { fullBucket, type TokenBucket, takeToken } from './token-bucket.ts';

/** From the opened connection to a verified sign-on. */
export const signOnTimeoutMs = 10_000;
/** How long a peer may take to answer our close. */
export const closeTimeoutMs = 2_000;
/** What a device is asked to wait for when the cloud stops in good order or is in trouble. */
export const restartRetryMs = 2_000;
export const troubleRetryMs = 10_000;

interface SigningOn {
  phase: 'signing-on';
  nonce: string;
  isVerifying: boolean;
  deadlineAtMs: number;
  bucket: TokenBucket;
}

interface SignedOn {
  phase: 'signed-on';
  deviceId: string;
  bootId: string;
  told: Told | null;
  /** `outdated`: something changed while the rows were being read, so they are read once more. */
  reading: 'idle' | 'under-way' | 'outdated';
  heardAtMs: number;
  touchDueAtMs: number;
  bucket: TokenBucket;
}

export type SessionState =
  | { phase: 'new'; touchIntervalMs: number }
  | (SigningOn & { touchIntervalMs: number })
  | (SignedOn & { touchIntervalMs: number })
  | { phase: 'closing'; terminateAtMs: number }
  | { phase: 'gone' };

type Open = Extract<SessionState, { phase: 'signing-on' | 'signed-on' }>;
type Signed = Extract<SessionState, { phase: 'signed-on' }>;

export interface Decision {
  state: SessionState;
  effects: readonly SessionEffect[];
}

/** `touchIntervalMs`: how often a connected device's last contact is written down. */
export function newSession(touchIntervalMs: number): SessionState {
  return { phase: 'new', touchIntervalMs };
}

export function decide(state: SessionState, event: SessionEvent): Decision {
  switch (event.kind) {
    case 'opened':
      return open(state, event.nonce, event.atMs);
    case 'text-received':
      return heard(state, event.atMs, (next) => receive(next, event.text, event.atMs));
    case 'binary-received':
      return heard(state, event.atMs, (next) => malformed(next, 'messages are text', event.atMs));
    case 'ping-received':
      return heard(state, event.atMs, (next) => ({
        state: next,
        effects: [{ kind: 'pong', data: event.data }],
      }));
    case 'frame-refused':
      return event.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
        ? shut(state, 'tooLarge', `a message may have ${maxMessageBytes} bytes`, event.atMs)
        : shut(state, 'malformed', event.code, event.atMs);
    case 'verified':
      return verified(state, event);
    case 'standing-read':
      return state.phase === 'signed-on' ? tell(state, event.standing) : unmoved(state);
    case 'changed':
      return state.phase === 'signed-on' ? look(state) : unmoved(state);
    case 'unbound-cleared':
      return state.phase === 'signed-on' ? look({ ...state, told: null }) : unmoved(state);
    case 'enrol-answered':
      return state.phase === 'signed-on' ? answerEnrol(state, event.answer) : unmoved(state);
    case 'superseded':
      return shut(state, 'superseded', 'the same key signed on again', event.atMs);
    case 'shutting-down':
      return shutWithNotice(state, 'The cloud restarts.', restartRetryMs, event.atMs);
    case 'effect-failed':
      return shutWithNotice(state, 'The cloud has trouble.', troubleRetryMs, event.atMs);
    case 'tick':
      return tick(state, event.atMs);
    case 'dropped':
      return { state: { phase: 'gone' }, effects: state.phase === 'signed-on' ? farewell(state) : [] };
    default:
      return event satisfies never;
  }
}

function open(state: SessionState, nonce: string, atMs: number): Decision {
  if (state.phase !== 'new') return unmoved(state);
  return {
    state: {
      phase: 'signing-on',
      nonce,
      isVerifying: false,
      deadlineAtMs: atMs + signOnTimeoutMs,
      bucket: fullBucket(atMs),
      touchIntervalMs: state.touchIntervalMs,
    },
    effects: [{ kind: 'send', message: { type: 'challenge', nonce, capability } }],
  };
}

/** Everything a peer sends counts: as a sign of life, and against the flood limit. */
function heard(state: SessionState, atMs: number, then: (next: Open) => Decision): Decision {
  if (state.phase !== 'signing-on' && state.phase !== 'signed-on') return unmoved(state);
  const bucket = takeToken(state.bucket, atMs);
  if (bucket === null) return shut(state, 'flood', 'too many messages in too short a time', atMs);
  return then(state.phase === 'signed-on' ? { ...state, bucket, heardAtMs: atMs } : { ...state, bucket });
}

function receive(state: Open, text: string, atMs: number): Decision {
  const parsed = parseDeviceMessage(text);
  switch (parsed.outcome) {
    case 'unknown-type':
      // A newer device may say in good faith what this cloud does not know yet.
      return unmoved(state);
    case 'malformed':
      return parsed.problem === 'too-large'
        ? shut(state, 'tooLarge', parsed.detail, atMs)
        : malformed(state, parsed.detail, atMs);
    case 'message':
      return state.phase === 'signing-on'
        ? signOn(state, parsed.message, atMs)
        : understand(state, parsed.message, atMs);
    default:
      return parsed satisfies never;
  }
}

function signOn(state: Open & SigningOn, message: DeviceMessage, atMs: number): Decision {
  if (message.type !== 'hello') return malformed(state, 'sign on first', atMs);
  if (state.isVerifying) return malformed(state, 'sign on once', atMs);
  return {
    state: { ...state, isVerifying: true },
    effects: [{ kind: 'verify', jws: message.jws, nonce: state.nonce }],
  };
}

function verified(state: SessionState, event: Extract<SessionEvent, { kind: 'verified' }>): Decision {
  if (state.phase !== 'signing-on') return unmoved(state);
  const { reading, atMs } = event;
  if (reading.outcome === 'refused') {
    return shut(state, 'signOnRefused', `${reading.reason}: ${reading.detail}`, atMs);
  }
  const { deviceId, claims } = reading.signOn;
  const { bootId, model, serial } = claims;
  const next: SessionState = {
    phase: 'signed-on',
    deviceId,
    bootId,
    told: null,
    reading: 'under-way',
    heardAtMs: atMs,
    touchDueAtMs: atMs + state.touchIntervalMs,
    bucket: state.bucket,
    touchIntervalMs: state.touchIntervalMs,
  };
  return {
    state: next,
    effects: [
      { kind: 'enter', deviceId },
      { kind: 'record-sign-on', signOn: reading.signOn },
      { kind: 'read-standing', deviceId, bootId },
      log('device-signed-on', { deviceId, model, serial }),
    ],
  };
}

function understand(state: Signed, message: DeviceMessage, atMs: number): Decision {
  const { deviceId, told } = state;
  switch (message.type) {
    case 'hello':
      return malformed(state, 'sign on once', atMs);
    case 'bound-ack':
      if (told?.kind !== 'bound' || message.revision > told.revision) return unmoved(state);
      return {
        state,
        effects: [{ kind: 'store-bound-ack', deviceId, revision: message.revision }],
      };
    case 'unbound-ack':
      if (told?.kind !== 'unbound') return unmoved(state);
      return { state, effects: [{ kind: 'clear-unbound', deviceId }] };
    case 'reported':
      return { state, effects: [{ kind: 'store-reported', deviceId, reported: message }] };
    case 'enrol':
      return { state, effects: [{ kind: 'enrol', deviceId, token: message.token }] };
    case 'command-result':
      return { state, effects: [{ kind: 'send', message: { type: 'command-done', id: message.id } }] };
    case 'health':
      return { state, effects: [{ kind: 'store-health', deviceId, health: message }] };
    default:
      return message satisfies never;
  }
}

/** Who is bound is told so by what the rows say, and told again where the same key asks again: a reply may be lost. */
function answerEnrol(state: Signed, answer: EnrolAnswer): Decision {
  if (answer.outcome !== 'refused') {
    return answer.outcome === 'bound' ? look({ ...state, told: null }) : unmoved(state);
  }
  const { outcome: _, ...refusal } = answer;
  const refused = { type: 'enrol-refused', ...refusal } as const;
  return {
    state,
    effects: [
      { kind: 'send', message: refused },
      log(refused.type, { deviceId: state.deviceId, reason: refused.reason }),
    ],
  };
}

/** Reads the rows, or notes that the reading under way will be outdated: a burst of changes costs two readings. */
function look(state: Signed): Decision {
  if (state.reading !== 'idle') return { state: { ...state, reading: 'outdated' }, effects: [] };
  const { deviceId, bootId } = state;
  return {
    state: { ...state, reading: 'under-way' },
    effects: [{ kind: 'read-standing', deviceId, bootId }],
  };
}

function tell(state: Signed, standing: DeviceStanding): Decision {
  const isOutdated = state.reading === 'outdated';
  const idle: Signed = { ...state, reading: 'idle' };
  const told = isNews(state.told, standing)
    ? {
        state: { ...idle, told: toldOf(standing) },
        effects: [{ kind: 'send', message: saying(standing) } as const],
      }
    : { state: idle, effects: [] };
  if (!isOutdated) return told;
  const again = look(told.state);
  return { state: again.state, effects: [...told.effects, ...again.effects] };
}

function tick(state: SessionState, atMs: number): Decision {
  switch (state.phase) {
    case 'new':
    case 'gone':
      return unmoved(state);
    case 'closing':
      if (atMs < state.terminateAtMs) return unmoved(state);
      return { state: { phase: 'gone' }, effects: [{ kind: 'terminate' }] };
    case 'signing-on':
      if (atMs < state.deadlineAtMs) return unmoved(state);
      return shut(state, 'signOnTimeout', 'no sign-on came in time', atMs);
    case 'signed-on':
      if (atMs - state.heardAtMs >= silenceTimeoutMs) {
        return shut(state, 'goingAway', 'nothing was heard for too long', atMs);
      }
      if (atMs < state.touchDueAtMs) return unmoved(state);
      return {
        state: { ...state, touchDueAtMs: atMs + state.touchIntervalMs },
        effects: [{ kind: 'touch', deviceId: state.deviceId }],
      };
    default:
      return state satisfies never;
  }
}

function malformed(state: Open, reason: string, atMs: number): Decision {
  return shut(state, 'malformed', reason, atMs);
}

function shutWithNotice(state: SessionState, detail: string, retryAfterMs: number, atMs: number): Decision {
  const { state: next, effects } = shut(state, 'restarting', detail, atMs);
  if (effects.length === 0) return { state: next, effects };
  const closing = { type: 'closing', detail, retryAfterMs } as const;
  return { state: next, effects: [{ kind: 'send', message: closing }, ...effects] };
}

function shut(state: SessionState, why: keyof typeof closeCodes, reason: string, atMs: number): Decision {
  if (state.phase === 'closing' || state.phase === 'gone') return unmoved(state);
  const deviceId = state.phase === 'signed-on' ? { deviceId: state.deviceId } : {};
  return {
    state: { phase: 'closing', terminateAtMs: atMs + closeTimeoutMs },
    effects: [
      { kind: 'close', code: closeCodes[why], reason },
      ...(state.phase === 'signed-on' ? farewell(state) : []),
      log('device-connection-closed', { why, reason, ...deviceId }),
    ],
  };
}

function farewell({ deviceId }: Signed): readonly SessionEffect[] {
  return [
    { kind: 'leave', deviceId },
    { kind: 'touch', deviceId },
  ];
}

function log(code: string, fields: Record<string, unknown>): SessionEffect {
  return { kind: 'log', level: 'info', code, fields };
}

function unmoved(state: SessionState): Decision {
  return { state, effects: [] };
}
