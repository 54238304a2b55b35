/**
 * Looks into a file and says what it is, by its content and never by its name, and whether a screen can play it.
 *
 * Only what the Chromium of a device plays is let in: a file that a screen cannot show is refused where somebody can
 * still choose another. Nothing is decoded here; a file that is broken within is skipped by the screen, with a notice.
 */
import { open } from 'node:fs/promises';
import { imageSizeFromFile } from 'image-size/fromFile';
import { FilePathSource, Input, type InputVideoTrack, Logging, LogLevel, MP4, WEBM } from 'mediabunny';

export interface MediaFacts {
  kind: 'picture' | 'video';
  /** Media type. */
  type: string;
  widthPx: number;
  heightPx: number;
  /** Of a film. */
  durationMs: number | null;
}

export type Inspection =
  | { outcome: 'fit'; facts: MediaFacts }
  /** What to do about it, in a sentence. */
  | { outcome: 'unfit'; detail: string };

// What it makes of a stranger's file is answered to them, and no line for our log.
Logging.level = LogLevel.Silent;

/** A longer one is cut by its duration on screen anyway. */
const longestMs = 24 * 3_600_000;
/** What a device with little memory still decodes; more than any panel shows. */
const mostPixels = 64_000_000;

const pictureTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
};
const codecs: ReadonlySet<string> = new Set(['avc', 'vp8', 'vp9', 'av1']);

export const takenFormats =
  'Pictures may be PNG, JPEG, GIF, WebP, AVIF or SVG; films MP4 or WebM with H.264, VP8, VP9 or AV1.';

export async function inspectMedia(path: string): Promise<Inspection> {
  const start = await readStart(path);
  return isFilm(start) ? inspectFilm(path) : inspectPicture(path, start);
}

async function inspectPicture(path: string, start: Buffer): Promise<Inspection> {
  try {
    const { type = '', width, height, orientation = 1 } = await imageSizeFromFile(path);
    const known = pictureTypes[type];
    if (known === undefined || (type === 'svg' && !isSvg(start))) return unfit(takenFormats);
    if (!(width > 0 && height > 0)) return unfit('The picture does not say how large it is.');
    if (width * height > mostPixels && type !== 'svg') {
      return unfit(`The picture has ${width} × ${height} pixels. Make it smaller: no screen shows as many.`);
    }
    // EXIF: from 5 on it lies on its side.
    const [widthPx, heightPx] = orientation >= 5 ? [height, width] : [width, height];
    const facts = { widthPx: Math.round(widthPx), heightPx: Math.round(heightPx), durationMs: null };
    return { outcome: 'fit', facts: { kind: 'picture', type: known, ...facts } };
  } catch {
    return unfit(takenFormats);
  }
}

async function inspectFilm(path: string): Promise<Inspection> {
  const input = new Input({ source: new FilePathSource(path), formats: [MP4, WEBM] });
  try {
    const format = await input.getFormat();
    const track = await input.getPrimaryVideoTrack();
    if (track === null) return unfit('There is no picture in this film. Screens play without sound.');
    const codec = await track.getCodec();
    if (codec === null || !codecs.has(codec)) {
      return unfit(`The film is coded as ${codec ?? 'something unknown'}. ${takenFormats}`);
    }
    return await describeFilm(format === MP4 ? 'video/mp4' : 'video/webm', track);
  } catch {
    return unfit(takenFormats);
  } finally {
    input.dispose();
  }
}

async function describeFilm(type: string, track: InputVideoTrack): Promise<Inspection> {
  const seconds = (await track.getDurationFromMetadata()) ?? (await track.computeDuration());
  const durationMs = Math.round(seconds * 1_000);
  if (!(durationMs > 0)) return unfit('The film has no length.');
  if (durationMs > longestMs) return unfit('The film is longer than a day.');
  const [widthPx, heightPx] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
  return { outcome: 'fit', facts: { kind: 'video', type, widthPx, heightPx, durationMs } };
}

function unfit(detail: string): Inspection {
  return { outcome: 'unfit', detail };
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4_096), 0, 4_096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** ISO base media (but for pictures in it), or EBML. */
function isFilm(start: Buffer): boolean {
  if (start.length >= 4 && start.readUInt32BE(0) === 0x1a45dfa3) return true;
  const brand = start.toString('latin1', 4, 12);
  return brand.startsWith('ftyp') && !/^ftyp(avif|avis|heic|heix|hevc|mif1|msf1)/.test(brand);
}

/** The document itself, and not a page that holds one. */
function isSvg(start: Buffer): boolean {
  return /^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<svg[\s>]/i.test(
    start.toString('utf8'),
  );
}
