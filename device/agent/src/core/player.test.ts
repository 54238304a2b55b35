/** The player of a device that owns it, replayed: started, revealed, watched, started anew, and never in a hot loop. */
import type { Notice } from '@signet/protocol';
import t from 'tap';
import type { StoredBinding } from '../ports.ts';
import { decide } from './decide.ts';
import type { Effect, EffectKind, EffectOf } from './effects.ts';
import type { AgentEvent } from './events.ts';
import { initialState, type State } from './state.ts';

const sha = 'a'.repeat(64);
const media = { sha256: sha, bytes: 7, type: 'image/svg+xml' };
const bound = (revision: number, durationMs = 10_000): StoredBinding => ({
  account: { id: 'acc', name: 'Café Ada' },
  name: 'Counter',
  desired: {
    revision,
    playlist: {
      id: 'pl',
      name: 'Welcome',
      items: [{ id: 'it', name: 'Dawn', kind: 'picture', durationMs, media }],
    },
  },
});

/** A bound device just started; all looks at effects are at those of the last `happens`. */
function device(more: { binding?: StoredBinding | null; notices?: Notice[]; ownsPlayer?: boolean } = {}) {
  let state: State = initialState({
    device: { model: 'Node Pro', serial: 'NP-1', version: '0.1.0' },
    deviceId: 'key',
    bootId: 'boot-1',
    versions: {},
    cloud: 'https://signet.example',
    pairing: null,
    binding: bound(1),
    unboundReason: null,
    notices: [],
    ownsPlayer: true,
    ...more,
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
    settles: (ready: string[] = [sha], load = state.content.load) =>
      it
        .happens({ kind: 'content-progress', load, ready: ready.length, total: ready.length })
        .happens({ kind: 'content-settled', load, ready, missing: [], tokenRefused: false }),
    unit: (running: boolean) => it.happens({ kind: 'player-unit-changed', running }),
    firstFrame: () =>
      it.happens({ kind: 'player-reported', report: { type: 'first-frame', playlistId: 'pl' } }),
    fires: (timer: 'player-watch' | 'player-retry' | 'player-steady') =>
      it.happens({ kind: 'timer-fired', timer, random: 0 }),
    /** A new list of the account arrives, is stored and is on the disk. */
    assigned: (binding: StoredBinding) =>
      it
        .happens(
          {
            kind: 'message-received',
            parsed: { outcome: 'message', message: { type: 'bound', ...binding, mediaToken: 't' } },
          },
          { kind: 'binding-stored', revision: binding.desired.revision },
        )
        .settles(binding.desired.playlist === null ? [] : [sha]),
    state: () => state,
    all: <Kind extends EffectKind>(kind: Kind) =>
      effects.filter((effect): effect is EffectOf<Kind> => effect.kind === kind),
    delayMs: (timer: string) =>
      it.all('start-timer').find((effect) => effect.timer === timer)?.delayMs ?? null,
    screen: () => it.all('show-screen').at(-1)?.screen,
    /** What is asked of the player and the screen, in order. */
    order: () =>
      effects.map(({ kind }) => kind).filter((kind) => kind === 'play' || /show-screen|player/.test(kind)),
  };
  return it.happens({ kind: 'started' });
}

const starting = () => device().settles();
const playing = () => starting().unit(true).firstFrame();

/** Falls over as often as said, each time as soon as it plays. */
function fallen(times: number) {
  const it = starting();
  for (let time = 1; time <= times; time += 1) {
    if (time > 1) it.fires('player-retry');
    it.unit(true).firstFrame().unit(false);
  }
  return it;
}

t.test('the list is handed over before the unit is started, and the last screen stays', async (t) => {
  const it = starting();
  t.same(it.order(), ['play', 'start-player']);
  t.same(it.unit(true).order(), []);
});

t.test('the unit has less time to run than its page to give a sign of life', async (t) => {
  const it = starting();
  t.equal(it.delayMs('player-watch'), 45_000);
  t.equal(it.unit(true).delayMs('player-watch'), 90_000);
});

t.test('a page that was seen before its unit was seen to run gets no less time', async (t) => {
  const it = starting().happens({ kind: 'player-alive' });
  t.equal(it.delayMs('player-watch'), 240_000);
  t.equal(it.unit(true).delayMs('player-watch'), null);
});

t.test('the first frame reveals the player', async (t) => {
  const it = playing();
  t.same(it.order(), ['show-screen', 'reveal-player']);
  t.match(it.screen(), { kind: 'playing' });
  t.equal(it.delayMs('player-watch'), 20_000);
  t.equal(it.delayMs('player-steady'), 60_000);
  t.same(it.firstFrame().order(), [], 'once');
});

t.test('a changed list is handed over and nothing is started or revealed anew', async (t) => {
  t.same(playing().assigned(bound(2, 20_000)).order(), ['play']);
  t.same(starting().assigned(bound(2, 20_000)).order(), ['play']);
});

t.test('each sign of life postpones the verdict while something plays', async (t) => {
  t.equal(playing().happens({ kind: 'player-alive' }).delayMs('player-watch'), 20_000);
});

t.test('a page that lives has longer to show something, counted from its first sign of life', async (t) => {
  const it = starting().unit(true).happens({ kind: 'player-alive' });
  t.equal(it.delayMs('player-watch'), 240_000);
  t.equal(it.happens({ kind: 'player-alive' }).delayMs('player-watch'), null);
});

t.test('the page of a run that is being stopped gives the next one no time', async (t) => {
  const it = playing().fires('player-watch').fires('player-retry').happens({ kind: 'player-alive' });
  t.equal(it.delayMs('player-watch'), null);
});

for (const [what, fail, failure] of [
  ['that dies', () => playing().unit(false), 'unit-stopped'],
  ['that is silent', () => playing().fires('player-watch'), 'silent'],
  [
    'that cannot be revealed',
    () => playing().happens({ kind: 'effect-failed', effect: 'reveal-player', code: 'c', detail: 'd' }),
    'not-revealed',
  ],
] as const) {
  t.test(`a player ${what} is stopped after the screen is true again, and tried in a second`, async (t) => {
    const it = fail();
    t.same(it.order(), ['show-screen', 'stop-player']);
    t.match(it.screen(), { kind: 'loading' });
    t.match(
      it.all('log').find(({ code }) => code === 'player-failed'),
      { fields: { failure, failures: 1 } },
    );
    t.equal(it.delayMs('player-retry'), 1_000);
    t.equal(it.state().player, 'waiting');
  });
}

for (const [what, fail, failure] of [
  ['does not run', () => starting().fires('player-watch'), 'not-started'],
  ['gives no sign of life', () => starting().unit(true).fires('player-watch'), 'no-page'],
  [
    'shows nothing in time',
    () => starting().unit(true).happens({ kind: 'player-alive' }).fires('player-watch'),
    'no-first-frame',
  ],
  ['dies before it shows something', () => starting().unit(true).unit(false), 'unit-stopped'],
  [
    'cannot be started',
    () => starting().happens({ kind: 'effect-failed', effect: 'start-player', code: 'c', detail: 'd' }),
    'not-started',
  ],
  [
    'cannot be given its list',
    () => starting().happens({ kind: 'effect-failed', effect: 'play', code: 'c', detail: 'd' }),
    'not-started',
  ],
] as const) {
  t.test(`a player that ${what} is stopped and tried in a second`, async (t) => {
    const it = fail();
    t.same(it.order(), ['stop-player']);
    t.match(
      it.all('log').find(({ code }) => code === 'player-failed'),
      { fields: { failure } },
    );
    t.equal(it.delayMs('player-retry'), 1_000);
  });
}

t.test(
  'the next try waits until the last one has ended, and takes no late word of it for its own',
  async (t) => {
    const it = playing().fires('player-watch').fires('player-retry');
    t.same(it.order(), []);
    t.same(it.firstFrame().order(), []);
    t.same(it.assigned(bound(2, 20_000)).order(), [], 'not even a new list');
    t.same(it.unit(false).order(), ['play', 'start-player']);
    t.equal(it.delayMs('player-watch'), 45_000);
    t.same(it.unit(true).firstFrame().order(), ['show-screen', 'reveal-player']);
  },
);

t.test('one that will not end is a failure too', async (t) => {
  const it = playing().fires('player-watch').fires('player-retry').fires('player-watch');
  t.same(it.order(), ['stop-player']);
  t.equal(it.delayMs('player-retry'), 2_000);
});

t.test(
  'each failure in a row waits longer; after five the screen says so and it is tried slowly',
  async (t) => {
    t.same(
      [1, 2, 3, 4, 5, 6].map((times) => fallen(times).delayMs('player-retry')),
      [1_000, 2_000, 4_000, 8_000, 300_000, 300_000],
    );
    t.match(fallen(4).screen(), { kind: 'loading' });
    const it = fallen(5);
    t.same(it.order(), ['show-screen', 'stop-player']);
    t.match(it.screen(), {
      kind: 'error',
      code: 'player-failing',
      detail: /“Counter”/,
      action: /every 5 minutes/,
    });
  },
);

t.test('the screen keeps saying so while it is tried again, until something plays', async (t) => {
  const it = fallen(5).fires('player-retry');
  t.same(it.order(), ['play', 'start-player']);
  t.same(it.unit(true).order(), []);
  t.match(it.firstFrame().screen(), { kind: 'playing' });
});

t.test('a run of a minute makes the failures before it forgotten', async (t) => {
  const it = fallen(4).fires('player-retry').unit(true).firstFrame().fires('player-steady').unit(false);
  t.equal(it.delayMs('player-retry'), 1_000);
  t.equal(it.state().unit?.failures, 1);
});

t.test('the minute of a run that ended counts for nothing', async (t) => {
  t.equal(fallen(2).fires('player-steady').state().unit?.failures, 2);
});

t.test('something new to play is tried at once when it fails all the time, not before', async (t) => {
  t.same(fallen(5).assigned(bound(2, 20_000)).order(), ['play', 'start-player']);
  const it = fallen(2).assigned(bound(2, 20_000));
  t.same(it.order(), []);
  t.match(it.fires('player-retry').all('play'), [{ binding: { desired: { revision: 2 } } }]);
});

t.test('the owner is told once, over a power cut and over however many ladders', async (t) => {
  const it = fallen(5);
  t.match(it.all('store-notice'), [{ notice: { code: 'player-failing', detail: /unit-stopped/ } }]);
  t.match(it.state().notices, [{ code: 'player-failing' }]);
  it.fires('player-retry').unit(true).firstFrame().fires('player-steady').unit(false);
  for (let time = 1; time < 5; time += 1) it.fires('player-retry').unit(true).unit(false);
  t.same(it.all('store-notice'), []);
  t.equal(it.state().notices.length, 1);
});

t.test('unbound: the new screen first, then the stop, then no timer that could start it again', async (t) => {
  const message = { type: 'unbound', reason: 'removed' } as const;
  const it = playing().happens({ kind: 'message-received', parsed: { outcome: 'message', message } });
  t.same(it.order(), ['show-screen', 'stop-player']);
  t.match(it.screen(), { kind: 'unpaired' });
  for (const timer of ['player-watch', 'player-retry', 'player-steady'])
    t.ok(
      it.all('stop-timer').some((effect) => effect.timer === timer),
      timer,
    );
  t.same(it.settles([sha], 1).order(), [], 'what is still loaded starts nothing');
  t.same(it.happens({ kind: 'binding-cleared' }).order(), []);
  t.same(it.unit(false).order(), []);
  t.same(it.fires('player-retry').order(), []);
});

t.test('bound again before it was wiped: the same binding counts anew', async (t) => {
  const message = { type: 'unbound', reason: 'removed' } as const;
  const it = playing().happens(
    { kind: 'message-received', parsed: { outcome: 'message', message } },
    { kind: 'effect-failed', effect: 'clear-binding', code: 'store-failed', detail: 'full' },
  );
  it.unit(false);
  t.same(it.assigned(bound(1)).order(), ['play', 'start-player']);
  t.equal(it.state().unboundReason, null);
});

t.test('an emptied list: the new screen first, then the stop; and the count begins anew', async (t) => {
  const it = fallen(3).fires('player-retry').unit(true).firstFrame();
  const empty = { ...bound(2), desired: { revision: 2, playlist: null } };
  it.happens(
    {
      kind: 'message-received',
      parsed: { outcome: 'message', message: { type: 'bound', ...empty, mediaToken: 't' } },
    },
    { kind: 'binding-stored', revision: 2 },
  );
  t.match(it.screen(), { kind: 'loading', total: 0 });
  it.settles([]);
  t.same(it.order(), ['stop-player']);
  t.equal(it.state().unit?.failures, 0);
});

t.test('an agent that restarts takes over the player that runs', async (t) => {
  const it = device().unit(true);
  t.same(it.order(), []);
  t.same(it.settles().order(), ['play']);
  t.same(it.firstFrame().order(), ['show-screen', 'reveal-player']);
  t.equal(it.unit(false).delayMs('player-retry'), 1_000);
});

t.test(
  'a player that runs for nothing is stopped: unbound, nothing assigned, or started too late',
  async (t) => {
    t.same(device({ binding: null }).unit(true).order(), ['stop-player']);
    t.same(device().unit(true).settles([]).order(), ['stop-player']);
    t.same(device().settles([]).unit(true).order(), ['stop-player']);
  },
);

t.test('what the cgroup says again is no news', async (t) => {
  t.same(playing().unit(true).order(), []);
  t.same(device().unit(false).order(), []);
});

t.test('without a unit of its own the agent neither starts, reveals, watches nor gives up', async (t) => {
  const it = device({ ownsPlayer: false }).settles();
  t.same(it.order(), ['play']);
  t.same(it.firstFrame().order(), ['show-screen']);
  t.same(it.all('start-timer'), []);
  t.same(it.unit(true).unit(false).order(), []);
  t.same(it.fires('player-watch').order(), []);
  t.same(it.fires('player-retry').order(), []);
  t.same(it.happens({ kind: 'player-alive' }).all('start-timer'), []);
  t.equal(it.state().player, 'playing');
});
