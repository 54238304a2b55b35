/**
 * How each effect is carried out, by the ports alone.
 *
 * The table is one mapped type over the effect union, so an effect without an executor does not compile. An
 * executor decides nothing: it does, and tells what came of it as an event. It may throw `OperationalError`;
 * the engine makes that an event too.
 */
import { parseCloudMessage } from '@signet/protocol';
import type { Effect, EffectKind, EffectOf } from '../core/effects.ts';
import type { AgentEvent } from '../core/events.ts';
import type {
  ClockPort,
  ConnectionPort,
  DisplayPort,
  IdentityPort,
  LogPort,
  MediaPort,
  NotifyPort,
  PlayerPort,
  Shown,
  StorePort,
  TimerPort,
} from '../ports.ts';
import { createContentQueue, loadContent } from './load-content.ts';
import { createOrder } from './order.ts';

/** The world as executors see it. `random` is uniform in [0, 1). */
export interface World {
  display: DisplayPort;
  connection: ConnectionPort;
  identity: IdentityPort;
  store: StorePort;
  media: MediaPort;
  player: PlayerPort;
  notify: NotifyPort;
  timers: TimerPort;
  clock: ClockPort;
  log: LogPort;
  random(): number;
}

export type Executors = { readonly [Kind in EffectKind]: (effect: EffectOf<Kind>) => void | Promise<void> };

export function createExecutors(world: World, happened: (event: AgentEvent) => void): Executors {
  const { connection, display, store, timers, player, notify, media, random } = world;
  const content = createContentQueue();
  const order = createOrder();
  const stands = ({ standing }: Shown) => standing !== false;
  return {
    'open-connection': () => {
      connection.open({
        opened: (cloudOverMonotonicMs) =>
          happened({
            kind: 'connection-opened',
            ...(cloudOverMonotonicMs === undefined ? {} : { cloudOverMonotonicMs }),
          }),
        message: (text) => happened({ kind: 'message-received', parsed: parseCloudMessage(text) }),
        pong: () => happened({ kind: 'pong-received' }),
        closed: ({ trouble, detail }) =>
          happened({ kind: 'connection-closed', trouble, detail, random: random() }),
      });
    },
    'close-connection': () => connection.close(),
    'doubt-clock': ({ origin }) => world.clock.doubt(origin),
    'sign-on': async ({ claims }) => {
      connection.send({ type: 'hello', jws: await world.identity.signHello(claims) });
    },
    send: ({ message }) => connection.send(message),
    ping: () => connection.ping(),
    'start-timer': ({ timer, delayMs }) => {
      timers.start(timer, delayMs, () => happened({ kind: 'timer-fired', timer, random: random() }));
    },
    'stop-timer': ({ timer }) => timers.stop(timer),
    'show-screen': async ({ screen }) => {
      const shown = await order.showing(display.show(screen));
      happened({ kind: 'screen-shown', standing: stands(shown) });
    },
    'check-display': async () => {
      const checked = (await display.check?.()) ?? { drawn: false };
      happened({ kind: 'display-checked', standing: stands(checked) });
    },
    'store-pairing': ({ pairing }) => store.writePairing(pairing),
    'store-binding': ({ binding }) => {
      store.writeBinding(binding);
      happened({ kind: 'binding-stored', revision: binding.desired.revision });
    },
    'clear-binding': async ({ reason }) => {
      // Content first: a cut between the two leaves a binding without content, which loads again or is cleared again.
      await content(() => media.removeAllBut(new Set()));
      store.clearBinding(reason);
      happened({ kind: 'binding-cleared' });
    },
    'store-notice': ({ notice }) => store.addNotice(notice),
    'clear-notices': () => store.clearNotices(),
    'load-content': (effect) => content((signal) => loadContent(effect, media, happened, signal)),
    'keep-content': ({ sha256s }) => content(() => media.removeAllBut(new Set(sha256s))),
    play: ({ binding }) => order.afterEarlier(() => player.play(binding)),
    'start-player': () => order.afterEarlier(() => player.start()),
    'reveal-player': () => order.afterEarlier(() => player.reveal()),
    'stop-player': () => order.afterScreens(() => player.stop()),
    'notify-ready': () => notify.ready(),
    'notify-watchdog': () => notify.watchdog(),
    'notify-status': ({ text }) => notify.status(text),
    log: ({ level, code, fields }) => world.log.log(level, code, fields),
  };
}

/** Carries out one effect by the table. */
export function execute(executors: Executors, effect: Effect): void | Promise<void> {
  // The table's type pairs each kind with its own executor; TypeScript cannot follow the pairing through an index.
  const executor = executors[effect.kind] as (effect: Effect) => void | Promise<void>;
  return executor(effect);
}
