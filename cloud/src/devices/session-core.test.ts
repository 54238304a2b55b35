import { capability, closeCodes, silenceTimeoutMs } from '@signet/protocol';
import t from 'tap';
import { closeTimeoutMs, decide, newSession, type SessionState, signOnTimeoutMs } from './session-core.ts';
import type { SessionEffect } from './session-effects.ts';
import type { DeviceStanding, SessionEvent } from './session-events.ts';
import type { SignOn } from './sign-on.ts';

const touchIntervalMs = 60_000;
const nonce = 'n'.repeat(43);
const signOn: SignOn = {
  deviceId: 'device-1',
  publicJwk: { kty: 'OKP', crv: 'Ed25519', x: 'x'.repeat(43) },
  claims: {
    nonce,
    origin: 'https://signet.example',
    capability: 1,
    bootId: 'boot-1',
    model: 'Node Pro',
    serial: 'S1',
    versions: {},
  },
};
const pairing = (pairingId: string): DeviceStanding => ({
  kind: 'pairing',
  message: { type: 'pairing', pairingId, code: '2345-6789', url: 'HTTPS://X/P/Y', shortUrl: 'x/pair' },
});
const bound = (revision: number, fingerprint = `of ${revision}`): DeviceStanding => ({
  kind: 'bound',
  fingerprint,
  message: {
    type: 'bound',
    account: { id: 'a', name: 'A' },
    name: 'Lobby',
    desired: { revision, playlist: null },
  },
});
const unbound = (reason: 'removed' | 'replaced' = 'removed'): DeviceStanding => ({ kind: 'unbound', reason });
const text = (message: unknown, atMs = 0): SessionEvent => ({
  kind: 'text-received',
  text: JSON.stringify(message),
  atMs,
});

const opened: SessionEvent = { kind: 'opened', nonce, atMs: 0 };
const hello = text({ type: 'hello', jws: 'a.b.c' });
const verified: SessionEvent = { kind: 'verified', reading: { outcome: 'verified', signOn }, atMs: 0 };
const read = (standing: DeviceStanding): SessionEvent => ({ kind: 'standing-read', standing });
const signedOn = [opened, hello, verified];

/** What the last of the events leads to. */
function after(...events: SessionEvent[]): { state: SessionState; effects: readonly SessionEffect[] } {
  let decision: { state: SessionState; effects: readonly SessionEffect[] } = {
    state: newSession(touchIntervalMs),
    effects: [],
  };
  for (const event of events) decision = decide(decision.state, event);
  return decision;
}

const kinds = (decision: { effects: readonly SessionEffect[] }): string[] =>
  decision.effects.map((effect) =>
    effect.kind === 'send'
      ? `send ${effect.message.type}`
      : effect.kind === 'close'
        ? `close ${effect.code}`
        : effect.kind,
  );

t.test('a connection begins with a challenge and is signed on in three steps', async (t) => {
  t.match(after(opened).effects, [{ kind: 'send', message: { type: 'challenge', nonce, capability } }]);
  t.same(after(opened, hello).effects, [{ kind: 'verify', jws: 'a.b.c', nonce }]);
  t.same(kinds(after(...signedOn)), ['enter', 'record-sign-on', 'read-standing', 'log']);
});

t.test('a device is told what the rows say, once', async (t) => {
  const table: [string, SessionEvent[], string[]][] = [
    ['its pairing session', [read(pairing('P1'))], ['send pairing']],
    ['the same again', [read(pairing('P1')), { kind: 'changed' }, read(pairing('P1'))], []],
    ['another session', [read(pairing('P1')), { kind: 'changed' }, read(pairing('P2'))], ['send pairing']],
    ['its binding', [read(pairing('P1')), { kind: 'changed' }, read(bound(1))], ['send bound']],
    ['the same binding', [read(bound(1)), { kind: 'changed' }, read(bound(1))], []],
    ['a new revision', [read(bound(1)), { kind: 'changed' }, read(bound(2))], ['send bound']],
    ['a new account name', [read(bound(1)), { kind: 'changed' }, read(bound(1, 'other'))], ['send bound']],
    ['that it is unbound', [read(bound(1)), { kind: 'changed' }, read(unbound())], ['send unbound']],
    ['the same', [read(unbound()), { kind: 'changed' }, read(unbound())], []],
    ['another reason', [read(unbound()), { kind: 'changed' }, read(unbound('replaced'))], ['send unbound']],
  ];
  for (const [name, events, expected] of table) t.same(kinds(after(...signedOn, ...events)), expected, name);
});

