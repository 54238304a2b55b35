/** What the service manager is told, replayed. */
import t from 'tap';
import { decide } from './decide.ts';
import type { Effect, EffectKind } from './effects.ts';
import type { AgentEvent } from './events.ts';
import { initialState, type State } from './state.ts';

function run(...kinds: EffectKind[]) {
  let state: State = initialState({
    device: { model: 'm', serial: 's', version: 'v' },
    deviceId: 'key',
    bootId: 'boot',
    versions: {},
    cloud: 'https://signet.example',
    pairing: null,
    binding: null,
    unboundReason: null,
    notices: [],
  });
  /** What of these kinds follows. */
  return (...events: AgentEvent[]) =>
    events.flatMap((event): Effect[] => {
      const decision = decide(state, event);
      state = decision.state;
      return decision.effects.filter(({ kind }) => kinds.includes(kind));
    });
}

const shown: AgentEvent = { kind: 'screen-shown', standing: true };
const notShown: AgentEvent = { kind: 'screen-shown', standing: false };
const checked: AgentEvent = { kind: 'display-checked', standing: true };
const checkedInVain: AgentEvent = { kind: 'display-checked', standing: false };
const ready = { kind: 'notify-ready' };
const watchdog = { kind: 'notify-watchdog' };

t.test('ready is told once, and not before a picture really stands', async (t) => {
  const told = run('notify-ready', 'notify-watchdog');
  t.same(told({ kind: 'started' }, notShown), []);
  t.same(told(shown), [ready]);
  t.same(told(shown), []);
});

t.test('a display that came late makes it ready by a check', async (t) => {
  const told = run('notify-ready', 'notify-watchdog');
  t.same(told(notShown, checkedInVain), [watchdog]);
  t.same(told(checked), [ready]);
});

t.test('the watchdog is fed by completed checks alone, every fifth', async (t) => {
  const told = run('notify-ready', 'notify-watchdog');
  t.same(told(shown), [ready]);
  t.same(told(checked), [watchdog]);
  t.same(told(checked, checked, checked, checked), []);
  t.same(told(checked), [watchdog]);
  const starved = { kind: 'timer-fired', timer: 'display-check', random: 0 } as const;
  t.same(told(...Array<AgentEvent>(20).fill(starved)), [], 'a check that does not end feeds nothing');
});

t.test('a device without a display yet does its job all the same', async (t) => {
  t.same(run('notify-watchdog')(checkedInVain), [watchdog]);
});

t.test('the status is one line of what shows, told on change', async (t) => {
  const told = run('notify-status');
  t.same(told({ kind: 'started' }), [{ kind: 'notify-status', text: 'starting; cloud: connecting' }]);
  const closed = { kind: 'connection-closed', trouble: 'dns', detail: 'x', random: 0 } as const;
  const wired = [{ name: 'eth0', carrier: true, addresses: ['10.0.0.7'] }];
  t.same(told({ kind: 'network-changed', interfaces: wired }, closed), [
    { kind: 'notify-status', text: 'connecting; cloud: connecting' },
    { kind: 'notify-status', text: 'connecting; cloud: offline (dns)' },
  ]);
  t.same(told(closed), []);
  const message = {
    type: 'pairing',
    pairingId: 'P',
    code: 'K7QM-3XHT',
    url: 'U',
    shortUrl: 's',
  } as const;
  t.same(told({ kind: 'message-received', parsed: { outcome: 'message', message } }), [
    { kind: 'notify-status', text: 'pairing; cloud: online' },
  ]);
});
