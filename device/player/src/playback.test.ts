import t from 'tap';
import type { LocalItem, LocalPlaylist } from './local-api.ts';
import {
  decide,
  farewellMs,
  idlePlayback,
  leadMs,
  loadTimeoutMs,
  type PlaybackEffect,
  type PlaybackEvent,
  retryMs,
  wakeAtMs,
} from './playback.ts';

const item = (id: string, over: Partial<LocalItem> = {}): LocalItem => ({
  id,
  kind: 'picture',
  source: `/media/${id.padStart(64, '0')}`,
  durationMs: 20_000,
  ...over,
});
const list = (...items: LocalItem[]): LocalPlaylist => ({ id: 'list', items });
const film = item('film', { kind: 'video' });
const [a, b, c, d] = [item('a'), item('b'), item('c'), item('d')];

/** Effects in few words: `load a`, `show 1`, `drop 2`, `clear`, `first-frame a`, `item-failed a`. */
function words(effect: PlaybackEffect): string {
  switch (effect.kind) {
    case 'load':
      return `load ${effect.item.id}`;
    case 'report':
      return `${effect.report.type} ${effect.report.itemId}`;
    case 'clear':
      return 'clear';
    default:
      return `${effect.kind} ${effect.load}`;
  }
}

const play = (atMs: number, ...items: LocalItem[]): PlaybackEvent => ({
  kind: 'play',
  playlist: list(...items),
  atMs,
});
const ready = (load: number, atMs: number): PlaybackEvent => ({ kind: 'ready', load, atMs });
const settled = (load: number, atMs: number): PlaybackEvent => ({ kind: 'settled', load, atMs });
const failed = (load: number, atMs: number): PlaybackEvent => ({
  kind: 'failed',
  load,
  detail: 'broken',
  atMs,
});
const time = (atMs: number): PlaybackEvent => ({ kind: 'time', atMs });

/** `a` of the given list in front since 0, its fade over. */
const playingA = (...items: LocalItem[]): [PlaybackEvent, string[]][] => [
  [play(0, a, ...items), ['load a']],
  [ready(1, 0), ['show 1', 'first-frame a', 'item-started a']],
  [settled(1, 600), []],
];

