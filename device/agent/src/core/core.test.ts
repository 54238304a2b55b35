/** The core, replayed: events in, state and effects out, with no world. */
import { type BoundMessage, type CloudMessage, capability } from '@signet/protocol';
import t from 'tap';
import { decide } from './decide.ts';
import type { Effect, EffectKind, EffectOf } from './effects.ts';
import type { AgentEvent } from './events.ts';
import { type Beginning, initialState, type State } from './state.ts';

const device = { model: 'Node Pro', serial: 'NP-1', version: '0.1.0' };
const wired = [{ name: 'eth0', carrier: true, addresses: ['10.0.0.7'] }];
const unplugged = [{ name: 'eth0', carrier: false, addresses: [] }];
const noLease = [{ name: 'eth0', carrier: true, addresses: [] }];
const sha = 'a'.repeat(64);
const otherSha = 'b'.repeat(64);

const challenge: CloudMessage = { type: 'challenge', nonce: 'n'.repeat(43), capability: 1 };
const pairing: CloudMessage = {
  type: 'pairing',
  pairingId: 'MFRGGZDFMZTWQ2LKNNWG23TPOB',
  code: 'K7QM-3XHT',
  url: 'HTTPS://SIGNET.EXAMPLE/P/MFRGGZDFMZTWQ2LKNNWG23TPOB',
  shortUrl: 'signet.example/pair',
};
const bound = (revision = 1, sha256s = [sha]): BoundMessage => ({
  type: 'bound',
  account: { id: 'acc', name: 'Café Ada' },
  name: 'Counter',
  desired: {
    revision,
    playlist: {
      id: 'pl',
      name: 'Welcome',
      items: sha256s.map((sha256, index) => ({
        id: `it${index}`,
        name: 'Dawn',
        kind: 'picture' as const,
        durationMs: 10_000,
        media: { sha256, bytes: 7, type: 'image/svg+xml' },
      })),
    },
  },
  mediaToken: `token-${revision}`,
});

function beginning(more: Partial<Beginning> = {}): Beginning {
  return {
    device,
    deviceId: 'key',
    bootId: 'boot-1',
    versions: { agent: '0.1.0' },
    cloud: 'https://signet.example',
    pairing: null,
    binding: null,
    unboundReason: null,
    notices: [],
    ...more,
  };
}

/** A run of the core that remembers all effects since the last look. */
function run(more: Partial<Beginning> = {}) {
  let state: State = initialState(beginning(more));
  let effects: Effect[] = [];
  const play = {
    happens(...events: AgentEvent[]) {
      effects = [];
      for (const event of events) {
        const decision = decide(state, event);
        state = decision.state;
        effects.push(...decision.effects);
      }
      return play;
    },
    hears: (...messages: CloudMessage[]) =>
      play.happens(
        ...messages.map(
          (message): AgentEvent => ({ kind: 'message-received', parsed: { outcome: 'message', message } }),
        ),
      ),
    /** From power-on to the cloud's first word. */
    signsOn: () =>
      play.happens(
        { kind: 'started' },
        { kind: 'network-changed', interfaces: wired },
        { kind: 'connection-opened' },
      ),
    state: () => state,
    effects: () => effects,
    kinds: () => effects.map((effect) => effect.kind),
    all: <Kind extends EffectKind>(kind: Kind) =>
      effects.filter((effect): effect is EffectOf<Kind> => effect.kind === kind),
    timer: (name: string) => play.all('start-timer').find((effect) => effect.timer === name),
    screen: () => play.all('show-screen').at(-1)?.screen,
  };
  return play;
}

const closed: AgentEvent = { kind: 'connection-closed', trouble: 'connection-lost', detail: 'x', random: 0 };
const settled = (
  state: State,
  ready: string[],
  missing: string[] = [],
  tokenRefused = false,
): AgentEvent => ({
  kind: 'content-settled',
  load: state.content.load,
  ready,
  missing,
  tokenRefused,
});
const firstFrame: AgentEvent = { kind: 'player-reported', report: { type: 'first-frame', playlistId: 'pl' } };

function playing() {
  const play = run().signsOn().hears(bound()).happens({ kind: 'binding-stored', revision: 1 });
  return play.happens(settled(play.state(), [sha]), firstFrame);
}

