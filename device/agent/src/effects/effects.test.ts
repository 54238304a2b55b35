/** The engine and the executors against small fakes; that the real adapters keep the ports' promises is tested beside them. */
import t from 'tap';
import type { AgentEvent } from '../core/events.ts';
import { initialState } from '../core/state.ts';
import { type ConnectionEvents, OperationalError, type StoredBinding } from '../ports.ts';
import { createEngine } from './engine.ts';
import { createExecutors, execute, type World } from './executors.ts';
import { createContentQueue, loadContent } from './load-content.ts';

const device = { model: 'm', serial: 's', version: 'v' };
const binding: StoredBinding = {
  account: { id: 'a', name: 'A' },
  name: 'n',
  desired: { revision: 4, playlist: null },
};
const media = (sha256: string) => ({ sha256, bytes: 1, type: 'image/png' });

/** A world that writes down what it is asked to do. */
function fakeWorld(more: Partial<World> = {}) {
  const asked: unknown[] = [];
  let events: ConnectionEvents | null = null;
  const world: World = {
    display: {
      show: async (screen) => {
        asked.push(['show', screen.kind]);
        return { drawn: true };
      },
      close: async () => undefined,
    },
    connection: {
      open: (given) => {
        asked.push('open');
        events = given;
      },
      send: (message) => asked.push(['send', message.type]),
      ping: () => asked.push('ping'),
      close: () => asked.push('close'),
    },
    identity: { deviceId: 'k', signHello: async (claims) => `signed ${claims.nonce}` },
    store: {
      readPairing: () => null,
      writePairing: () => asked.push('write-pairing'),
      readBinding: () => null,
      writeBinding: () => asked.push('write-binding'),
      clearBinding: (reason) => asked.push(['clear-binding', reason]),
      readUnboundReason: () => null,
      readNotices: () => [],
      addNotice: ({ code }) => asked.push(['add-notice', code]),
      clearNotices: () => asked.push('clear-notices'),
      close: () => undefined,
    },
    media: {
      has: async () => false,
      fetch: async () => ({ ok: true }),
      removeAllBut: async (keep) => void asked.push(['keep', ...keep]),
    },
    player: {
      start: async () => void asked.push('start-player'),
      play: async () => void asked.push('play'),
      reveal: async () => void asked.push('reveal'),
      stop: async () => void asked.push('stop'),
    },
    notify: {
      ready: () => asked.push('ready'),
      watchdog: () => asked.push('watchdog'),
      status: (text) => asked.push(['status', text]),
      stopping: () => undefined,
    },
    timers: {
      start: (name, delayMs, fired) => {
        asked.push(['start', name, delayMs]);
        fired();
      },
      stop: (name) => asked.push(['stop', name]),
      close: () => undefined,
    },
    clock: { doubt: (origin) => asked.push(['doubt', origin]) },
    log: { log: (level, code) => asked.push(['log', level, code]) },
    random: () => 0.25,
    ...more,
  };
  return { world, asked, connection: () => events };
}

/** Runs one effect and tells what was asked of the world and what happened. */
async function run(effect: Parameters<typeof execute>[1], more: Partial<World> = {}) {
  const fake = fakeWorld(more);
  const happened: AgentEvent[] = [];
  await execute(
    createExecutors(fake.world, (event) => happened.push(event)),
    effect,
  );
  return { ...fake, happened };
}

const claims = { nonce: 'n', origin: 'o', capability: 1, bootId: 'b', model: 'm', serial: 's', versions: {} };
const pairing = { bootId: 'b', pairingId: 'p', code: 'c', url: 'u', shortUrl: 's' };

