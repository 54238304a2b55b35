/**
 * What a pairing screen consists of: its words as blocks, and the code on its paper.
 */
import { type Block, fitted, stack, text } from './blocks.ts';
import type { Canvas } from './canvas.ts';
import { palette } from './palette.ts';
import { explanation, headline, nothing, sentence, steps } from './parts.ts';
import { type QrMatrix, qrPath, quietZoneModules } from './qr.ts';
import type { Screen } from './screen.ts';
import type { Sizes } from './sizes.ts';
import { captions, type ScreenWords } from './words.ts';

export type PairingScreen = Extract<Screen, { kind: 'pairing' }>;

export interface PairingParts {
  /** Why the device is unpaired, if there is something to say. */
  banner: Block;
  /** What to do, or what is wrong. */
  message: Block;
  /** Address and code to type. */
  code: Block;
}

export function pairingParts(screen: PairingScreen, words: ScreenWords, sizes: Sizes): PairingParts {
  const asleep = screen.link.state !== 'online';
  const caption = (content: string) =>
    text(content, { font: 'text', sizePx: sizes.labelPx, color: palette.quiet, maxLines: 3 });
  const address = fitted(
    screen.shortUrl,
    { font: 'strong', sizePx: Math.round(sizes.leadPx * 1.2), color: palette.bright, maxLines: 5 },
    sizes.labelPx,
  );
  const code = fitted(
    screen.code,
    {
      font: 'code',
      sizePx: Math.round(sizes.headlinePx * 2.3),
      color: asleep ? palette.quiet : palette.accent,
      leadingEm: 1.1,
      maxLines: 1,
    },
    12,
  );
  const tight = Math.round(sizes.itemGapPx * 0.4);
  return {
    banner: words.notice === null ? nothing : explanation(words.notice, 'notice', sizes),
    message: stack(Math.round(sizes.groupGapPx * 0.75), [
      headline(words, sizes),
      words.steps.length > 0 ? steps(words.steps, sizes) : nothing,
      words.trouble === null ? nothing : explanation(words.trouble, 'trouble', sizes),
      ...words.sentences.map((one) => sentence(one, sizes)),
    ]),
    code: stack(sizes.itemGapPx, [
      stack(tight, [caption(captions[screen.link.state].address), address]),
      stack(tight, [caption(captions[screen.link.state].code), code]),
    ]),
  };
}

export interface Card {
  sidePx: number;
  paint(canvas: Canvas, xPx: number, yPx: number): void;
}

/** The code on its paper: four light modules around it, and as much more as the rounded corners take away. */
export function cardOf(screen: PairingScreen, matrix: QrMatrix, modulePx: number): Card {
  const radiusPx = Math.round(modulePx * 1.8);
  const outsetPx = Math.ceil(radiusPx * 0.3);
  const codePx = matrix.size * modulePx;
  const quietPx = quietZoneModules * modulePx + outsetPx;
  const sidePx = codePx + 2 * quietPx;
  const paper = screen.link.state === 'online' ? palette.paper : palette.paperAsleep;
  return {
    sidePx,
    paint(canvas, xPx, yPx) {
      const path = qrPath(matrix, modulePx, xPx + quietPx, yPx + quietPx);
      canvas.paint(
        `<rect x="${xPx}" y="${yPx}" width="${sidePx}" height="${sidePx}" rx="${radiusPx}" fill="${paper}"/>` +
          `<path shape-rendering="crispEdges" fill="${palette.ink}" d="${path}"/>`,
      );
      canvas.place({
        kind: 'qr',
        label: screen.url,
        xPx,
        yPx,
        widthPx: sidePx,
        heightPx: sidePx,
        cut: false,
      });
    },
  };
}
