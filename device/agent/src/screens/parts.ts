/**
 * The parts that screens have in common, as blocks: headline, steps, explanations, lists, progress, footer.
 */
import { type Block, fixed, flow, panel, row, spread, stack, text } from './blocks.ts';
import { measureText } from './fonts.ts';
import { icon, standingIcon } from './icons.ts';
import { palette } from './palette.ts';
import type { Sizes } from './sizes.ts';
import type { Explanation, Standing } from './troubles.ts';
import type { Fact, ScreenWords } from './words.ts';

export const nothing: Block = stack(0, []);

export function headline(words: Pick<ScreenWords, 'headline' | 'headlineIsName'>, sizes: Sizes): Block {
  return text(words.headline, {
    font: 'strong',
    sizePx: sizes.headlinePx,
    color: palette.bright,
    leadingEm: 1.25,
    balanced: true,
    maxLines: words.headlineIsName ? 2 : 6,
    mayCut: words.headlineIsName,
  });
}

export function sentence(content: string, sizes: Sizes, color: string = palette.plain): Block {
  return text(content, { font: 'text', sizePx: sizes.leadPx, color, balanced: true });
}

/** Numbered steps. */
export function steps(all: readonly string[], sizes: Sizes): Block {
  const side = Math.round(sizes.leadPx * 1.7);
  const rows = all.map((step, index) => {
    const number = String(index + 1);
    const sizePx = Math.round(sizes.leadPx * 0.82);
    const ring = fixed(side, side, { kind: 'icon', label: `step ${number}` }, (x, y) => {
      const weight = Math.max(1.5, side / 22);
      return `<circle cx="${x + side / 2}" cy="${y + side / 2}" r="${side / 2 - weight}" fill="none" stroke="${palette.accent}" stroke-width="${weight}"/>`;
    });
    const numbered: Block = {
      measure: (widthPx) => ring.measure(widthPx),
      paint(canvas, xPx, yPx, widthPx) {
        ring.paint(canvas, xPx, yPx, widthPx);
        const left = xPx + (side - measureText('strong', sizePx, number)) / 2;
        canvas.paintText('strong', sizePx, palette.accent, number, left, yPx + side / 2 + sizePx * 0.364);
      },
    };
    const words = text(step, { font: 'text', sizePx: sizes.leadPx, color: palette.bright, balanced: true });
    return row(Math.round(sizes.leadPx * 0.7), numbered, words);
  });
  return stack(Math.round(sizes.itemGapPx * 0.9), rows);
}

/** What is wrong and what to do, on a ground of its own. */
export function explanation(
  what: Explanation,
  how: 'trouble' | 'notice',
  sizes: Sizes,
  extra: readonly string[] = [],
): Block {
  const color = how === 'trouble' ? palette.trouble : palette.accent;
  const line = (content: string, ink: string) =>
    text(content, { font: 'text', sizePx: sizes.bodyPx, color: ink });
  const title = text(what.title, { font: 'strong', sizePx: sizes.bodyPx, color: palette.bright });
  const side = Math.round(sizes.bodyPx * 1.35);
  const head = row(
    Math.round(sizes.bodyPx * 0.6),
    icon(how === 'trouble' ? 'trouble' : 'unlinked', side, color, how, 2.2),
    title,
  );
  const lines = [what.sentence, what.advice, ...extra].map((one) => line(one, palette.plain));
  return panel(
    Math.round(sizes.bodyPx * 0.85),
    palette.panel,
    color,
    stack(Math.round(sizes.bodyPx * 0.35), [head, ...lines]),
  );
}

/** A list of labels and values; values are cut where a person chose them too long. */
export function facts(all: readonly Fact[], sizes: Sizes): Block {
  const gapPx = Math.round(sizes.bodyPx * 0.8);
  const labelPx = Math.max(0, ...all.map((one) => measureText('text', sizes.bodyPx, one.label)));
  const rows = all.map((one) => {
    const label = text(one.label, {
      font: 'text',
      sizePx: sizes.bodyPx,
      color: palette.quiet,
      maxLines: 1,
      mayCut: true,
    });
    const column: Block = {
      measure: (widthPx) => {
        const limit = Math.min(Math.ceil(labelPx), Math.round(widthPx * 0.4));
        return { ...label.measure(limit), widthPx: limit };
      },
      paint: (canvas, xPx, yPx, widthPx) => label.paint(canvas, xPx, yPx, widthPx),
    };
    const value = text(one.value, {
      font: 'text',
      sizePx: sizes.bodyPx,
      color: palette.bright,
      maxLines: 3,
      mayCut: true,
    });
    const shown =
      one.standing === undefined
        ? row(gapPx, column, value, 'top')
        : row(
            Math.round(gapPx * 0.7),
            standingIcon(one.standing, Math.round(sizes.bodyPx * 1.15)),
            row(gapPx, column, value, 'top'),
            'top',
          );
    return shown;
  });
  return stack(Math.round(sizes.bodyPx * 0.45), rows);
}

/** A bar that fills from the left. */
export function progressBar(done: number, total: number, sizes: Sizes): Block {
  const heightPx = Math.max(6, Math.round(sizes.unitPx * 1.5));
  return {
    measure: (widthPx) => ({ widthPx, heightPx, cut: false }),
    paint(canvas, xPx, yPx, widthPx) {
      const bar = (width: number, color: string) =>
        `<rect x="${Math.round(xPx)}" y="${Math.round(yPx)}" width="${Math.round(width)}" height="${heightPx}" rx="${heightPx / 2}" fill="${color}"/>`;
      const filled = total === 0 ? 0 : Math.max(heightPx, (widthPx * done) / total);
      canvas.paint(bar(widthPx, palette.line) + bar(filled, palette.accent));
      const label = `${done} of ${total}`;
      canvas.place({ kind: 'bar', label, xPx, yPx, widthPx, heightPx, cut: false });
    },
  };
}

/** Network and cloud at the left, the device's labels at the right. */
export function footer(words: ScreenWords, sizes: Sizes): Block {
  const { footerPx } = sizes;
  const standing = (one: Standing) =>
    row(
      Math.round(footerPx * 0.5),
      standingIcon(one.state, Math.round(footerPx * 1.3)),
      text(one.words, { font: 'strong', sizePx: footerPx, color: palette.plain, maxLines: 2 }),
    );
  const chips = [words.network, words.cloud].flatMap((one) => (one === null ? [] : [standing(one)]));
  const labels = words.labels.map((one) =>
    row(
      Math.round(footerPx * 0.4),
      text(one.label, { font: 'text', sizePx: footerPx, color: palette.quiet, maxLines: 1 }),
      text(one.value, { font: 'text', sizePx: footerPx, color: palette.plain, maxLines: 2, mayCut: true }),
    ),
  );
  const gapPx = Math.round(footerPx * 1.6);
  const rowGapPx = Math.round(footerPx * 0.35);
  return spread(
    gapPx,
    Math.round(footerPx * 0.6),
    flow(gapPx, rowGapPx, chips),
    flow(gapPx, rowGapPx, labels),
  );
}
