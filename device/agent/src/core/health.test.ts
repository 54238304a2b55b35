/** Every warning, raised and closed by itself, replayed without a clock; and what the cloud is told, and when. */
import type { HealthMessage } from '@signet/protocol';
import t from 'tap';
import type { Measured } from '../ports.ts';
import { decide } from './decide.ts';
import type { AgentEvent } from './events.ts';
import { rebuiltTermLooks, restartTermLooks, warningsOf } from './health.ts';
import { looksInHour } from './health-limits.ts';
import { type Beginning, initialState, type State } from './state.ts';
import { refreshLooks } from './tell-health.ts';

const gibibyte = 1024 ** 3;
const sha = 'a'.repeat(64);
const well: Measured = {
  uptimeMs: 1_000,
  diskFreeBytes: 3 * gibibyte,
  diskTotalBytes: 8 * gibibyte,
  memoryAvailableBytes: gibibyte,
  memoryTotalBytes: 2 * gibibyte,
  temperatureCelsius: 50,
  panelConnected: true,
  namesResolve: true,
  wallOverMonotonicMs: 1_000_000,
};
const media = { sha256: sha, bytes: 7, type: 'image/svg+xml' };
const item = { id: 'it', name: 'Dawn', kind: 'picture' as const, durationMs: 10_000, media };

function device(given: Partial<Beginning> = {}) {
  let state: State = initialState({
    device: { model: 'Node Pro', serial: 'NP-1', version: '0.1.0' },
    ...{ deviceId: 'key', bootId: 'boot-1', versions: {}, cloud: 'https://signet.example', pairing: null },
    binding: {
      account: { id: 'acc', name: 'Ada' },
      name: 'Counter',
      desired: { revision: 1, playlist: { id: 'pl', name: 'Welcome', items: [item] } },
    },
    ...{ unboundReason: null, notices: [], ownsPlayer: true },
    ...given,
  });
  const sent: HealthMessage[] = [];
  const it = {
    sent,
    happens(...events: AgentEvent[]) {
      for (const event of events) {
        const decision = decide(state, event);
        state = decision.state;
        for (const effect of decision.effects)
          if (effect.kind === 'send' && effect.message.type === 'health') sent.push(effect.message);
      }
      return it;
    },
    looks(change: Partial<Measured> = {}, times = 1) {
      for (let i = 0; i < times; i += 1)
        it.happens({ kind: 'health-looked', measured: { ...well, ...change } });
      return it;
    },
    connects: (cloudOverMonotonicMs?: number) =>
      it.happens(
        {
          kind: 'connection-opened',
          ...(cloudOverMonotonicMs === undefined ? {} : { cloudOverMonotonicMs }),
        },
        {
          kind: 'message-received',
          parsed: {
            outcome: 'message',
            message: {
              type: 'bound',
              account: { id: 'acc', name: 'Ada' },
              name: 'Counter',
              desired: { revision: 1, playlist: { id: 'pl', name: 'Welcome', items: [item] } },
            },
          },
        },
      ),
    breaks: () =>
      it.happens({ kind: 'connection-closed', trouble: 'connection-lost', detail: '', random: 0 }).connects(),
    plays: () =>
      it
        .settles([])
        .happens(
          { kind: 'player-unit-changed', running: true },
          { kind: 'player-alive' },
          { kind: 'player-reported', report: { type: 'first-frame', playlistId: 'pl' } },
          { kind: 'player-alive' },
        ),
    settles: (missing: string[]) =>
      it.happens({
        kind: 'content-settled',
        load: state.content.load,
        ready: missing.length === 0 ? [sha] : [],
        missing,
        tokenRefused: false,
      }),
    fires: (timer: 'player-watch' | 'player-retry' | 'player-steady') =>
      it.happens({ kind: 'timer-fired', timer, random: 0 }),
    stops: () => it.happens({ kind: 'player-unit-changed', running: false }),
    codes: () => warningsOf(state).map(({ code }) => code),
    details: () => warningsOf(state).map(({ detail }) => detail),
  };
  return it.happens({ kind: 'started' });
}

type Row = [
  code: string,
  bad: Partial<Measured>,
  between: Partial<Measured>,
  good: Partial<Measured>,
  looks: number,
];

const rows: Row[] = [
  ['panel-disconnected', { panelConnected: false }, { panelConnected: false }, {}, 2],
  ['disk-low', { diskFreeBytes: gibibyte / 4 }, { diskFreeBytes: gibibyte / 2 }, {}, 1],
  ['disk-full', { diskFreeBytes: 1_000 }, { diskFreeBytes: 20 * 1024 ** 2 }, {}, 1],
  ['memory-low', { memoryAvailableBytes: gibibyte / 16 }, { memoryAvailableBytes: gibibyte / 8 }, {}, 2],
  ['temperature-high', { temperatureCelsius: 90 }, { temperatureCelsius: 80 }, { temperatureCelsius: 75 }, 2],
  ['name-resolution-failing', { namesResolve: false }, { namesResolve: false }, {}, 2],
];
for (const [code, bad, between, good, looks] of rows) {
  t.test(`${code} is raised by its limit, stays while it wavers, and closes by itself`, async (t) => {
    const it = device().looks();
    t.same(it.codes(), []);
    it.looks(between);
    t.notOk(it.codes().includes(code), 'not bad enough, or not for long enough');
    it.looks({}).looks(bad, looks);
    t.same(it.codes(), [code]);
    it.looks(between);
    t.same(it.codes(), [code]);
    it.looks(good);
    t.same(it.codes(), []);
  });
}