t.test('starting shows a picture before anything else and opens the connection', async (t) => {
  const play = run().happens({ kind: 'started' });
  t.equal(play.kinds()[0], 'show-screen');
  t.match(play.screen(), { kind: 'starting' });
  t.ok(play.kinds().includes('open-connection'));
});

t.test('a challenge is answered with this boot, this cloud and no clock', async (t) => {
  const play = run().signsOn().hears(challenge);
  t.same(play.all('sign-on'), [
    {
      kind: 'sign-on',
      claims: {
        nonce: 'n'.repeat(43),
        origin: 'https://signet.example',
        capability,
        bootId: 'boot-1',
        model: 'Node Pro',
        serial: 'NP-1',
        versions: { agent: '0.1.0' },
      },
    },
  ]);
});

t.test('a pairing session is stored with its boot, shown, and reported', async (t) => {
  const play = run().signsOn().hears(pairing);
  t.match(play.screen(), { kind: 'pairing', code: 'K7QM-3XHT', link: { state: 'online' }, banner: null });
  t.match(play.all('store-pairing'), [{ pairing: { bootId: 'boot-1', code: 'K7QM-3XHT' } }]);
  t.match(play.all('send'), [{ message: { type: 'reported', showing: 'pairing' } }]);
});

t.test('the same pairing session again changes nothing, on screen or on disk', async (t) => {
  const play = run().signsOn().hears(pairing).hears(pairing);
  t.same(play.all('show-screen'), []);
  t.same(play.all('store-pairing'), []);
  t.same(play.all('send'), []);
});

t.test('while disconnected the code stays, and the screen says so', async (t) => {
  const play = run().signsOn().hears(pairing).happens(closed);
  t.match(play.screen(), {
    kind: 'pairing',
    code: 'K7QM-3XHT',
    link: { state: 'offline', trouble: 'connection-lost' },
  });
  play.happens({ kind: 'timer-fired', timer: 'reconnect', random: 0 }, { kind: 'connection-opened' });
  t.same(play.all('show-screen'), [], 'a try alone is no news');
  play.hears(pairing);
  t.match(play.screen(), { link: { state: 'online' } });
});

t.test('the trouble named is the nearest one: a pulled cable, not the lost connection', async (t) => {
  const play = run()
    .signsOn()
    .hears(pairing)
    .happens(closed, { kind: 'network-changed', interfaces: unplugged });
  t.match(play.screen(), { kind: 'pairing', link: { state: 'offline', trouble: 'no-link' } });
});

t.test('a code of this boot is shown at once after a restart, one of an earlier boot never', async (t) => {
  const { type: _, ...names } = pairing as Extract<CloudMessage, { type: 'pairing' }>;
  const same = run({ pairing: { ...names, bootId: 'boot-1' } }).happens({ kind: 'started' });
  t.match(same.screen(), { kind: 'pairing', code: 'K7QM-3XHT', link: { state: 'connecting' } });
  const other = run({ pairing: { ...names, bootId: 'boot-0' } }).happens({ kind: 'started' });
  t.match(other.screen(), { kind: 'starting' });
});

for (const [interfaces, expected] of [
  [unplugged, { kind: 'no-network', trouble: 'no-link' }],
  [noLease, { kind: 'no-network', trouble: 'no-address' }],
  [wired, { kind: 'connecting', trouble: 'dns', nextTry: { state: 'waiting', inSeconds: 1 } }],
] as const) {
  t.test(`without a code, failed tries show ${expected.kind} with ${expected.trouble}`, async (t) => {
    const failed: AgentEvent = { kind: 'connection-closed', trouble: 'dns', detail: 'ENOTFOUND', random: 0 };
    const play = run().happens({ kind: 'started' }, { kind: 'network-changed', interfaces }, failed);
    if (expected.kind === 'no-network') {
      play.happens(failed, failed);
      t.equal(play.screen(), undefined, 'three tries: "starting" stands, the network may be coming up');
      play.happens(failed);
    }
    t.match(play.screen(), expected);
  });
}

