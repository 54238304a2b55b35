import t from 'tap';
import { type DeviceLink, DeviceSession, type SessionContext } from './device-session.ts';
import type { SessionExecutors } from './session-effects.ts';
import type { SignOnReading } from './sign-on.ts';

const verified: SignOnReading = {
  outcome: 'verified',
  signOn: {
    deviceId: 'd',
    publicJwk: { kty: 'OKP', crv: 'Ed25519', x: '' },
    claims: {
      nonce: 'n',
      origin: 'o',
      capability: 1,
      bootId: 'b',
      model: '',
      serial: '',
      versions: {},
    },
  },
};

function make(given: Partial<SessionExecutors<DeviceSession>> = {}) {
  const done: string[] = [];
  const note = (what: string) => ({ order: 'now', run: () => void done.push(what) }) as const;
  const executors: SessionExecutors<DeviceSession> = {
    send: { order: 'now', run: ({ message }) => void done.push(`send ${message.type}`) },
    pong: { order: 'in-turn', run: () => void done.push('pong') },
    verify: {
      order: 'in-turn',
      run: async (_, session) => session.happened({ kind: 'verified', reading: verified, atMs: 0 }),
    },
    enter: note('enter'),
    leave: note('leave'),
    'record-sign-on': { order: 'in-turn', run: () => void done.push('record') },
    'read-standing': {
      order: 'in-turn',
      async run(_, session) {
        done.push('read');
        await new Promise(setImmediate);
        session.happened({ kind: 'standing-read', standing: { kind: 'unbound', reason: 'removed' } });
      },
    },
    'store-bound-ack': note('store-bound-ack'),
    'clear-unbound': note('clear-unbound'),
    enrol: note('enrol'),
    'store-reported': note('store-reported'),
    'store-health': note('store-health'),
    touch: note('touch'),
    close: { order: 'now', run: ({ code }) => void done.push(`close ${code}`) },
    terminate: note('terminate'),
    log: { order: 'now', run: () => {} },
    ...given,
  };
  const link: DeviceLink = {
    send() {},
    pong() {},
    close() {},
    terminate: () => void done.push('terminated'),
  };
  const failures: string[] = [];
  const context: SessionContext = {
    executors,
    monotonicMs: () => 0,
    touchIntervalMs: 60_000,
    failed: (effect, cause) => void failures.push(`${effect}: ${(cause as Error).message}`),
  };
  const session = new DeviceSession(link, '192.0.2.1', context);
  session.happened({ kind: 'opened', nonce: 'n'.repeat(43), atMs: 0 });
  const hello = () =>
    session.happened({ kind: 'text-received', text: '{"type":"hello","jws":"a.b.c"}', atMs: 0 });
  return { session, done, failures, hello };
}

t.test('what touches the database runs one after the other, and a pong waits for its turn', async (t) => {
  const { session, done, hello } = make();
  hello();
  session.happened({ kind: 'ping-received', data: new Uint8Array(), atMs: 0 });
  session.happened({ kind: 'changed' });
  await session.settled();
  t.same(done, ['send challenge', 'enter', 'record', 'read', 'send unbound', 'pong', 'read']);
  session.happened({ kind: 'changed' });
  session.happened({ kind: 'ping-received', data: new Uint8Array(), atMs: 0 });
  session.happened({ kind: 'changed' });
  await session.settled();
  t.same(done.slice(7), ['read', 'pong', 'read'], 'two changes during one reading cost one more');
});

t.test('an effect that fails closes this connection in good order', async (t) => {
  const failing = {
    order: 'in-turn',
    run: async () => {
      throw new Error('no disk');
    },
  } as const;
  const { session, done, failures, hello } = make({ 'record-sign-on': failing });
  hello();
  await session.settled();
  t.same(failures, ['record-sign-on: no disk']);
  t.same(done, ['send challenge', 'enter', 'send closing', 'close 1012', 'leave', 'touch', 'read']);
});

t.test('a defect ends this connection and nothing else', async (t) => {
  const broken = {
    order: 'now',
    run: () => {
      throw new Error('a bug');
    },
  } as const;
  const { session, done, failures, hello } = make({ enter: broken });
  hello();
  await session.settled();
  t.same(failures, ['defect: a bug']);
  t.equal(done.at(-1), 'terminated');
  session.happened({ kind: 'dropped', atMs: 0 });
  t.same(done.slice(-2), ['leave', 'touch'], 'and it can still be told that it is gone');
});
