/**
 * The two layers of the player: loads an item into the one behind, and brings it to the front.
 *
 * Thin: `playback.ts` decides when. The layer behind is complete and painted before it is said to be ready, the
 * layer in front stays fully opaque beneath the one that fades in, and is emptied only when it is covered; so
 * there is no frame in which nothing is shown.
 */
import { dismantle, page, picture, startFilm, video, web } from './layer-content.ts';
import type { LocalItem } from './local-api.ts';

/** How long one item takes to pass into the next. */
const fadeMs = 600;

export interface LayerEvents {
  ready(load: number): void;
  failed(load: number, detail: string): void;
  settled(load: number): void;
  /** The film in front is over, or broke off. */
  ended(load: number): void;
}

export interface Layers {
  load(load: number, item: LocalItem): void;
  show(load: number): void;
  /** The film in front from its beginning. */
  replay(load: number): void;
  drop(load: number): void;
  clear(): void;
}

export function createLayers(player: HTMLElement, events: LayerEvents): Layers {
  const [first, second] = player.querySelectorAll<HTMLElement>('.layer');
  if (first === undefined || second === undefined) throw new Error('the page has no layers');
  let front = first;
  let behind = second;
  let loading = 0;

  function empty(layer: HTMLElement): void {
    dismantle(layer);
    delete layer.dataset['load'];
  }

  async function prepare(load: number, item: LocalItem): Promise<void> {
    const layer = behind;
    empty(layer);
    layer.style.zIndex = '0';
    front.style.zIndex = '1';
    const given = (): boolean => loading === load;
    await fill(layer, item, given);
    if (!given()) return;
    layer.dataset['load'] = String(load);
    layer.dataset['item'] = item.id;
    await painted();
    if (loading === load) events.ready(load);
  }

  return {
    load(load, item) {
      loading = load;
      prepare(load, item).catch((cause: unknown) => {
        if (loading === load) events.failed(load, cause instanceof Error ? cause.message : String(cause));
      });
    },
    show(load) {
      const next = behind;
      const last = front;
      front = next;
      behind = last;
      loading = 0;
      next.style.zIndex = '2';
      last.style.zIndex = '1';
      player.classList.add('front');
      const still = document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches;
      const fade = next.animate([{ opacity: 0 }, { opacity: 1 }], {
        duration: still ? 0 : fadeMs,
        easing: 'ease-in-out',
      });
      const done = (): void => {
        // A stop, or a newer item, may have come in between.
        if (front !== next || next.dataset['load'] !== String(load)) return;
        empty(last);
        events.settled(load);
      };
      fade.finished.then(done, () => undefined);
      startFilm(next, () => {
        if (front === next && next.dataset['load'] === String(load)) events.ended(load);
      });
    },
    replay(load) {
      if (front.dataset['load'] === String(load)) startFilm(front, () => events.ended(load));
    },
    drop(load) {
      if (loading !== load) return;
      loading = 0;
      empty(behind);
    },
    clear() {
      loading = 0;
      player.classList.remove('front');
      for (const layer of [front, behind]) {
        for (const animation of layer.getAnimations()) animation.cancel();
        empty(layer);
      }
    },
  };
}

/** Puts an item into the layer, complete; `isWanted` says whether anybody still waits for it. */
async function fill(layer: HTMLElement, item: LocalItem, isWanted: () => boolean): Promise<void> {
  switch (item.kind) {
    case 'picture': {
      const parts = await picture(item.source);
      if (isWanted()) layer.replaceChildren(...parts);
      return;
    }
    case 'video': {
      const parts = await video(item.source);
      if (isWanted()) layer.replaceChildren(...parts);
      return;
    }
    case 'page':
      return page(item, layer, isWanted);
    case 'web':
      return web(item, layer, isWanted);
    default:
      item.kind satisfies never;
  }
}

/** Two frames on: what was put into the document has been painted. A page that nobody sees paints nothing. */
function painted(): Promise<void> {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      document.removeEventListener('visibilitychange', done);
      resolve();
    };
    requestAnimationFrame(() => requestAnimationFrame(done));
    document.addEventListener('visibilitychange', done);
  });
}