t.test(
  'a clock that does not fit is doubted at each failed try, and the first tries come soon',
  async (t) => {
    const closedBy = (trouble: 'clock' | 'dns'): AgentEvent => ({
      kind: 'connection-closed',
      trouble,
      detail: 'x',
      random: 0.999,
    });
    const play = run().happens({ kind: 'started' }, { kind: 'network-changed', interfaces: wired });
    play.happens(closedBy('dns'), closedBy('dns'), closedBy('dns'), closedBy('dns'), closedBy('dns'));
    t.same(play.all('doubt-clock'), []);
    const delays = [1, 2, 3].map(() => {
      play.happens(closedBy('clock'));
      t.same(play.all('doubt-clock'), [{ kind: 'doubt-clock', origin: 'https://signet.example' }]);
      return play.timer('reconnect')?.delayMs;
    });
    t.same(delays, [1_000, 1_999, 3_998]);
    t.match(play.screen(), { kind: 'connecting', trouble: 'clock' });
  },
);

t.test('a cloud that restarts raises no doubt about the clock', async (t) => {
  const play = run()
    .signsOn()
    .hears(pairing)
    .hears({ type: 'closing', detail: 'restarting', retryAfterMs: 1_000 });
  play.happens({ kind: 'connection-closed', trouble: 'clock', detail: 'x', random: 0 });
  t.same(play.all('doubt-clock'), []);
});

t.test('the countdown counts to zero and stops', async (t) => {
  const play = run().happens(
    { kind: 'started' },
    { kind: 'network-changed', interfaces: wired },
    closed,
    closed,
    closed,
  );
  t.ok(play.timer('countdown'));
  const waiting = play.state().link;
  t.same(waiting, { phase: 'waiting', secondsLeft: 2 });
  play.happens({ kind: 'timer-fired', timer: 'countdown', random: 0 });
  t.match(play.screen(), { nextTry: { inSeconds: 1 } });
  play.happens({ kind: 'timer-fired', timer: 'countdown', random: 0 });
  t.notOk(play.timer('countdown'));
});

t.test('no countdown runs while a code or content is up, so nothing redraws for nothing', async (t) => {
  t.notOk(run().signsOn().hears(pairing).happens(closed).timer('countdown'));
  t.notOk(playing().happens(closed).timer('countdown'));
});

t.test('a network that comes back is used at once', async (t) => {
  const play = run().happens({ kind: 'started' }, { kind: 'network-changed', interfaces: unplugged }, closed);
  play.happens({ kind: 'network-changed', interfaces: wired });
  t.ok(play.kinds().includes('open-connection'));
});

t.test('a change of the network while connected is tested with a ping', async (t) => {
  const play = run().signsOn().hears(pairing).happens({ kind: 'network-changed', interfaces: noLease });
  t.ok(play.kinds().includes('ping'));
  t.match(play.timer('pong'), { delayMs: 10_000 });
});

t.test('an unanswered ping ends the connection and shows it', async (t) => {
  const play = run().signsOn().hears(pairing).happens({ kind: 'timer-fired', timer: 'ping', random: 0 });
  t.ok(play.kinds().includes('ping'));
  play.happens({ kind: 'timer-fired', timer: 'pong', random: 0 });
  t.ok(play.kinds().includes('close-connection'));
  t.ok(play.timer('reconnect'));
  t.match(play.screen(), { link: { state: 'offline', trouble: 'connection-lost' } });
});

t.test('from a cut cable to the screen that says so it takes at most 35 s', async (t) => {
  const play = run().signsOn().hears(pairing);
  const ping = play.timer('ping');
  const pong = play.happens({ kind: 'timer-fired', timer: 'ping', random: 0 }).timer('pong');
  t.ok((ping?.delayMs ?? Infinity) + (pong?.delayMs ?? Infinity) <= 35_000);
});

t.test('an answered ping changes nothing that anyone sees', async (t) => {
  const play = run().signsOn().hears(pairing).happens({ kind: 'timer-fired', timer: 'ping', random: 0 });
  play.happens({ kind: 'pong-received' });
  t.same(play.all('show-screen'), []);
  t.same(play.all('send'), []);
});

t.test('a second ping does not push out the deadline of the first', async (t) => {
  const play = run().signsOn().hears(pairing).happens({ kind: 'timer-fired', timer: 'ping', random: 0 });
  play.happens({ kind: 'timer-fired', timer: 'ping', random: 0 });
  t.notOk(play.timer('pong'));
  t.notOk(play.kinds().includes('ping'));
});