const stories: { name: string; steps: [PlaybackEvent, string[]][]; wakeAt?: number | null }[] = [
  {
    name: 'items follow one another, each prepared before its turn and shown at it, and the list goes round',
    steps: [
      ...playingA(b),
      [time(20_000 - leadMs - 1), []],
      [time(20_000 - leadMs), ['load b']],
      [ready(2, 16_000), []],
      [time(19_999), []],
      [time(20_000), ['show 2', 'item-started b']],
      [settled(2, 20_600), []],
      [time(40_000 - leadMs), ['load a']],
      [ready(3, 36_000), []],
      [time(40_000), ['show 3', 'item-started a']],
    ],
  },
  {
    name: 'the first frame is reported only when the first item is ready, and once',
    steps: [
      [play(0, a, b), ['load a']],
      [time(5_000), []],
      [ready(1, 5_001), ['show 1', 'first-frame a', 'item-started a']],
    ],
  },
  {
    name: 'an item that is late does not shorten or blank the one before it',
    steps: [
      ...playingA(b),
      [time(15_000), ['load b']],
      [time(20_000), []],
      [ready(2, 23_000), ['show 2', 'item-started b']],
    ],
  },
  {
    name: 'nothing is prepared while two layers are still in use',
    steps: [
      [play(0, item('a', { durationMs: 1_000 }), b), ['load a']],
      [ready(1, 0), ['show 1', 'first-frame a', 'item-started a']],
      [time(500), []],
      [settled(1, 600), ['load b']],
    ],
  },
  {
    name: 'a broken item is reported and skipped',
    steps: [
      ...playingA(b, c),
      [time(15_000), ['load b']],
      [failed(2, 15_100), ['drop 2', 'item-failed b', 'load c']],
    ],
  },
  {
    name: 'an item that never becomes ready counts as broken',
    steps: [
      ...playingA(b, c),
      [time(15_000), ['load b']],
      [time(15_000 + loadTimeoutMs - 1), []],
      [time(15_000 + loadTimeoutMs), ['drop 2', 'item-failed b', 'load c']],
    ],
  },
  {
    name: 'with all others broken the current item stays in front, renewed without a reload',
    steps: [
      ...playingA(b),
      [time(15_000), ['load b']],
      [failed(2, 15_100), ['drop 2', 'item-failed b']],
      [time(20_000), ['item-started a']],
    ],
    wakeAt: 15_100 + retryMs,
  },
  {
    name: 'a broken item is tried again after a while, and not reported again',
    steps: [
      ...playingA(b),
      [time(15_000), ['load b']],
      [failed(2, 15_000), ['drop 2', 'item-failed b']],
      [time(20_000), ['item-started a']],
      [time(35_000), ['load b']],
      [failed(3, 35_100), ['drop 3']],
    ],
  },
  {
    name: 'when nothing can be loaded at all, nothing is shown and each is tried again',
    steps: [
      [play(0, a, b), ['load a']],
      [failed(1, 100), ['drop 1', 'item-failed a', 'load b']],
      [failed(2, 200), ['drop 2', 'item-failed b']],
      [time(100 + retryMs), ['load a']],
    ],
  },
  {
    name: 'a list of one item does not flicker: it is never loaded again',
    steps: [
      ...playingA(),
      [time(15_000), []],
      [time(20_000), ['item-started a']],
      [time(40_000), ['item-started a']],
    ],
    wakeAt: 60_000,
  },
  {
    name: 'a film that is over gives way before its time, as soon as the next item is ready',
    steps: [
      [play(0, film, b), ['load film']],
      [ready(1, 0), ['show 1', 'first-frame film', 'item-started film']],
      [settled(1, 600), []],
      [{ kind: 'ended', load: 1, atMs: 4_000 }, ['load b']],
      [ready(2, 4_200), ['show 2', 'item-started b']],
      [{ kind: 'ended', load: 1, atMs: 4_300 }, []],
    ],
  },
  {
    name: 'a film of which the end is heard before it has faded in waits for that',
    steps: [
      [play(0, film, b), ['load film']],
      [ready(1, 0), ['show 1', 'first-frame film', 'item-started film']],
      [{ kind: 'ended', load: 1, atMs: 300 }, []],
      [settled(1, 600), ['load b']],
    ],
  },
  {
    name: 'a film by itself begins anew, whether it ended or was cut',
    steps: [
      [play(0, film), ['load film']],
      [ready(1, 0), ['show 1', 'first-frame film', 'item-started film']],
      [settled(1, 600), []],
      [{ kind: 'ended', load: 1, atMs: 4_000 }, ['replay 1', 'item-started film']],
      [time(24_000), ['replay 1', 'item-started film']],
    ],
    wakeAt: 44_000,
  },
  {
    name: 'the same content twice in a row is not loaded twice',
    steps: [
      [play(0, a, item('a2', { source: a.source })), ['load a']],
      [ready(1, 0), ['show 1', 'first-frame a', 'item-started a']],
      [settled(1, 600), []],
      [time(20_000), ['item-started a2']],
    ],
  },
  {
    name: 'a changed list keeps the current item and what is already prepared where both are still right',
    steps: [
      ...playingA(b, c),
      [time(15_000), ['load b']],
      [play(16_000, a, b, d), ['first-frame a', 'item-started a']],
      [ready(2, 16_500), []],
      [time(20_000), ['show 2', 'item-started b']],
    ],
  },
  {
    name: 'what is prepared is dropped when another item comes next now',
    steps: [
      ...playingA(b),
      [time(15_000), ['load b']],
      [play(16_000, a, c, b), ['first-frame a', 'item-started a', 'drop 2', 'load c']],
      [ready(2, 16_100), []],
    ],
  },
  {
    name: 'a current item that is no longer listed stays to its boundary, but not for hours',
    steps: [
      [play(0, item('a', { durationMs: 3_600_000 })), ['load a']],
      [ready(1, 0), ['show 1', 'first-frame a', 'item-started a']],
      [settled(1, 600), []],
      [play(60_000, b), []],
      [time(60_000 + farewellMs - leadMs), ['load b']],
      [ready(2, 66_000), []],
      [time(60_000 + farewellMs), ['show 2', 'first-frame b', 'item-started b']],
    ],
  },
  {
    name: 'after a removed item the list goes on where it was',
    steps: [...playingA(b, c), [play(1_000, c, d), []], [time(11_000 - leadMs), ['load c']]],
  },
  {
    name: 'a new duration counts from when the item began',
    steps: [
      ...playingA(b),
      [play(8_000, item('a', { durationMs: 10_000 }), b), ['first-frame a', 'item-started a', 'load b']],
      [ready(2, 9_000), []],
      [time(10_000), ['show 2', 'item-started b']],
    ],
  },
  {
    name: 'a changed picture under the same item ID is another picture',
    steps: [...playingA(), [play(5_000, item('a', { source: b.source })), []], [time(10_000), ['load a']]],
  },
  {
    name: 'an empty list leaves what is in front until a stop',
    steps: [...playingA(), [play(1_000), []], [time(11_000), []]],
    wakeAt: null,
  },
  {
    name: 'a stop clears all, and news of earlier loads means nothing after it',
    steps: [
      ...playingA(b),
      [time(15_000), ['load b']],
      [{ kind: 'stop' }, ['clear']],
      [ready(2, 15_100), []],
      [failed(2, 15_100), []],
      [settled(1, 15_100), []],
      [time(20_000), []],
      [play(21_000, b), ['load b']],
      [ready(2, 21_100), []],
      [ready(3, 21_200), ['show 3', 'first-frame b', 'item-started b']],
    ],
  },
];

