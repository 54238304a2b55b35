import t from 'tap';
import type { ScreenKind } from './local-api.ts';
import {
  decide,
  emptyStage,
  leaveMs,
  patienceMs,
  redrawMs,
  type StageEffect,
  type StageEvent,
  undecidedMs,
  wakeAtMs,
} from './stage.ts';

const words = (effect: StageEffect): string =>
  effect.kind === 'draw' ? `draw ${effect.draw} ${effect.screen}` : effect.kind;
const connected = (atMs: number): StageEvent => ({ kind: 'connected', atMs });
const disconnected: StageEvent = { kind: 'disconnected' };
const heard = (atMs: number): StageEvent => ({ kind: 'heard', atMs });
const screen = (kind: ScreenKind, atMs: number): StageEvent => ({
  kind: 'screen',
  version: 1,
  screen: kind,
  atMs,
});
const drawn = (draw: number, atMs: number): StageEvent => ({ kind: 'drawn', draw, atMs });
const play: StageEvent = { kind: 'play' };
const stop = (atMs: number): StageEvent => ({ kind: 'stop', atMs });
const time = (atMs: number): StageEvent => ({ kind: 'time', atMs });

const showing = (kind: ScreenKind): [StageEvent, string[]][] => [
  [connected(0), []],
  [screen(kind, 0), [`draw 1 ${kind}`]],
  [drawn(1, 10), []],
];