t.test('a cloud that never speaks is given up and tried again', async (t) => {
  const play = run().signsOn().happens({ kind: 'timer-fired', timer: 'handshake', random: 0 });
  t.match(play.screen(), { kind: 'connecting', trouble: 'timed-out' });
  t.ok(play.timer('reconnect'));
});

t.test('a cloud that says it restarts is believed, and waited for as long as it asked', async (t) => {
  const play = run()
    .signsOn()
    .hears(pairing, { type: 'closing', detail: 'restart', retryAfterMs: 5_000 })
    .happens(closed);
  t.match(play.screen(), { link: { state: 'offline', trouble: 'cloud-restarting' } });
  t.match(play.timer('reconnect'), { delayMs: 5_000 });
});

t.test('a binding is acknowledged only when it is on disk', async (t) => {
  const play = run().signsOn().hears(pairing).hears(bound());
  t.match(play.all('store-binding'), [{ binding: { desired: { revision: 1 } } }]);
  t.notMatch(play.all('send'), [{ message: { type: 'bound-ack' } }]);
  t.equal(play.state().binding, null);
  play.happens({ kind: 'binding-stored', revision: 1 });
  t.match(play.all('send')[0], { message: { type: 'bound-ack', revision: 1 } });
  t.match(play.screen(), { kind: 'loading', account: 'Café Ada', name: 'Counter', total: 1 });
  t.match(play.all('load-content'), [{ token: 'token-1', media: [{ sha256: sha }] }]);
});

t.test('the media token is never stored', async (t) => {
  const play = run().signsOn().hears(bound());
  t.notMatch(JSON.stringify(play.all('store-binding')), /token-1/);
});

t.test('a binding that could not be stored is not acknowledged, and the cloud is asked again', async (t) => {
  const play = run().signsOn().hears(bound());
  play.happens({ kind: 'effect-failed', effect: 'store-binding', code: 'store-failed', detail: 'full' });
  t.same(play.all('send'), []);
  t.ok(play.kinds().includes('close-connection'));
  t.ok(play.timer('reconnect'));
  play.happens({ kind: 'binding-stored', revision: 1 });
  t.same(play.all('send'), [], 'a late word of an older try counts for nothing');
});

t.test('while the disk is waited for, the screen counts down', async (t) => {
  const play = run().signsOn().hears(bound());
  play.happens({ kind: 'effect-failed', effect: 'store-binding', code: 'store-failed', detail: 'full' });
  t.match(play.screen(), { kind: 'connecting', nextTry: { state: 'waiting', inSeconds: 30 } });
  t.ok(play.timer('countdown'));
});

t.test('after a renewed sign-on the cloud is told anew what shows', async (t) => {
  const play = run().signsOn().hears(bound()).happens({ kind: 'binding-stored', revision: 1 });
  play.happens(settled(play.state(), [], [sha], true));
  play.happens({ kind: 'timer-fired', timer: 'content-retry', random: 0 }, { kind: 'connection-opened' });
  play.hears(bound());
  t.ok(play.all('send').some(({ message }) => message.type === 'reported'));
});

t.test('the same binding again is acknowledged again without a write', async (t) => {
  const play = playing().hears(bound());
  t.same(play.all('store-binding'), []);
  t.match(play.all('send'), [{ message: { type: 'bound-ack', revision: 1 } }]);
  t.same(play.all('show-screen'), []);
});

t.test('what is on the device plays, and the last screen stands until the first frame', async (t) => {
  const play = run().signsOn().hears(bound()).happens({ kind: 'binding-stored', revision: 1 });
  play.happens(settled(play.state(), [sha]));
  t.match(play.all('play'), [{ binding: { desired: { playlist: { items: [{ id: 'it0' }] } } } }]);
  t.match(play.all('keep-content'), [{ sha256s: [sha] }]);
  t.notMatch(play.screen() ?? {}, { kind: 'playing' });
  play.happens(firstFrame);
  t.match(play.screen(), { kind: 'playing', playlist: 'Welcome' });
  t.match(play.all('send'), [{ message: { type: 'reported', showing: 'playing', playlistId: 'pl' } }]);
});

