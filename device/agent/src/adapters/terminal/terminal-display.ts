/**
 * Draws screens as text, for a bench, a demo or a serial line: the same sentences, and the code in half blocks.
 *
 * Writes line after line and moves no cursor, so that a log file or a slow line shows the same. A countdown alone is
 * no news: it would fill the terminal with one screen a second.
 */
import { isDeepStrictEqual } from 'node:util';
import qrcodeTerminal from 'qrcode-terminal';
import type { DisplayPort } from '../../ports.ts';
import { quietZoneModules } from '../../screens/qr.ts';
import type { Screen } from '../../screens/screen.ts';
import { plainText, wordsOf } from '../../screens/words.ts';

export interface TerminalOptions {
  write(text: string): void;
  /** Columns of the terminal at this moment. */
  columns(): number;
}

export function createTerminalDisplay({ write, columns }: TerminalOptions): DisplayPort {
  let last: Screen | null = null;
  let closed = false;
  return {
    async show(screen) {
      const news = withoutCountdown(screen);
      if (closed || isDeepStrictEqual(news, last)) return { drawn: false };
      write(terminalText(screen, columns()));
      last = news;
      return { drawn: true };
    },
    async close() {
      closed = true;
    },
  };
}

function withoutCountdown(screen: Screen): Screen {
  return screen.kind === 'connecting' ? { ...screen, nextTry: { state: 'now' } } : screen;
}

/** Columns below which nothing sensible can be wrapped. */
const fewestColumns = 20;

/** A screen as lines of text that fit the columns. */
export function terminalText(screen: Screen, columns: number): string {
  const width = Math.max(fewestColumns, Math.min(columns, 100));
  const lines = plainText(screen)
    .split('\n')
    .flatMap((line) => wrapColumns(line, width - 2));
  const { headline } = wordsOf(screen);
  const rule = `── Signet ${'─'.repeat(Math.max(0, Math.min(width, [...headline].length + 12) - 10))}`;
  const code = screen.kind === 'pairing' ? codeLines(screen.url, columns) : [];
  return `\n${[rule, ...code, ...lines.map((line) => `  ${line}`)].join('\n')}\n`;
}

/** Light modules that the library leaves around the code. */
const libraryQuietModules = 1;

/**
 * The code in half blocks, two modules to a character; a sentence where the terminal is too narrow for it. Light
 * modules are the lit ones, as terminals are dark.
 */
function codeLines(url: string, columns: number): string[] {
  const drawn = drawCode(url);
  const side = '█'.repeat(quietZoneModules - libraryQuietModules);
  const width = (drawn[0]?.length ?? 0) + 2 * side.length;
  if (width > columns) return ['', `  (${width} columns are needed to show the square to scan.)`, ''];
  // The library's first line is its quiet row alone, in the lower half: filled up, and one line above it, that makes four.
  const [, ...rows] = drawn;
  const full = '█'.repeat(width);
  return ['', full, full, ...rows.map((row) => side + row + side), full, '▀'.repeat(width), ''];
}

function drawCode(url: string): string[] {
  let drawn = '';
  // Q is the least level from M on that the library can be set to: its number for M is 0, which it takes for "not set".
  qrcodeTerminal.setErrorLevel('Q');
  qrcodeTerminal.generate(url, { small: true }, (text) => {
    drawn = text;
  });
  return drawn.split('\n').filter((line) => line !== '');
}

/** Breaks a line at spaces so that none is longer than the width; a longer word keeps its own line. */
export function wrapColumns(line: string, width: number): string[] {
  const lines: string[] = [];
  let open = '';
  for (const word of line.split(' ')) {
    const longer = open === '' ? word : `${open} ${word}`;
    if ([...longer].length > width && open !== '') {
      lines.push(open);
      open = word;
    } else open = longer;
  }
  return [...lines, open];
}
