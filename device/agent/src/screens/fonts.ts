/**
 * Turns text into outlines and widths with the bundled fonts (Inter and JetBrains Mono, SIL Open Font License).
 *
 * Because every letter becomes a path here, the framebuffer, the browser page and the tests show the same picture
 * and no renderer needs a font. The same numbers measure and draw, so what was measured to fit does fit.
 * Must never throw for any text: names come from people, in any script; what the font lacks becomes a neat box.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import opentype from 'opentype.js';
import { graphemesOf } from './printable.ts';

const files = {
  text: '@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf',
  strong: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  code: '@expo-google-fonts/jetbrains-mono/700Bold/JetBrainsMono_700Bold.ttf',
} as const;

/** `text` for reading, `strong` for headlines and names, `code` for what is typed letter by letter. */
export type FontName = keyof typeof files;

/** Height of a line's ink above and below its baseline, in em; the same for all fonts so that rows line up. */
export const ascentEm = 0.97;
export const descentEm = 0.25;
/** Height of a capital letter, in em. */
export const capHeightEm = 0.727;

interface Face {
  font: opentype.Font;
  /** Advance of each grapheme, in em. */
  advances: Map<string, number>;
}

/** Width of the box that stands for a character no bundled font has, in em, and its space on either side. */
const missing = { widthEm: 0.5, sideEm: 0.06, strokeEm: 0.06, radiusEm: 0.1 };

const faces = new Map<FontName, Face>();
const outlines = new Map<string, string>();
/** Runs kept; about four screens' worth, some 200 KiB. */
const maxOutlines = 300;

/** Lets go of everything that was read or traced; the next text reads it again, in some tens of milliseconds. */
export function forgetFonts(): void {
  faces.clear();
  outlines.clear();
}

/** Width of a text, in px at the size given. */
export function measureText(name: FontName, sizePx: number, content: string): number {
  let em = 0;
  for (const grapheme of graphemesOf(content)) em += advanceEm(name, grapheme);
  return em * sizePx;
}

/** SVG path data of a text whose baseline starts at 0,0. */
export function outlineText(name: FontName, sizePx: number, content: string): string {
  const key = `${name} ${sizePx} ${content}`;
  const known = outlines.get(key);
  if (known !== undefined) {
    // Put back at the end, so that the run that was used longest ago is the first to go.
    outlines.delete(key);
    outlines.set(key, known);
    return known;
  }
  const data = trace(name, sizePx, content);
  outlines.set(key, data);
  if (outlines.size > maxOutlines) {
    const [oldest] = outlines.keys();
    if (oldest !== undefined) outlines.delete(oldest);
  }
  return data;
}

function trace(name: FontName, sizePx: number, content: string): string {
  const { font } = face(name);
  let x = 0;
  let data = '';
  for (const grapheme of graphemesOf(content)) {
    const glyph = glyphOf(font, grapheme);
    data += glyph === null ? missingBox(x, sizePx) : contours(glyph, x, sizePx);
    x += advanceEm(name, grapheme) * sizePx;
  }
  return data;
}

/**
 * Path data of one glyph with its origin at `x`. Written here, because the library's own writer mirrors and optimises,
 * neither of which is wanted.
 */
function contours(glyph: opentype.Glyph, x: number, sizePx: number): string {
  let data = '';
  for (const one of glyph.getPath(x, 0, sizePx).commands) {
    if (one.type === 'Z') data += 'Z';
    else if (one.type === 'Q') data += `Q${round(one.x1)} ${round(one.y1)} ${round(one.x)} ${round(one.y)}`;
    else if (one.type === 'C') {
      data += `C${round(one.x1)} ${round(one.y1)} ${round(one.x2)} ${round(one.y2)} ${round(one.x)} ${round(one.y)}`;
    } else data += `${one.type}${round(one.x)} ${round(one.y)}`;
  }
  return data;
}

function advanceEm(name: FontName, grapheme: string): number {
  const { font, advances } = face(name);
  const known = advances.get(grapheme);
  if (known !== undefined) return known;
  const glyph = glyphOf(font, grapheme);
  const em =
    glyph === null ? missing.widthEm + 2 * missing.sideEm : (glyph.advanceWidth ?? 0) / font.unitsPerEm;
  if (advances.size < 5000) advances.set(grapheme, em);
  return em;
}

/** The glyph of a grapheme's base character; null where the font has none. */
function glyphOf(font: opentype.Font, grapheme: string): opentype.Glyph | null {
  const [base = ''] = grapheme;
  return font.charToGlyphIndex(base) === 0 ? null : font.charToGlyph(base);
}

function missingBox(x: number, sizePx: number): string {
  const left = x + missing.sideEm * sizePx;
  const outer = ring(
    left,
    0,
    missing.widthEm * sizePx,
    capHeightEm * sizePx,
    missing.radiusEm * sizePx,
    true,
  );
  const inset = missing.strokeEm * sizePx;
  const inner = ring(
    left + inset,
    -inset,
    missing.widthEm * sizePx - 2 * inset,
    capHeightEm * sizePx - 2 * inset,
    (missing.radiusEm - missing.strokeEm) * sizePx,
    false,
  );
  return outer + inner;
}

/** A rounded rectangle standing on `bottom`; the two directions cancel out, which makes the hole. */
function ring(
  left: number,
  bottom: number,
  width: number,
  height: number,
  radius: number,
  clockwise: boolean,
) {
  const [l, r, t, b] = [round(left), round(left + width), round(bottom - height), round(bottom)];
  const q = round(radius);
  return clockwise
    ? `M${l + q} ${t}H${r - q}Q${r} ${t} ${r} ${t + q}V${b - q}Q${r} ${b} ${r - q} ${b}H${l + q}Q${l} ${b} ${l} ${b - q}V${t + q}Q${l} ${t} ${l + q} ${t}Z`
    : `M${l + q} ${t}Q${l} ${t} ${l} ${t + q}V${b - q}Q${l} ${b} ${l + q} ${b}H${r - q}Q${r} ${b} ${r} ${b - q}V${t + q}Q${r} ${t} ${r - q} ${t}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function face(name: FontName): Face {
  const known = faces.get(name);
  if (known !== undefined) return known;
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(files[name])));
  // `lowMemory` reads each glyph when it is first used: a quarter of the time and a tenth of the memory.
  const font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength), {
    lowMemory: true,
  });
  const loaded = { font, advances: new Map<string, number>() };
  faces.set(name, loaded);
  return loaded;
}