t.test(
  'one file that cannot be had does not hold back the others, and is tried again ever more slowly',
  async (t) => {
    const play = run()
      .signsOn()
      .hears(bound(1, [sha, otherSha]))
      .happens({ kind: 'binding-stored', revision: 1 });
    play.happens(settled(play.state(), [sha], [otherSha]));
    t.match(play.all('play')[0]?.binding.desired.playlist?.items, [{ media: { sha256: sha } }]);
    t.same(play.all('keep-content'), [], 'nothing is removed while something is missing');
    t.match(play.timer('content-retry'), { delayMs: 5_000 });
    play.happens({ kind: 'timer-fired', timer: 'content-retry', random: 0 });
    t.ok(play.all('load-content').length === 1);
    play.happens(settled(play.state(), [sha], [otherSha]));
    t.same(play.all('play'), [], 'the player is not given the same again');
    t.match(play.timer('content-retry'), { delayMs: 10_000 });
  },
);

t.test('a refused media token is renewed by signing on again', async (t) => {
  const play = run().signsOn().hears(bound()).happens({ kind: 'binding-stored', revision: 1 });
  play.happens(settled(play.state(), [], [sha], true), {
    kind: 'timer-fired',
    timer: 'content-retry',
    random: 0,
  });
  t.ok(play.kinds().includes('close-connection'));
  t.ok(play.kinds().includes('open-connection'));
});

t.test('the result of an older load counts for nothing', async (t) => {
  const play = run().signsOn().hears(bound()).happens({ kind: 'binding-stored', revision: 1 });
  const stale = settled(play.state(), [sha]);
  play.hears(bound(2, [otherSha])).happens({ kind: 'binding-stored', revision: 2 });
  play.happens(stale);
  t.same(play.effects(), []);
});

t.test('progress shows on the loading screen', async (t) => {
  const play = run()
    .signsOn()
    .hears(bound(1, [sha, otherSha]))
    .happens({ kind: 'binding-stored', revision: 1 });
  play.happens({ kind: 'content-progress', load: play.state().content.load, ready: 1, total: 2 });
  t.match(play.screen(), { kind: 'loading', ready: 1, total: 2 });
});

t.test('a bound device plays from its disk without any network', async (t) => {
  const { type: _, mediaToken: __, ...binding } = bound();
  const play = run({ binding }).happens({ kind: 'started' });
  t.match(play.screen(), { kind: 'loading' });
  t.match(play.all('load-content'), [{ token: null }]);
  play.happens(settled(play.state(), [sha]), firstFrame, closed);
  t.match(play.state(), { player: 'playing' });
});

const webItem = {
  id: 'web',
  name: 'Menu',
  kind: 'web',
  durationMs: 10_000,
  url: 'https://menu.example/',
} as const;

function boundToWeb(...more: NonNullable<BoundMessage['desired']['playlist']>['items']): BoundMessage {
  const playlist = { id: 'pl', name: 'Welcome', items: [...more, webItem] };
  return { ...bound(), desired: { revision: 1, playlist } };
}

t.test('a film is loaded as a picture is, a web page plays without being loaded', async (t) => {
  const film = {
    ...webItem,
    id: 'film',
    kind: 'video' as const,
    media: { sha256: sha, bytes: 9, type: 'video/webm' },
  };
  const { url: _, ...video } = film;
  const play = run().signsOn().hears(boundToWeb(video)).happens({ kind: 'binding-stored', revision: 1 });
  t.match(play.all('load-content'), [{ media: [{ sha256: sha }] }]);
  play.happens(settled(play.state(), [], [sha]));
  t.match(play.all('play'), [{ binding: { desired: { playlist: { items: [{ id: 'web' }] } } } }]);
  play.happens(settled(play.state(), [sha]));
  t.match(play.all('play'), [
    { binding: { desired: { playlist: { items: [{ id: 'film' }, { id: 'web' }] } } } },
  ]);
});

