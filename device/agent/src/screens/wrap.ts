/**
 * Breaks text into lines that fit a width, by the widths of the fonts that will draw it.
 *
 * Cuts nothing silently: a line that is longer than the width, or words left over after the last line, are said in the
 * result, so that the caller can shrink the text, and only then use the ellipsis.
 */
import { type FontName, measureText } from './fonts.ts';
import { graphemesOf, printable } from './printable.ts';

export interface Wrapped {
  lines: readonly string[];
  /** Width of the longest line. */
  widthPx: number;
  /** An ellipsis took the place of a part of the text. */
  cut: boolean;
}

export interface WrapRules {
  font: FontName;
  sizePx: number;
  /** After so many lines an ellipsis stands for the rest. */
  maxLines: number;
  /** Lines of about equal length, as headlines want them. */
  balanced: boolean;
}

/** Breaks at spaces; within a word only where the word alone is longer than the width. */
export function wrapText(content: string, maxWidthPx: number, rules: WrapRules): Wrapped {
  const first = fill(content, maxWidthPx, rules);
  if (!rules.balanced || first.cut || first.lines.length < 2) return first;
  // The narrowest width that needs no more lines gives lines of about equal length.
  let low = maxWidthPx / 2;
  let high = maxWidthPx;
  let best = first;
  for (let step = 0; step < 6; step += 1) {
    const middle = (low + high) / 2;
    const tried = fill(content, middle, rules);
    if (!tried.cut && tried.lines.length <= first.lines.length && !breaksWords(tried, content)) {
      best = tried;
      high = middle;
    } else low = middle;
  }
  return best;
}

function breaksWords(wrapped: Wrapped, content: string): boolean {
  return wrapped.lines.join(' ') !== printable(content);
}

function fill(content: string, maxWidthPx: number, rules: WrapRules): Wrapped {
  const width = (text: string) => measureText(rules.font, rules.sizePx, text);
  const lines: string[] = [];
  let line = '';
  for (const word of printable(content).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (width(longer) <= maxWidthPx) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (width(line) > maxWidthPx && [...graphemesOf(line)].length > 1) {
      const head = longestHead(line, maxWidthPx, width);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  if (line !== '') lines.push(line);
  const cut = lines.length > rules.maxLines;
  const kept = cut ? lines.slice(0, rules.maxLines) : lines;
  if (cut) kept[kept.length - 1] = withEllipsis(kept.at(-1) ?? '', maxWidthPx, width);
  return { lines: kept, widthPx: Math.max(0, ...kept.map(width)), cut };
}

/** The longest beginning that fits, at least one character; after a hyphen, slash or dot where there is one near. */
function longestHead(word: string, maxWidthPx: number, width: (text: string) => number): string {
  let head = '';
  for (const grapheme of graphemesOf(word)) {
    if (head !== '' && width(head + grapheme) > maxWidthPx) break;
    head += grapheme;
  }
  const joint = Math.max(...['-', '/', '.', ':', '_'].map((c) => head.lastIndexOf(c))) + 1;
  return joint > head.length / 2 ? head.slice(0, joint) : head;
}

function withEllipsis(line: string, maxWidthPx: number, width: (text: string) => number): string {
  const kept = [...graphemesOf(line)];
  while (kept.length > 0 && width(`${kept.join('').trimEnd()}…`) > maxWidthPx) kept.pop();
  return `${kept.join('').trimEnd()}…`;
}
