/** Enrolment by a token, replayed. */
import { type CloudMessage, enrolRefusals, provisioningTokenOf } from '@signet/protocol';
import t from 'tap';
import { decide } from './decide.ts';
import type { Effect } from './effects.ts';
import type { AgentEvent } from './events.ts';
import { screenOf } from './screen-of.ts';
import { initialState, type State } from './state.ts';

const token = provisioningTokenOf(new Uint8Array(26).fill(7));
const pairing: CloudMessage = {
  type: 'pairing',
  pairingId: 'MFRGGZDFMZTWQ2LKNNWG23TPOB',
  code: 'K7QM-3XHT',
  url: 'HTTPS://SIGNET.EXAMPLE/P/MFRGGZDFMZTWQ2LKNNWG23TPOB',
  shortUrl: 'signet.example/pair',
};
const bound: CloudMessage = {
  type: 'bound',
  account: { id: 'acc', name: 'Café Ada' },
  name: 'Counter',
  desired: { revision: 1, playlist: null },
};
const closed: AgentEvent = { kind: 'connection-closed', trouble: 'connection-lost', detail: 'x', random: 0 };
const retry: AgentEvent = { kind: 'timer-fired', timer: 'enrol-retry', random: 0 };
const hears = (message: CloudMessage): AgentEvent => ({
  kind: 'message-received',
  parsed: { outcome: 'message', message },
});
const refused = (more: object = {}): AgentEvent =>
  hears({ type: 'enrol-refused', reason: 'revoked', ...more });

/** A device that has just started; `asks` is how often the token was sent since the last look. */
function device(provisioningToken: string | null = token) {
  let state: State = initialState({
    device: { model: 'Node Pro', serial: 'NP-1', version: '0.1.0' },
    ...{ deviceId: 'key', bootId: 'boot-1', versions: {}, cloud: 'https://signet.example' },
    ...{ pairing: null, binding: null, unboundReason: null, notices: [], provisioningToken },
  });
  let effects: Effect[] = [];
  const it = {
    happens(...events: AgentEvent[]) {
      effects = [];
      for (const event of events) {
        const decision = decide(state, event);
        state = decision.state;
        effects.push(...decision.effects);
      }
      return it;
    },
    signsOn: () => it.happens({ kind: 'started' }, { kind: 'connection-opened' }, hears(pairing)),
    comesBack: () =>
      it.happens(
        closed,
        { kind: 'timer-fired', timer: 'reconnect', random: 0 },
        { kind: 'connection-opened' },
        hears(pairing),
      ),
    asks: () => effects.filter((effect) => effect.kind === 'send' && effect.message.type === 'enrol').length,
    effects: () => effects,
    banner: () => {
      const screen = screenOf(state);
      return screen.kind === 'pairing' ? screen.banner : undefined;
    },
  };
  return it;
}

t.test(
  'a device that is nobody’s sends its token once per sign-on, and says so beside its code',
  async (t) => {
    const it = device().signsOn();
    t.same(
      it.effects().filter((effect) => effect.kind === 'send' && effect.message.type === 'enrol'),
      [{ kind: 'send', message: { type: 'enrol', token } }],
    );
    t.same(it.banner(), { kind: 'enrolling' });
    t.equal(it.happens(hears({ ...pairing, code: 'AAAA-BBBB' })).asks(), 0, 'a renewed code is no sign-on');
    t.equal(it.comesBack().asks(), 1, 'an answer that was lost is asked for again');
  },
);

t.test('a device without a token asks nothing', async (t) => {
  const it = device(null).signsOn();
  t.equal(it.asks(), 0);
  t.equal(it.banner(), null);
  t.equal(it.happens(refused(), retry).asks(), 0);
});

t.test('a device that is bound sends no token', async (t) => {
  const it = device().signsOn();
  t.equal(it.happens(hears(bound), { kind: 'binding-stored', revision: 1 }, retry).asks(), 0);
  t.equal(it.comesBack().asks(), 0, 'not even to a cloud that does not know it');
});

t.test('a device that was removed asks once more, and is told', async (t) => {
  const it = device().signsOn();
  it.happens(hears(bound), { kind: 'binding-stored', revision: 1 });
  it.happens(hears({ type: 'unbound', reason: 'removed' }), { kind: 'binding-cleared' });
  t.equal(it.asks(), 0);
  t.equal(it.happens(hears(pairing)).asks(), 1);
  it.happens(refused({ reason: 'removed-before' }));
  t.same(it.banner(), { kind: 'enrol-refused', reason: 'removed-before', again: false });
});

for (const reason of enrolRefusals) {
  t.test(`refused as ${reason}, a device says so and does not try again in this boot`, async (t) => {
    const it = device().signsOn().happens(refused({ reason }));
    t.same(it.banner(), { kind: 'enrol-refused', reason, again: false });
    t.match(
      it.effects().filter((effect) => effect.kind === 'log'),
      [{ level: 'warn', code: 'enrol-refused', fields: { reason } }],
    );
    t.equal(it.comesBack().asks(), 0);
    t.equal(it.happens(retry).asks(), 0);
    it.happens(refused({ reason: 'paused' }));
    t.match(it.banner(), { reason }, 'an answer to no question changes nothing');
  });
}

t.test('told when to try again, a device does so then, and not at a sign-on before', async (t) => {
  const it = device()
    .signsOn()
    .happens(refused({ reason: 'too-many-tries', retryAfterMs: 60_000 }));
  t.same(it.banner(), { kind: 'enrol-refused', reason: 'too-many-tries', again: true });
  t.match(
    it.effects().filter((effect) => effect.kind === 'start-timer'),
    [{ timer: 'enrol-retry', delayMs: 60_000 }],
  );
  t.equal(it.comesBack().asks(), 0);
  t.equal(it.happens(retry).asks(), 1);
});

t.test('offline when it is to try again, a device does so at its next sign-on', async (t) => {
  const it = device()
    .signsOn()
    .happens(refused({ retryAfterMs: 60_000 }), closed, retry);
  t.equal(it.asks(), 0);
  t.equal(it.comesBack().asks(), 1);
});

t.test('the token is in no log line and on no screen', async (t) => {
  const it = device().signsOn();
  const seen = it.effects().filter((effect) => effect.kind !== 'send');
  it.happens(refused({ retryAfterMs: 1_000 }), retry);
  seen.push(...it.effects().filter((effect) => effect.kind !== 'send'));
  t.notMatch(JSON.stringify(seen), token);
});