t.test('web pages alone wait for the network, and play when it is there', async (t) => {
  const { type: _, mediaToken: __, ...binding } = boundToWeb();
  const play = run({ binding }).happens({ kind: 'started' });
  play.happens(settled(play.state(), []));
  t.equal(play.all('play').length, 0);
  t.match(play.state(), { player: 'stopped' });
  play.signsOn().hears(boundToWeb()).happens(settled(play.state(), []));
  t.equal(play.all('play').length, 1);
});

t.test(
  'an item that fails is told to the cloud by its name, each reason once, and not without end',
  async (t) => {
    const play = playing();
    const failed = (itemId: string, detail: string): AgentEvent => ({
      kind: 'player-reported',
      report: { type: 'item-failed', playlistId: 'pl', itemId, detail },
    });
    play.happens(failed('it0', 'could not be decoded'));
    const notice = { code: 'item-failed', detail: 'Dawn: could not be decoded' };
    t.match(play.all('store-notice'), [{ notice }]);
    play.happens(failed('it0', 'could not be decoded'));
    t.equal(play.all('store-notice').length, 0);
    play.happens(...Array.from({ length: 30 }, (_, i) => failed('it0', `reason ${i}`)));
    t.equal(play.state().notices.length, 10);
  },
);

t.test('a playlist that is taken away stops the player and says so', async (t) => {
  const empty = { ...bound(2), desired: { revision: 2, playlist: null } };
  const play = playing().hears(empty).happens({ kind: 'binding-stored', revision: 2 });
  t.match(play.screen(), { kind: 'loading', total: 0 });
  play.happens(settled(play.state(), []));
  t.ok(play.kinds().includes('stop-player'));
});

t.test('a player that could not be started is tried again with the next load', async (t) => {
  const play = run().signsOn().hears(bound()).happens({ kind: 'binding-stored', revision: 1 });
  play.happens(settled(play.state(), [sha]), {
    kind: 'effect-failed',
    effect: 'play',
    code: 'player-failed',
    detail: 'x',
  });
  t.equal(play.state().player, 'stopped');
  play.hears(bound()).happens(settled(play.state(), [sha]));
  t.equal(play.all('play').length, 1);
});

t.test('a report about another playlist counts for nothing', async (t) => {
  const play = run().signsOn().hears(bound()).happens({ kind: 'binding-stored', revision: 1 });
  play.happens(settled(play.state(), [sha]), {
    kind: 'player-reported',
    report: { type: 'first-frame', playlistId: 'old' },
  });
  t.equal(play.state().player, 'starting');
});

t.test('unbound stops, wipes, and is acknowledged when it is gone from the disk', async (t) => {
  const play = playing().hears({ type: 'unbound', reason: 'removed' });
  t.match(play.screen(), { kind: 'unpaired', reason: 'removed' });
  t.ok(
    play.kinds().indexOf('show-screen') < play.kinds().indexOf('stop-player'),
    'what is uncovered is true',
  );
  t.match(play.all('clear-binding'), [{ reason: 'removed' }]);
  t.notMatch(play.all('send'), [{ message: { type: 'unbound-ack' } }]);
  play.happens({ kind: 'binding-cleared' });
  t.match(play.all('send')[0], { message: { type: 'unbound-ack' } });
  t.same(play.all('show-screen'), []);
  play.hears(pairing);
  t.match(play.screen(), { kind: 'pairing', banner: { kind: 'unbound', reason: 'removed' } });
  play.hears(bound()).happens({ kind: 'binding-stored', revision: 1 });
  t.equal(play.state().unboundReason, null);
});

for (const [what, event] of [
  ['a lost connection', closed],
  ['a refused sign-on', { kind: 'connection-closed', trouble: 'sign-on-refused', detail: '4401', random: 0 }],
  [
    'a broken certificate',
    { kind: 'connection-closed', trouble: 'tls', detail: 'DEPTH_ZERO_SELF_SIGNED_CERT', random: 0 },
  ],
  [
    'a certificate that has expired',
    { kind: 'connection-closed', trouble: 'clock', detail: 'CERT_HAS_EXPIRED', random: 0 },
  ],
  [
    'a cloud that answers with a page',
    { kind: 'connection-closed', trouble: 'not-a-cloud', detail: 'HTTP 401', random: 0 },
  ],
  [
    'a cloud that does not know it',
    { kind: 'message-received', parsed: { outcome: 'message', message: pairing } },
  ],
  [
    'a malformed message',
    { kind: 'message-received', parsed: { outcome: 'malformed', problem: 'not-json', detail: 'x' } },
  ],
  [
    'a message from the future',
    { kind: 'message-received', parsed: { outcome: 'unknown-type', type: 'dance' } },
  ],
] as const satisfies readonly (readonly [string, AgentEvent])[]) {
  t.test(`${what} never clears a binding nor stops the player`, async (t) => {
    const play = playing().happens(event);
    t.ok(play.state().binding);
    t.equal(play.state().player, 'playing');
    t.notOk(play.kinds().some((kind) => kind === 'clear-binding' || kind === 'stop-player'));
  });
}

