/**
 * The two layers of the player: loads an item into the one behind, and brings it to the front.
 *
 * Thin: `playback.ts` decides when. The layer behind is complete and painted before it is said to be ready, the
 * layer in front stays fully opaque beneath the one that fades in, and is emptied only when it is covered; so
 * there is no frame in which nothing is shown.
 */
import type { LocalItem } from './local-api.ts';

/** How long one item takes to pass into the next. */
const fadeMs = 600;

export interface LayerEvents {
  ready(load: number): void;
  failed(load: number, detail: string): void;
  settled(load: number): void;
}

export interface Layers {
  load(load: number, item: LocalItem): void;
  show(load: number): void;
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
    layer.replaceChildren();
    delete layer.dataset['load'];
  }

  async function prepare(load: number, item: LocalItem): Promise<void> {
    const layer = behind;
    empty(layer);
    layer.style.zIndex = '0';
    front.style.zIndex = '1';
    const parts = item.kind === 'picture' ? await picture(item.source) : await page(item, layer);
    if (loading !== load) return;
    if (item.kind === 'picture') layer.replaceChildren(...parts);
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

async function picture(source: string): Promise<HTMLElement[]> {
  const image = new Image();
  image.src = source;
  image.alt = '';
  try {
    await image.decode();
  } catch (cause) {
    throw new Error('the picture could not be loaded or decoded', { cause });
  }
  return [backdrop(image), image];
}

/** A small blurred copy, blurred once rather than in each frame: cheap on a panel without a graphics processor. */
function backdrop(image: HTMLImageElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const width = image.naturalWidth || 16;
  const height = image.naturalHeight || 9;
  const scale = 96 / Math.max(width, height);
  canvas.width = Math.max(8, Math.round(width * scale));
  canvas.height = Math.max(8, Math.round(height * scale));
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.filter = 'blur(5px)';
    // Drawn a little too large, so that the blur finds no transparent edge to mix in.
    context.drawImage(image, -8, -8, canvas.width + 16, canvas.height + 16);
  }
  return canvas;
}

/** A frame tells nothing of a page that is not there, so the page is fetched first; the frame finds it in the cache. */
async function page(item: LocalItem, layer: HTMLElement): Promise<HTMLElement[]> {
  const response = await fetch(item.source);
  if (!response.ok) throw new Error(`the page answered with status ${response.status}`);
  await response.arrayBuffer();
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('scrolling', 'no');
  frame.tabIndex = -1;
  frame.title = '';
  await new Promise<void>((resolve) => {
    frame.addEventListener('load', () => resolve(), { once: true });
    frame.src = item.source;
    // A frame loads only within the document, and begins anew when it is moved.
    layer.replaceChildren(frame);
  });
  return [frame];
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