for (const [effect, asked, happened] of [
  [{ kind: 'close-connection' }, ['close'], []],
  [{ kind: 'doubt-clock', origin: 'https://c' }, [['doubt', 'https://c']], []],
  [{ kind: 'sign-on', claims }, [['send', 'hello']], []],
  [{ kind: 'send', message: { type: 'unbound-ack' } }, [['send', 'unbound-ack']], []],
  [{ kind: 'ping' }, ['ping'], []],
  [
    { kind: 'start-timer', timer: 'ping', delayMs: 5 },
    [['start', 'ping', 5]],
    [{ kind: 'timer-fired', timer: 'ping', random: 0.25 }],
  ],
  [{ kind: 'stop-timer', timer: 'ping' }, [['stop', 'ping']], []],
  [
    { kind: 'show-screen', screen: { kind: 'starting', device } },
    [['show', 'starting']],
    [{ kind: 'screen-shown', standing: true }],
  ],
  [{ kind: 'check-display' }, [], [{ kind: 'display-checked', standing: true }]],
  [{ kind: 'store-pairing', pairing }, ['write-pairing'], []],
  [{ kind: 'store-binding', binding }, ['write-binding'], [{ kind: 'binding-stored', revision: 4 }]],
  [
    { kind: 'clear-binding', reason: 'removed' },
    [['keep'], ['clear-binding', 'removed']],
    [{ kind: 'binding-cleared' }],
  ],
  [{ kind: 'store-notice', notice: { code: 'n', detail: '' } }, [['add-notice', 'n']], []],
  [{ kind: 'clear-notices' }, ['clear-notices'], []],
  [{ kind: 'keep-content', sha256s: ['x', 'y'] }, [['keep', 'x', 'y']], []],
  [{ kind: 'play', binding }, ['play'], []],
  [{ kind: 'start-player' }, ['start-player'], []],
  [{ kind: 'reveal-player' }, ['reveal'], []],
  [{ kind: 'stop-player' }, ['stop'], []],
  [{ kind: 'notify-ready' }, ['ready'], []],
  [{ kind: 'notify-watchdog' }, ['watchdog'], []],
  [{ kind: 'notify-status', text: 'pairing' }, [['status', 'pairing']], []],
  [{ kind: 'log', level: 'info', code: 'c', fields: {} }, [['log', 'info', 'c']], []],
] as const) {
  t.test(`${effect.kind} asks the world for just that`, async (t) => {
    const result = await run(effect);
    t.same(result.asked, asked);
    t.same(result.happened, happened);
  });
}

t.test('a screen that is not to be seen yet is told as such', async (t) => {
  const nowhere = async () => ({ drawn: false, standing: false }) as const;
  const display = { show: nowhere, check: nowhere, close: async () => undefined };
  const shown = await run({ kind: 'show-screen', screen: { kind: 'starting', device } }, { display });
  t.same(shown.happened, [{ kind: 'screen-shown', standing: false }]);
  const checked = await run({ kind: 'check-display' }, { display });
  t.same(checked.happened, [{ kind: 'display-checked', standing: false }]);
});

t.test('the connection speaks in events, its text already parsed', async (t) => {
  const { connection, happened } = await run({ kind: 'open-connection' });
  connection()?.opened();
  connection()?.message('{"type":"unbound","reason":"removed"}');
  connection()?.message('{');
  connection()?.pong();
  connection()?.closed({ trouble: 'dns', detail: 'ENOTFOUND' });
  t.match(happened, [
    { kind: 'connection-opened' },
    { kind: 'message-received', parsed: { outcome: 'message', message: { type: 'unbound' } } },
    { kind: 'message-received', parsed: { outcome: 'malformed', problem: 'not-json' } },
    { kind: 'pong-received' },
    { kind: 'connection-closed', trouble: 'dns', detail: 'ENOTFOUND', random: 0.25 },
  ]);
});

t.test('a load fetches what is missing, tells progress, and names what it could not get', async (t) => {
  const { happened } = await run(
    { kind: 'load-content', load: 3, media: [media('here'), media('fetched'), media('gone')], token: 't' },
    {
      media: {
        has: async (sha256) => sha256 === 'here',
        fetch: async ({ sha256 }) =>
          sha256 === 'fetched' ? { ok: true } : { ok: false, code: 'not-found', detail: '404' },
        removeAllBut: async () => undefined,
      },
    },
  );
  t.same(happened, [
    { kind: 'content-progress', load: 3, ready: 1, total: 3 },
    { kind: 'content-progress', load: 3, ready: 2, total: 3 },
    { kind: 'content-fetch-failed', sha256: 'gone', code: 'not-found', detail: '404' },
    { kind: 'content-settled', load: 3, ready: ['here', 'fetched'], missing: ['gone'], tokenRefused: false },
  ]);
});

t.test('without a token nothing is fetched, and after a refused one nothing more', async (t) => {
  let fetched = 0;
  const refusing = {
    has: async () => false,
    fetch: async () => {
      fetched += 1;
      return { ok: false, code: 'unauthorized', detail: '401' } as const;
    },
    removeAllBut: async () => undefined,
  };
  const two = [media('x'), media('y')];
  await run({ kind: 'load-content', load: 1, media: two, token: null }, { media: refusing });
  t.equal(fetched, 0);
  const { happened } = await run(
    { kind: 'load-content', load: 1, media: two, token: 't' },
    { media: refusing },
  );
  t.equal(fetched, 1);
  t.match(happened.at(-1), { kind: 'content-settled', missing: ['x', 'y'], tokenRefused: true });
});