t.test('a rebuilt database is said on the screen and to the cloud until it has heard', async (t) => {
  const notices = [{ code: 'database-rebuilt', detail: 'x' }];
  const play = run({ notices }).signsOn().hears(pairing);
  t.match(play.screen(), { kind: 'pairing', banner: { kind: 'database-rebuilt' } });
  t.match(play.all('send'), [{ message: { notices } }]);
  play.happens({ kind: 'timer-fired', timer: 'ping', random: 0 }, { kind: 'pong-received' });
  t.ok(play.kinds().includes('clear-notices'));
  t.same(play.state().notices, []);
});

const mebibytes = (count: number): AgentEvent => ({ kind: 'storage-looked', freeBytes: count * 1024 ** 2 });

t.test('a full storage is said on the screen and to the cloud, and no more once there is room', async (t) => {
  const play = run().signsOn().hears(pairing).happens(mebibytes(15));
  t.match(play.screen(), { kind: 'pairing', banner: { kind: 'storage-full' } });
  const notices = [{ code: 'storage-full', detail: /Only 15 MiB/ }];
  t.match(play.all('send'), [{ message: { type: 'reported', notices } }]);
  t.match(play.all('log'), [{ level: 'warn', code: 'storage-full' }]);
  t.same(play.happens(mebibytes(14)).effects(), [], 'said once');
  t.match(play.happens(mebibytes(16)).screen(), { kind: 'pairing', banner: null });
  t.same(play.state().storageFull, false);
});

t.test('a full storage goes before other banners, and is said while content loads', async (t) => {
  const before = run({ unboundReason: 'removed' }).signsOn().hears(pairing).happens(mebibytes(1));
  t.match(before.screen(), { banner: { kind: 'storage-full' } });
  const loading = run()
    .signsOn()
    .hears(bound())
    .happens({ kind: 'binding-stored', revision: 1 }, mebibytes(0));
  t.match(loading.screen(), { kind: 'loading', storageFull: true });
  t.notOk('storageFull' in (loading.happens(mebibytes(99)).screen() ?? {}));
});

t.test('room enough is nothing to speak of', async (t) => {
  t.same(run().signsOn().happens(mebibytes(400)).effects(), []);
});

t.test('a notice that waits for the cloud is not made twice', async (t) => {
  const play = run().happens(mebibytes(1), mebibytes(99), mebibytes(1));
  t.equal(play.state().notices.length, 1);
});

t.test('a notice told while a ping is out is proved by the next pong, not by that one', async (t) => {
  const ping: AgentEvent = { kind: 'timer-fired', timer: 'ping', random: 0 };
  const play = run().signsOn().hears(pairing).happens(ping, mebibytes(1), { kind: 'pong-received' });
  t.equal(play.state().notices.length, 1);
  play.happens(ping, { kind: 'pong-received' });
  t.equal(play.state().notices.length, 0);
  t.ok(play.state().storageFull);
});

t.test('a display that can vanish is looked at again and again', async (t) => {
  const play = run().happens({ kind: 'started' }, { kind: 'timer-fired', timer: 'display-check', random: 0 });
  t.ok(play.kinds().includes('check-display'));
  t.ok(play.timer('display-check'));
});

t.test('a failure of no consequence is logged with its code', async (t) => {
  const play = run()
    .signsOn()
    .happens({ kind: 'effect-failed', effect: 'show-screen', code: 'display-failed', detail: 'x' });
  t.match(play.effects(), [{ kind: 'log', level: 'error', fields: { code: 'display-failed' } }]);
});