t.test('changes during a reading cost one more reading, however many they are', async (t) => {
  const changed: SessionEvent = { kind: 'changed' };
  t.same(kinds(after(...signedOn, changed)), [], 'the first reading is under way');
  const told = after(...signedOn, changed, changed, changed, read(pairing('P1')));
  t.same(kinds(told), ['send pairing', 'read-standing']);
  t.same(kinds(decide(told.state, read(pairing('P1')))), []);
});

t.test('acknowledgements count only for what was told', async (t) => {
  const ack = (revision: number) => text({ type: 'bound-ack', revision });
  const told = [...signedOn, read(bound(3))];
  t.same(after(...told, ack(3)).effects, [{ kind: 'store-bound-ack', deviceId: 'device-1', revision: 3 }]);
  t.same(kinds(after(...told, ack(4))), [], 'a revision to come');
  t.same(kinds(after(...signedOn, read(pairing('P1')), ack(0))), [], 'not bound at all');

  const unboundAck = text({ type: 'unbound-ack' });
  t.same(kinds(after(...signedOn, read(unbound()), unboundAck)), ['clear-unbound']);
  t.same(kinds(after(...told, unboundAck)), [], 'a device cannot unbind itself');
  const cleared = after(...signedOn, read(unbound()), unboundAck, { kind: 'unbound-cleared' });
  t.same(kinds(cleared), ['read-standing']);
  t.same(kinds(decide(cleared.state, read(pairing('P2')))), ['send pairing']);
});

t.test('a report is stored and a ping answered in its turn', async (t) => {
  const report = after(...signedOn, text({ type: 'reported', showing: 'pairing' }));
  t.match(report.effects, [{ kind: 'store-reported', reported: { showing: 'pairing', notices: [] } }]);
  const data = Uint8Array.of(1, 2);
  t.same(after(...signedOn, { kind: 'ping-received', data, atMs: 0 }).effects, [{ kind: 'pong', data }]);
});

