/**
 * Recognises what a new account plays on a picture of the panel: the bundled samples, drawn here by another renderer
 * than the device's and compared as coarsely as two renderers agree.
 *
 * Sees the samples that stand still; the page among them shows the time. Landscape panels only: resvg aborts on two of
 * the samples where a portrait panel cuts their edges off.
 */
import { readFileSync } from 'node:fs';
import { samplePlaylist } from '../../cloud/src/content/samples/samples.ts';
import { rasterise } from '../../device/agent/src/screens/rasterise.ts';
import type { Picture } from './picture.ts';

/** Mean of each cell of the grid, row by row, three colours each, from 0 to 255. */
export type Thumbnail = readonly number[];

const columns = 16;
const rows = 16;
/** Mean difference of a colour up to which two renderings are one picture; different samples are 20 and more apart. */
const sameUpTo = 10;
/** References are drawn at this share of the panel's size; cells average out the rest. */
const scale = 1 / 4;

const references = new Map<string, readonly { name: string; thumbnail: Thumbnail }[]>();

/** Which sample stands on the panel alone, or null. */
export function sampleOn(picture: Picture): string | null {
  const thumbnail = thumbnailOf(picture);
  const nearest = referencesFor(picture)
    .map(({ name, thumbnail: other }) => ({ name, apart: distance(thumbnail, other) }))
    .sort((one, other) => one.apart - other.apart)[0];
  return nearest !== undefined && nearest.apart <= sameUpTo ? nearest.name : null;
}

/** Whether the panel shows a sample, or one fading into another. */
export function isOfSamples(picture: Picture): boolean {
  const thumbnail = thumbnailOf(picture);
  const all = referencesFor(picture).map((reference) => reference.thumbnail);
  return all.some((one) => all.some((other) => distanceFromFade(thumbnail, one, other) <= sameUpTo));
}

export function thumbnailOf({ widthPx, heightPx, rgb }: Picture): Thumbnail {
  const sums = new Array<number>(columns * rows * 3).fill(0);
  const counts = new Array<number>(columns * rows).fill(0);
  for (let y = 0; y < heightPx; y += 1) {
    const row = Math.floor((y * rows) / heightPx) * columns;
    for (let x = 0; x < widthPx; x += 1) {
      const cell = row + Math.floor((x * columns) / widthPx);
      const at = (y * widthPx + x) * 3;
      counts[cell] = (counts[cell] ?? 0) + 1;
      for (let colour = 0; colour < 3; colour += 1)
        sums[cell * 3 + colour] = (sums[cell * 3 + colour] ?? 0) + (rgb[at + colour] ?? 0);
    }
  }
  return sums.map((sum, index) => sum / (counts[Math.floor(index / 3)] ?? 1));
}

/** Mean absolute difference of a colour. */
export function distance(one: Thumbnail, other: Thumbnail): number {
  return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;
}

/** The distance from the nearest moment of a cross-fade between two pictures. */
function distanceFromFade(seen: Thumbnail, from: Thumbnail, to: Thumbnail): number {
  const way = to.map((value, index) => value - (from[index] ?? 0));
  const length = dot(way, way);
  const gone = seen.map((value, index) => value - (from[index] ?? 0));
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, dot(gone, way) / length));
  return distance(
    seen,
    from.map((value, index) => value + share * (way[index] ?? 0)),
  );
}

function dot(one: Thumbnail, other: Thumbnail): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

/** The samples that stand still, as a panel of this shape shows them. */
export function referencesFor({
  widthPx,
  heightPx,
}: Pick<Picture, 'widthPx' | 'heightPx'>): readonly { name: string; thumbnail: Thumbnail }[] {
  const key = `${widthPx}x${heightPx}`;
  const known = references.get(key);
  if (known !== undefined) return known;
  const geometry = { widthPx: Math.round(widthPx * scale), heightPx: Math.round(heightPx * scale) };
  const made = samplePlaylist.items
    .filter(({ kind }) => kind === 'picture')
    .map(({ file, name }) => ({ name, thumbnail: thumbnailOf(drawSample(file, geometry)) }));
  references.set(key, made);
  return made;
}

/** Samples have no size of their own and take the one that they are given. */
function drawSample(file: URL, { widthPx, heightPx }: { widthPx: number; heightPx: number }): Picture {
  const svg = readFileSync(file, 'utf8').replace('<svg ', `<svg width="${widthPx}" height="${heightPx}" `);
  const { rgba } = rasterise(svg, { widthPx, heightPx }, 0);
  const rgb = Buffer.alloc(widthPx * heightPx * 3);
  for (let pixel = 0; pixel < widthPx * heightPx; pixel += 1)
    for (let colour = 0; colour < 3; colour += 1) rgb[pixel * 3 + colour] = rgba[pixel * 4 + colour] ?? 0;
  return { widthPx, heightPx, rgb };
}