const stories: { name: string; steps: [StageEvent, string[]][] }[] = [
  {
    name: 'a page that never finds its agent says so after a while',
    steps: [
      [time(patienceMs - 1), []],
      [time(patienceMs), ['cover']],
      [time(patienceMs * 9), []],
    ],
  },
  {
    name: 'a code is covered when the agent has been silent, and uncovered when a fresh one is drawn, not before',
    steps: [
      ...showing('pairing'),
      [heard(2_000), []],
      [disconnected, []],
      [time(2_000 + patienceMs), ['cover']],
      [connected(60_000), []],
      [heard(60_001), []],
      [screen('pairing', 60_001), ['draw 2 pairing']],
      [drawn(1, 60_002), []],
      [drawn(2, 60_100), ['uncover']],
    ],
  },
  {
    name: 'an agent that freezes and goes on over the same connection is uncovered as soon as it is heard',
    steps: [...showing('pairing'), [time(patienceMs), ['cover']], [heard(9_000), ['uncover']]],
  },
  {
    name: 'a quick restart shows no cover at all',
    steps: [
      ...showing('pairing'),
      [heard(4_000), []],
      [disconnected, []],
      [connected(5_000), []],
      [screen('starting', 5_001), ['draw 2 starting']],
      [time(5_010), []],
      [drawn(2, 5_020), []],
      [time(8_000), []],
    ],
  },
  {
    name: 'a new screen that cannot be fetched is asked for again, and the old one is covered meanwhile',
    steps: [
      ...showing('pairing'),
      [screen('unpaired', 1_000), ['draw 2 unpaired']],
      [{ kind: 'not-drawn', draw: 2, atMs: 1_010 }, []],
      [time(1_010 + redrawMs), ['draw 3 unpaired']],
      [{ kind: 'not-drawn', draw: 2, atMs: 2_100 }, []],
      [heard(5_900), []],
      [time(1_000 + patienceMs), ['cover']],
      [drawn(3, 6_100), ['uncover']],
    ],
  },
  {
    name: 'another size of the page is another drawing',
    steps: [
      [{ kind: 'resized', atMs: 0 }, []],
      ...showing('pairing'),
      [{ kind: 'resized', atMs: 20 }, ['draw 2 pairing']],
      [drawn(1, 21), []],
      [drawn(2, 30), []],
    ],
  },
  {
    name: 'a stop goes back at once to a screen that is there',
    steps: [...showing('loading'), [play, []], [stop(1_000), ['stop-player']], [stop(1_001), []]],
  },
  {
    name: 'a stop waits for the screen that is on its way, so that no old one is seen',
    steps: [
      ...showing('loading'),
      [play, []],
      [screen('unpaired', 1_000), ['draw 2 unpaired']],
      [stop(1_001), []],
      [drawn(2, 1_050), ['stop-player']],
    ],
  },
  {
    name: 'a stop does not uncover the screen that says that something plays',
    steps: [
      ...showing('playing'),
      [play, []],
      [stop(1_000), []],
      [screen('unpaired', 1_100), ['draw 2 unpaired']],
      [drawn(2, 1_150), ['stop-player']],
    ],
  },
  {
    name: 'a stop waits for no screen for ever',
    steps: [...showing('playing'), [play, []], [stop(1_000), []], [time(1_000 + leaveMs), ['stop-player']]],
  },
  {
    name: 'a stop and then a play again goes on playing',
    steps: [...showing('playing'), [play, []], [stop(1_000), []], [play, []], [time(1_000 + leaveMs), []]],
  },
  {
    name: 'a stop while nothing plays is nothing',
    steps: [...showing('pairing'), [stop(100), []]],
  },
  {
    name: 'what plays goes on while the agent is away, and under a new one until it has decided',
    steps: [
      ...showing('playing'),
      [play, []],
      [disconnected, []],
      [time(60_000), ['cover']],
      [connected(70_000), []],
      [screen('starting', 70_001), ['draw 2 starting']],
      [drawn(2, 70_010), ['uncover']],
      [screen('loading', 70_020), ['draw 3 loading']],
      [drawn(3, 70_030), []],
      [play, []],
      [heard(70_000 + undecidedMs), []],
      [time(70_000 + undecidedMs), []],
    ],
  },
  {
    name: 'a new agent that does not play takes the picture back after a while',
    steps: [
      ...showing('playing'),
      [play, []],
      [connected(1_000), []],
      [screen('loading', 1_001), ['draw 2 loading']],
      [drawn(2, 1_002), []],
      [heard(1_000 + undecidedMs - 1), []],
      [time(1_000 + undecidedMs - 1), []],
      [time(1_000 + undecidedMs), ['stop-player']],
    ],
  },
  {
    name: 'a new agent that is gone again decides nothing',
    steps: [
      ...showing('playing'),
      [play, []],
      [connected(1_000), []],
      [disconnected, []],
      [time(1_000 + patienceMs), ['cover']],
      [time(1_000 + undecidedMs), []],
    ],
  },
  ...(['pairing', 'unpaired', 'error'] as const).map((kind) => ({
    name: `a new agent that shows ${kind} ends what played under the old one`,
    steps: [
      ...showing('playing'),
      [play, []],
      [connected(1_000), []],
      [screen(kind, 1_001), [`draw 2 ${kind}`]],
      [drawn(2, 1_050), ['stop-player']],
    ] satisfies [StageEvent, string[]][],
  })),
];

for (const { name, steps } of stories) {
  t.test(name, async (t) => {
    let state = emptyStage(0);
    let nowMs = 0;
    for (const [event, expected] of steps) {
      const decision = decide(state, event);
      t.same(decision.effects.map(words), expected, JSON.stringify(event));
      state = decision.state;
      if ('atMs' in event) nowMs = Math.max(nowMs, event.atMs);
      const next = wakeAtMs(state, nowMs);
      t.ok(next === null || next > nowMs, 'the next alarm lies ahead, so that no timer spins');
    }
  });
}

t.test('while a screen is up there is always an alarm that would cover it', async (t) => {
  const { state } = decide(emptyStage(0), connected(100));
  t.equal(wakeAtMs(state, 100), patienceMs);
  t.equal(wakeAtMs({ ...state, behindSinceMs: null }, 100), 100 + patienceMs);
  t.equal(wakeAtMs({ ...state, covered: true }, 100), null);
});