t.test('a value that nobody knows raises nothing and keeps nothing raised', async (t) => {
  const it = device().looks({ temperatureCelsius: 99 }, 2);
  const { temperatureCelsius: _, ...without } = well;
  t.same(it.codes(), ['temperature-high']);
  it.happens({ kind: 'health-looked', measured: without });
  t.same(it.codes(), []);
  it.looks({ diskTotalBytes: 0, memoryTotalBytes: 0 });
  t.same(it.codes(), []);
});

t.test(
  'a picture that stands still is frozen until it advances, and the player was restarted for an hour',
  async (t) => {
    const it = device().looks().plays();
    t.same(it.codes(), []);
    it.fires('player-watch');
    t.same(it.codes(), ['picture-frozen', 'player-restarted']);
    it.stops().fires('player-retry').happens({ kind: 'player-unit-changed', running: true });
    it.happens({ kind: 'player-alive' });
    t.same(it.codes(), ['picture-frozen', 'player-restarted'], 'its page alone is no picture');
    it.happens(
      { kind: 'player-reported', report: { type: 'first-frame', playlistId: 'pl' } },
      { kind: 'player-alive' },
    );
    t.same(it.codes(), ['player-restarted']);
    it.looks({}, restartTermLooks - 1);
    t.same(it.codes(), ['player-restarted']);
    it.looks();
    t.same(it.codes(), []);
  },
);

t.test('a player that fails again and again has failed, until it plays well', async (t) => {
  const it = device().looks().plays();
  for (let i = 0; i < 5; i += 1)
    it.stops().fires('player-retry').happens({ kind: 'player-unit-changed', running: true });
  t.ok(it.codes().includes('player-failed'));
  it.happens(
    { kind: 'player-alive' },
    { kind: 'player-reported', report: { type: 'first-frame', playlistId: 'pl' } },
  );
  t.notOk(it.codes().includes('player-failed'));
});

t.test('content that did not come is named until it has', async (t) => {
  const it = device().looks().settles([sha]);
  t.same(it.codes(), ['content-missing']);
  t.same(it.details(), ['Dawn']);
  it.settles([]);
  t.same(it.codes(), []);
});

t.test('a connection that breaks three times within an hour is unstable, until it holds', async (t) => {
  const it = device().connects().looks().breaks().breaks().looks();
  t.same(it.codes(), []);
  it.breaks().looks();
  t.same(it.codes(), ['connection-unstable']);
  it.looks({}, looksInHour);
  t.same(it.codes(), []);
});

t.test('a cloud that restarts breaks no connection', async (t) => {
  const it = device().connects().looks();
  for (let i = 0; i < 4; i += 1)
    it.happens({ kind: 'connection-closed', trouble: 'cloud-restarting', detail: '', random: 0 }).connects();
  t.same(it.looks().codes(), []);
});

t.test('a clock that is off by more than a minute is wrong, until it is set', async (t) => {
  const it = device()
    .connects(1_000_000 - 120_000)
    .looks();
  t.same(it.codes(), ['clock-wrong']);
  t.same(it.details(), ['120 s fast']);
  it.looks({ wallOverMonotonicMs: 1_000_000 - 119_000 });
  t.same(it.codes(), []);
});

t.test('a rebuilt database is told for a day, and an agent that was killed for an hour', async (t) => {
  const notices = [{ code: 'database-rebuilt', detail: '' }];
  const it = device({ notices, agentKilled: true }).looks();
  t.same(it.codes(), ['database-rebuilt', 'agent-restarted']);
  it.looks({}, restartTermLooks);
  t.same(it.codes(), ['database-rebuilt']);
  it.looks({}, rebuiltTermLooks);
  t.same(it.codes(), []);
});

t.test('the cloud is told at sign-on and at each change, and otherwise seldom', async (t) => {
  const it = device().connects();
  t.equal(it.sent.length, 0, 'nothing is known yet');
  it.looks({}, 10);
  t.match(it.sent, [{ warnings: [], readings: { temperatureCelsius: 50, playerRestarts: 0 } }]);
  it.looks({ temperatureCelsius: 90 }, 2).looks({ temperatureCelsius: 91 }, 5);
  t.equal(it.sent.length, 2, 'a measure that wavers is no news');
  it.looks();
  t.match(it.sent[2], { warnings: [] });
  it.breaks();
  t.equal(it.sent.length, 4, 'a new connection hears all of it');
  it.looks({}, refreshLooks);
  t.equal(it.sent.length, 5);
});

t.test('a device without an owner tells nobody', async (t) => {
  t.same(device({ binding: null }).happens({ kind: 'connection-opened' }).looks({}, 3).sent, []);
});