for (const { name, steps, wakeAt } of stories) {
  t.test(name, async (t) => {
    let state = idlePlayback;
    let nowMs = 0;
    for (const [event, expected] of steps) {
      const decision = decide(state, event);
      t.same(decision.effects.map(words), expected, JSON.stringify(event));
      state = decision.state;
      if ('atMs' in event) nowMs = event.atMs;
      const next = wakeAtMs(state, nowMs);
      t.ok(next === null || next > nowMs, 'the next alarm lies ahead, so that no timer spins');
    }
    if (wakeAt !== undefined) t.equal(wakeAtMs(state, nowMs), wakeAt);
  });
}

t.test('left to its own alarms, it plays on for ever and never shows what is not ready', async (t) => {
  let { state } = decide(idlePlayback, play(0, a, b, c));
  let nowMs = 0;
  const shown: string[] = [];
  for (let step = 0; step < 200; step += 1) {
    const loading = state.next;
    const event: PlaybackEvent =
      state.current !== null && !state.current.settled
        ? settled(state.current.load, nowMs)
        : loading !== null && !loading.ready
          ? ready(loading.load, nowMs)
          : time(wakeAtMs(state, nowMs) ?? Number.NaN);
    nowMs = 'atMs' in event ? event.atMs : nowMs;
    const decision = decide(state, event);
    for (const effect of decision.effects) {
      if (effect.kind === 'show') t.equal(effect.load, loading?.load);
      if (effect.kind === 'report' && effect.report.type === 'item-started') shown.push(effect.report.itemId);
    }
    state = decision.state;
  }
  t.equal(shown.slice(0, 7).join(' '), 'a b c a b c a');
  t.equal(shown.length, Math.floor(nowMs / 20_000) + 1, 'each in its own time');
});