t.test('a connection that breaks the contract is closed with code and reason', async (t) => {
  const table: [string, SessionEvent[], number, RegExp][] = [
    ['not JSON', [opened, { kind: 'text-received', text: '{', atMs: 0 }], closeCodes.malformed, /not JSON/],
    ['an array', [opened, text([])], closeCodes.malformed, /not a JSON object/],
    ['no type', [opened, text({})], closeCodes.malformed, /no "type"/],
    ['a wrong shape', [opened, text({ type: 'hello', jws: 1 })], closeCodes.malformed, /hello: jws/],
    ['binary', [opened, { kind: 'binary-received', atMs: 0 }], closeCodes.malformed, /text/],
    ['talk before sign-on', [opened, text({ type: 'unbound-ack' })], closeCodes.malformed, /sign on first/],
    ['two sign-ons at once', [opened, hello, hello], closeCodes.malformed, /sign on once/],
    ['a second sign-on', [...signedOn, hello], closeCodes.malformed, /sign on once/],
    [
      'a refused sign-on',
      [
        opened,
        hello,
        { kind: 'verified', atMs: 0, reading: { outcome: 'refused', reason: 'wrong-nonce', detail: 'Old.' } },
      ],
      closeCodes.signOnRefused,
      /wrong-nonce: Old\./,
    ],
    [
      'more than 64 KiB',
      [opened, { kind: 'frame-refused', code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', atMs: 0 }],
      closeCodes.tooLarge,
      /65536 bytes/,
    ],
    [
      'more than 64 KiB that reached us all the same',
      [...signedOn, text({ type: 'later', text: 'x'.repeat(65_536) })],
      closeCodes.tooLarge,
      /65536 bytes/,
    ],
    [
      'broken framing',
      [...signedOn, { kind: 'frame-refused', code: 'WS_ERR_INVALID_UTF8', atMs: 0 }],
      closeCodes.malformed,
      /INVALID_UTF8/,
    ],
    ['superseded', [...signedOn, { kind: 'superseded', atMs: 0 }], closeCodes.superseded, /signed on again/],
    ['no sign-on', [opened, { kind: 'tick', atMs: signOnTimeoutMs }], closeCodes.signOnTimeout, /no sign-on/],
    [
      'no sign-on but much talk',
      [opened, text({ type: 'later' }, 9_000), { kind: 'tick', atMs: signOnTimeoutMs }],
      closeCodes.signOnTimeout,
      /no sign-on/,
    ],
    [
      'silence',
      [...signedOn, { kind: 'tick', atMs: silenceTimeoutMs }],
      closeCodes.goingAway,
      /nothing was heard/,
    ],
  ];
  for (const [name, events, code, reason] of table) {
    const { state, effects } = after(...events);
    const close = effects.find((effect) => effect.kind === 'close');
    t.match(close, { code, reason }, name);
    t.equal(state.phase, 'closing', name);
    for (const late of [hello, verified, read(bound(1)), { kind: 'changed' } as const, opened]) {
      t.same(decide(state, late), { state, effects: [] }, `${name}: nothing moves it afterwards`);
    }
  }
});

t.test('what a newer device says in good faith is ignored', async (t) => {
  t.same(kinds(after(opened, text({ type: 'later' }))), []);
  t.same(kinds(after(...signedOn, text({ type: 'later', reading: 21 }))), []);
});

t.test('a flood is cut off; the same number of messages over time is not', async (t) => {
  const say = (atMs: number) => text({ type: 'reported', showing: 'playing' }, atMs);
  const burst = (count: number, everyMs: number) => {
    let { state } = after(...signedOn);
    for (let i = 0; i < count; i += 1) {
      const decision = decide(state, say(i * everyMs));
      if (decision.state.phase === 'closing') return { count: i, effects: decision.effects };
      state = decision.state;
    }
    return { count, effects: [] };
  };
  const flood = burst(1_000, 0);
  t.equal(flood.count, 59, 'the sign-on was the sixtieth');
  t.match(flood.effects[0], { kind: 'close', code: closeCodes.flood, reason: /too many messages/ });
  t.equal(burst(1_000, 101).count, 1_000);
  const pings = Array.from(
    { length: 61 },
    (): SessionEvent => ({
      kind: 'ping-received',
      data: new Uint8Array(),
      atMs: 0,
    }),
  );
  t.match(after(opened, ...pings).effects[0], { code: closeCodes.flood }, 'pings count too');
});

t.test('any traffic keeps a connection, and its last contact is written now and then', async (t) => {
  const ping = (atMs: number): SessionEvent => ({ kind: 'ping-received', data: new Uint8Array(), atMs });
  const kept = after(...signedOn, ping(30_000), { kind: 'tick', atMs: 59_999 });
  t.same(kinds(kept), []);
  const touched = decide(kept.state, { kind: 'tick', atMs: 60_000 });
  t.same(touched.effects, [{ kind: 'touch', deviceId: 'device-1' }]);
  t.same(kinds(decide(touched.state, { kind: 'tick', atMs: 61_000 })), []);
  t.match(decide(touched.state, { kind: 'tick', atMs: 30_000 + silenceTimeoutMs }).effects[0], {
    code: closeCodes.goingAway,
  });
});

t.test('an orderly stop says so before it closes', async (t) => {
  for (const events of [[opened], signedOn]) {
    const { effects } = after(...events, { kind: 'shutting-down', atMs: 0 });
    t.match(effects[0], { kind: 'send', message: { type: 'closing', retryAfterMs: 2_000 } });
    t.match(effects[1], { kind: 'close', code: closeCodes.restarting });
  }
  const trouble = after(...signedOn, { kind: 'effect-failed', code: 'database-busy', atMs: 0 });
  t.match(trouble.effects[0], { kind: 'send', message: { type: 'closing', retryAfterMs: 10_000 } });
  t.match(trouble.effects[1], { kind: 'close', code: closeCodes.restarting });
});

t.test('whoever leaves, however it goes, leaves the presence once', async (t) => {
  const dropped: SessionEvent = { kind: 'dropped', atMs: 0 };
  t.same(kinds(after(...signedOn, dropped)), ['leave', 'touch']);
  t.same(kinds(after(opened, dropped)), []);
  const closing = after(...signedOn, { kind: 'superseded', atMs: 0 });
  t.same(kinds(closing), ['close 4409', 'leave', 'touch', 'log']);
  t.same(kinds(decide(closing.state, dropped)), []);
});

t.test('a peer that does not answer our close is cut off', async (t) => {
  const { state } = after(...signedOn, { kind: 'superseded', atMs: 5_000 });
  t.same(kinds(decide(state, { kind: 'tick', atMs: 5_000 + closeTimeoutMs - 1 })), []);
  const cut = decide(state, { kind: 'tick', atMs: 5_000 + closeTimeoutMs });
  t.same(cut.effects, [{ kind: 'terminate' }]);
  t.same(kinds(decide(cut.state, { kind: 'tick', atMs: 99_000 })), [], 'once');
});

t.test('events that come before their time move nothing', async (t) => {
  const fresh = newSession(touchIntervalMs);
  for (const event of [
    hello,
    verified,
    read(bound(1)),
    { kind: 'changed' },
    { kind: 'tick', atMs: 1 },
    { kind: 'unbound-cleared' },
  ] as SessionEvent[]) {
    t.same(decide(fresh, event), { state: fresh, effects: [] }, event.kind);
  }
});
