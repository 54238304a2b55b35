import t from 'tap';
import { type DisplayPort, OperationalError } from '../ports.ts';
import { awaitMended } from './await-mended.ts';
import type { ConfigureOutcome } from './configure.ts';

const device = { model: 'm', serial: 's', version: 'v' };
const wrong = (key: string): ConfigureOutcome => ({
  outcome: 'invalid',
  trouble: {
    kind: 'problems',
    problems: [{ label: 'signet.json', line: 1, column: 1, key, message: 'is bad' }],
  },
  rotation: 0,
});
const right: ConfigureOutcome = {
  outcome: 'configured',
  configuration: {
    cloud: 'https://a.example',
    rotation: 0,
    caCertificates: [],
    provisioningToken: null,
    timeServers: [],
    from: {},
  },
};

/** Waits for a configuration that is found in these forms, one at each look; time passes at once. */
async function waiting(looks: ConfigureOutcome[], display: Partial<DisplayPort> = {}) {
  const said: unknown[] = [];
  const [found = right, ...later] = looks;
  await awaitMended({
    found,
    look: () => later.shift() ?? right,
    device,
    display: {
      show: async (screen) => {
        said.push(screen.kind === 'error' ? screen.detail : screen.kind);
        return { drawn: true };
      },
      check: async () => {
        said.push('check');
        return { drawn: false };
      },
      close: async () => undefined,
      ...display,
    },
    notify: {
      ready: () => void said.push('ready'),
      watchdog: () => undefined,
      status: () => undefined,
      stopping: () => undefined,
    },
    log: { log: (level, code) => void said.push(`${level} ${code}`) },
    timers: {
      start: (_, delayMs, fired) => {
        said.push(delayMs);
        setImmediate(fired);
      },
      stop: () => undefined,
      close: () => undefined,
    },
  });
  return said;
}

t.test(
  'it shows and logs what is wrong once, is ready with that, looks again, and ends when it is mended',
  async (t) => {
    t.same(await waiting([wrong('a'), wrong('a'), right]), [
      'warn config-invalid',
      'signet.json, line 1: “a” is bad.',
      'ready',
      3_000,
      'check',
      3_000,
      'info config-mended',
    ]);
  },
);

t.test('another mistake is shown and logged anew', async (t) => {
  const said = await waiting([wrong('a'), wrong('b'), right]);
  t.same(
    said.filter((one) => typeof one === 'string' && one.startsWith('signet.json')),
    ['signet.json, line 1: “a” is bad.', 'signet.json, line 1: “b” is bad.'],
  );
  t.equal(said.filter((one) => one === 'warn config-invalid').length, 2);
});

t.test('a display that fails is tried again at the next look, and the mistake logged once', async (t) => {
  const said = await waiting([wrong('a'), wrong('a'), right], {
    show: () => Promise.reject(new OperationalError('display-failed', 'no panel')),
  });
  t.same(said, [
    'warn config-invalid',
    'error display-failed',
    3_000,
    'error display-failed',
    3_000,
    'info config-mended',
  ]);
});

t.test('a display without a check of its own is let be', async (t) => {
  const said = await waiting([wrong('a'), wrong('a'), right], { check: undefined });
  t.notOk(said.includes('check'));
});

t.test('a defect is not taken for a trouble', async (t) => {
  const defect = { show: () => Promise.reject(new TypeError('a defect')) };
  await t.rejects(waiting([wrong('a')], defect), /a defect/);
  let shows = 0;
  const later = {
    show: async () => {
      shows += 1;
      if (shows === 2) throw new TypeError('a later defect');
      return { drawn: true };
    },
  };
  await t.rejects(waiting([wrong('a'), wrong('b')], later), /a later defect/);
});