t.test('a newer load ends the older one, which says nothing more', async (t) => {
  const queue = createContentQueue();
  const happened: AgentEvent[] = [];
  let release: () => void = () => undefined;
  const slow = {
    has: async () => false,
    fetch: () => new Promise<{ ok: true }>((resolve) => (release = () => resolve({ ok: true }))),
    removeAllBut: async () => undefined,
  };
  const load = (number: number) =>
    queue((signal) =>
      loadContent(
        { kind: 'load-content', load: number, media: [media('x')], token: 't' },
        slow,
        (event) => happened.push(event),
        signal,
      ),
    );
  const first = load(1);
  await new Promise(setImmediate);
  const second = load(2);
  release();
  await first;
  t.same(happened, []);
  await new Promise(setImmediate);
  release();
  await second;
  t.match(happened.at(-1), { kind: 'content-settled', load: 2, ready: ['x'] });
});

t.test('a wipe waits for the fetch before it, so that nothing is written after it', async (t) => {
  const order: string[] = [];
  const queue = createContentQueue();
  let release: () => void = () => undefined;
  const fetching = queue(async () => {
    await new Promise<void>((resolve) => (release = resolve));
    order.push('fetched');
  });
  const wiping = queue(async () => void order.push('wiped'));
  await new Promise(setImmediate);
  release();
  await Promise.all([fetching, wiping]);
  t.same(order, ['fetched', 'wiped']);
});

t.test('work that failed does not stop the work after it', async (t) => {
  const queue = createContentQueue();
  await t.rejects(queue(async () => Promise.reject(new Error('x'))));
  await queue(async () => undefined);
});

const beginning = {
  device,
  deviceId: 'k',
  bootId: 'b',
  versions: {},
  cloud: 'https://signet.example',
  pairing: null,
  binding: null,
  unboundReason: null,
  notices: [],
};

t.test('events that arise while one is handled wait their turn', async (t) => {
  const fake = fakeWorld();
  const connection = { ...fake.world.connection };
  connection.open = (events) => events.closed({ trouble: 'refused', detail: 'at once' });
  const timers = { start: () => undefined, stop: () => undefined, close: () => undefined };
  const engine = createEngine(
    initialState(beginning),
    (happened) => createExecutors({ ...fake.world, connection, timers }, happened),
    (cause) => t.fail(String(cause)),
  );
  engine.happened({ kind: 'started' });
  t.match(engine.state(), { link: { phase: 'waiting' }, trouble: 'refused' });
  engine.stop();
  engine.happened({ kind: 'connection-opened' });
  t.match(engine.state(), { link: { phase: 'waiting' } }, 'after stop nothing happens');
});

t.test(
  'an operational failure comes back as an event, from an executor that throws or rejects',
  async (t) => {
    const failure = new OperationalError('display-failed', 'gone');
    for (const show of [
      async () => Promise.reject(failure),
      () => {
        throw failure;
      },
    ]) {
      const fake = fakeWorld();
      const timers = { start: () => undefined, stop: () => undefined, close: () => undefined };
      const engine = createEngine(
        initialState(beginning),
        (happened) =>
          createExecutors(
            { ...fake.world, timers, display: { show, close: async () => undefined } },
            happened,
          ),
        (cause) => t.fail(String(cause)),
      );
      engine.happened({ kind: 'started' });
      await new Promise(setImmediate);
      t.same(fake.asked.at(-1), ['log', 'error', 'effect-failed']);
    }
  },
);

t.test('a defect is no event: it is handed to whoever ends the process', async (t) => {
  const fake = fakeWorld();
  const defect = new TypeError('x is not a function');
  const crashes: unknown[] = [];
  const engine = createEngine(
    initialState(beginning),
    (happened) =>
      createExecutors(
        {
          ...fake.world,
          timers: { start: () => undefined, stop: () => undefined, close: () => undefined },
          display: { show: async () => Promise.reject(defect), close: async () => undefined },
        },
        happened,
      ),
    (cause) => crashes.push(cause),
  );
  engine.happened({ kind: 'started' });
  await new Promise(setImmediate);
  t.same(crashes, [defect]);
});
