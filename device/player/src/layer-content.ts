/**
 * What fills a layer: a picture, a film, a page of the account, a web page; each complete before it is shown.
 *
 * Nothing here is ever seen half: a picture is decoded, of a film the first frame, a frame has loaded. Films make no
 * sound. What a frame holds can reach neither this page nor the agent, nor lead the browser elsewhere.
 */
import { type LocalItem, reachablePath, reachableSchema } from './local-api.ts';

/** Web pages go on drawing for a moment after they say that they have loaded. */
const webSettleMs = 1_000;

export async function picture(source: string): Promise<HTMLElement[]> {
  const image = new Image();
  image.src = source;
  image.alt = '';
  try {
    await image.decode();
  } catch (cause) {
    throw new Error('the picture could not be loaded or decoded', { cause });
  }
  return [backdrop(image, image.naturalWidth, image.naturalHeight), image];
}

export async function video(source: string): Promise<HTMLElement[]> {
  const film = document.createElement('video');
  film.muted = true;
  film.playsInline = true;
  film.disablePictureInPicture = true;
  film.preload = 'auto';
  const loaded = new Promise<void>((resolve, reject) => {
    film.addEventListener('loadeddata', () => resolve(), { once: true });
    film.addEventListener('error', () => reject(new Error(whyNot(film))), { once: true });
  });
  film.src = source;
  await loaded;
  return [backdrop(film, film.videoWidth, film.videoHeight), film];
}

/** Plays the film of a layer, if it holds one, from its beginning. */
export function startFilm(layer: HTMLElement, ended: () => void): void {
  const film = layer.querySelector('video');
  if (film === null) return;
  film.onended = ended;
  film.onerror = ended;
  film.currentTime = 0;
  // Refused, it would stand still for its time; so it is over.
  film.play().catch(() => {
    if (film.isConnected) ended();
  });
}

/** A frame tells nothing of a page that is not there, so the page is fetched first; the frame finds it in the cache. */
export async function page(item: LocalItem, layer: HTMLElement, isWanted: () => boolean): Promise<void> {
  const response = await fetch(item.source);
  if (!response.ok) throw new Error(`the page answered with status ${response.status}`);
  await response.arrayBuffer();
  if (isWanted()) await frame(layer, item, 'allow-scripts');
}

/**
 * The agent looks first whether the page is there, since a frame would show the browser's own words about it. With an
 * origin of its own it may keep what it stores; it is never that of this page, which refuses to be framed.
 */
export async function web(item: LocalItem, layer: HTMLElement, isWanted: () => boolean): Promise<void> {
  const response = await fetch(`${reachablePath}?item=${encodeURIComponent(item.id)}`);
  const { ok, detail } = reachableSchema.parse(await response.json());
  if (!ok) throw new Error(detail);
  if (!isWanted()) return;
  await frame(layer, item, 'allow-scripts allow-same-origin allow-forms');
  await new Promise((resolve) => setTimeout(resolve, webSettleMs));
}

/** Ends what the layer holds: a film would keep its decoder. */
export function dismantle(layer: HTMLElement): void {
  for (const film of layer.querySelectorAll('video')) {
    film.onended = null;
    film.onerror = null;
    film.pause();
    film.removeAttribute('src');
    film.load();
  }
  layer.replaceChildren();
}

function frame(layer: HTMLElement, item: LocalItem, sandbox: string): Promise<void> {
  const made = document.createElement('iframe');
  made.setAttribute('sandbox', sandbox);
  made.setAttribute('scrolling', 'no');
  made.dataset['kind'] = item.kind;
  made.referrerPolicy = 'no-referrer';
  made.tabIndex = -1;
  made.title = '';
  return new Promise((resolve) => {
    made.addEventListener('load', () => resolve(), { once: true });
    made.src = item.source;
    // A frame loads only within the document, and begins anew when it is moved.
    layer.replaceChildren(made);
  });
}

/** A small blurred copy, blurred once rather than in each frame: cheap on a panel without a graphics processor. */
function backdrop(
  image: HTMLImageElement | HTMLVideoElement,
  naturalWidth: number,
  naturalHeight: number,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const width = naturalWidth || 16;
  const height = naturalHeight || 9;
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

function whyNot(film: HTMLVideoElement): string {
  return `the film could not be loaded or decoded: ${film.error?.message || `code ${film.error?.code ?? 0}`}`;
}
