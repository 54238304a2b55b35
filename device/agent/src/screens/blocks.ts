/**
 * The layout vocabulary: text, stack, row, spread, panel, fixed. A screen is built from these and nothing else.
 *
 * A block is measured for a width and then painted into the same width, by the same code path, so that a layout that
 * measured as fitting cannot overlap when painted.
 */
import type { Canvas, PlacedBox } from './canvas.ts';
import { ascentEm, descentEm, type FontName, measureText } from './fonts.ts';
import { wrapText } from './wrap.ts';

/** What a block takes of the width it was offered. */
export interface Size {
  widthPx: number;
  heightPx: number;
  /** An ellipsis took the place of something that may not be cut. */
  cut: boolean;
}

export interface Block {
  measure(widthPx: number): Size;
  paint(canvas: Canvas, xPx: number, yPx: number, widthPx: number): void;
}

export interface TextStyle {
  font: FontName;
  sizePx: number;
  color: string;
  /** Distance from baseline to baseline, in em. */
  leadingEm?: number;
  maxLines?: number;
  /** It is text that a person chose, as long as they liked: an ellipsis is better than a small picture. */
  mayCut?: boolean;
  balanced?: boolean;
}

/** A paragraph. */
export function text(content: string, style: TextStyle): Block {
  const { font, sizePx, color, leadingEm = 1.38, maxLines = 12, balanced = false, mayCut = false } = style;
  const leadingPx = Math.round(sizePx * leadingEm);
  const linePx = Math.ceil(sizePx * (ascentEm + descentEm));
  let last: { widthPx: number; wrapped: ReturnType<typeof wrapText> } | undefined;
  const wrap = (widthPx: number) => {
    if (last?.widthPx !== widthPx) {
      last = { widthPx, wrapped: wrapText(content, widthPx, { font, sizePx, maxLines, balanced }) };
    }
    return last.wrapped;
  };
  return {
    measure(widthPx) {
      const wrapped = wrap(widthPx);
      const lines = wrapped.lines.length;
      const heightPx = lines === 0 ? 0 : (lines - 1) * leadingPx + linePx;
      return { widthPx: Math.ceil(wrapped.widthPx), heightPx, cut: wrapped.cut && !mayCut };
    },
    paint(canvas, xPx, yPx, widthPx) {
      const { lines, cut } = wrap(widthPx);
      lines.forEach((line, index) => {
        const top = yPx + index * leadingPx;
        canvas.paintText(font, sizePx, color, line, xPx, top + sizePx * ascentEm);
        canvas.place({
          kind: 'text',
          label: line,
          xPx,
          yPx: top,
          widthPx: measureText(font, sizePx, line),
          heightPx: linePx,
          cut: cut && index === lines.length - 1,
        });
      });
    },
  };
}

/** Blocks below each other. */
export function stack(gapPx: number, blocks: readonly Block[]): Block {
  const sizes = (widthPx: number) => blocks.map((block) => block.measure(widthPx));
  return {
    measure: (widthPx) => {
      const all = sizes(widthPx);
      const shown = all.filter((size) => size.heightPx > 0);
      return {
        widthPx: Math.max(0, ...all.map((size) => size.widthPx)),
        heightPx: shown.reduce((sum, size) => sum + size.heightPx, Math.max(0, shown.length - 1) * gapPx),
        cut: all.some((size) => size.cut),
      };
    },
    paint(canvas, xPx, yPx, widthPx) {
      let y = yPx;
      for (const block of blocks) {
        const { heightPx } = block.measure(widthPx);
        if (heightPx === 0) continue;
        block.paint(canvas, xPx, y, widthPx);
        y += heightPx + gapPx;
      }
    },
  };
}

/** A small block and, right of it, one that takes the rest of the width; both centred on the same height, or at the top. */
export function row(gapPx: number, left: Block, right: Block, at: 'middle' | 'top' = 'middle'): Block {
  const measureBoth = (widthPx: number) => {
    const first = left.measure(widthPx);
    const restPx = Math.max(1, widthPx - first.widthPx - gapPx);
    return { first, second: right.measure(restPx), restPx };
  };
  return {
    measure(widthPx) {
      const { first, second } = measureBoth(widthPx);
      return {
        widthPx: first.widthPx + gapPx + second.widthPx,
        heightPx: Math.max(first.heightPx, second.heightPx),
        cut: first.cut || second.cut,
      };
    },
    paint(canvas, xPx, yPx, widthPx) {
      const { first, second, restPx } = measureBoth(widthPx);
      const drop = (one: Size, other: Size) =>
        at === 'top' ? 0 : Math.max(0, other.heightPx - one.heightPx) / 2;
      left.paint(canvas, xPx, yPx + drop(first, second), first.widthPx);
      right.paint(canvas, xPx + first.widthPx + gapPx, yPx + drop(second, first), restPx);
    },
  };
}

/** Blocks beside each other at their natural widths, in as many rows as they need. */
export function flow(gapPx: number, rowGapPx: number, blocks: readonly Block[], end = false): Block {
  const arrange = (widthPx: number) => {
    const rows: { items: { block: Block; size: Size }[]; widthPx: number; heightPx: number }[] = [];
    for (const block of blocks) {
      const size = block.measure(widthPx);
      const open = rows.at(-1);
      if (open !== undefined && open.widthPx + gapPx + size.widthPx <= widthPx) {
        open.items.push({ block, size });
        open.widthPx += gapPx + size.widthPx;
        open.heightPx = Math.max(open.heightPx, size.heightPx);
      } else rows.push({ items: [{ block, size }], widthPx: size.widthPx, heightPx: size.heightPx });
    }
    return rows;
  };
  return {
    measure(widthPx) {
      const rows = arrange(widthPx);
      return {
        widthPx: Math.max(0, ...rows.map((one) => one.widthPx)),
        heightPx: rows.reduce((sum, one) => sum + one.heightPx, Math.max(0, rows.length - 1) * rowGapPx),
        cut: rows.some((one) => one.items.some(({ size }) => size.cut)),
      };
    },
    paint(canvas, xPx, yPx, widthPx) {
      let y = yPx;
      for (const one of arrange(widthPx)) {
        let x = end ? xPx + widthPx - one.widthPx : xPx;
        for (const { block, size } of one.items) {
          block.paint(canvas, x, y + (one.heightPx - size.heightPx) / 2, size.widthPx);
          x += size.widthPx + gapPx;
        }
        y += one.heightPx + rowGapPx;
      }
    },
  };
}

/** One block at the left edge and one at the right; below each other where they do not fit beside each other. */
export function spread(gapPx: number, rowGapPx: number, left: Block, right: Block): Block {
  const besides = (widthPx: number) => {
    const [first, second] = [left.measure(widthPx), right.measure(widthPx)];
    return first.widthPx + gapPx + second.widthPx <= widthPx ? { first, second } : null;
  };
  const below = stack(rowGapPx, [left, right]);
  return {
    measure(widthPx) {
      const sizes = besides(widthPx);
      if (sizes === null) return below.measure(widthPx);
      return {
        widthPx,
        heightPx: Math.max(sizes.first.heightPx, sizes.second.heightPx),
        cut: sizes.first.cut || sizes.second.cut,
      };
    },
    paint(canvas, xPx, yPx, widthPx) {
      const sizes = besides(widthPx);
      if (sizes === null) return below.paint(canvas, xPx, yPx, widthPx);
      const { first, second } = sizes;
      const heightPx = Math.max(first.heightPx, second.heightPx);
      left.paint(canvas, xPx, yPx + (heightPx - first.heightPx) / 2, first.widthPx);
      const rightX = xPx + widthPx - second.widthPx;
      right.paint(canvas, rightX, yPx + (heightPx - second.heightPx) / 2, second.widthPx);
    },
  };
}

/** A block on a rounded ground, as wide as it is offered. */
export function panel(paddingPx: number, color: string, edge: string, block: Block): Block {
  return {
    measure(widthPx) {
      const inner = block.measure(widthPx - 2 * paddingPx);
      return { widthPx, heightPx: inner.heightPx + 2 * paddingPx, cut: inner.cut };
    },
    paint(canvas, xPx, yPx, widthPx) {
      const { heightPx } = this.measure(widthPx);
      const [x, y] = [Math.round(xPx), Math.round(yPx)];
      const radius = Math.round(paddingPx * 0.6);
      canvas.paint(
        `<rect x="${x}" y="${y}" width="${widthPx}" height="${heightPx}" rx="${radius}" fill="${color}"/>` +
          `<rect x="${x}" y="${y + radius}" width="${Math.max(2, Math.round(paddingPx / 6))}" height="${heightPx - 2 * radius}" fill="${edge}"/>`,
      );
      block.paint(canvas, xPx + paddingPx, yPx + paddingPx, widthPx - 2 * paddingPx);
    },
  };
}

/** Something of a size of its own, such as an icon. */
export function fixed(
  widthPx: number,
  heightPx: number,
  what: { kind: PlacedBox['kind']; label: string } | null,
  fragment: (xPx: number, yPx: number) => string,
): Block {
  return {
    measure: () => ({ widthPx, heightPx, cut: false }),
    paint(canvas, xPx, yPx) {
      const [x, y] = [Math.round(xPx), Math.round(yPx)];
      canvas.paint(fragment(x, y));
      if (what !== null) canvas.place({ ...what, xPx: x, yPx: y, widthPx, heightPx, cut: false });
    },
  };
}

/** One line as large as the width allows, up to the style's size; it wraps only where `smallestPx` is still too wide. */
export function fitted(content: string, style: TextStyle, smallestPx: number): Block {
  const emPx = measureText(style.font, 1, content);
  const at = (widthPx: number) => {
    const sizePx = Math.min(style.sizePx, Math.floor((widthPx / emPx) * 4) / 4);
    return text(content, { ...style, sizePx: Math.max(smallestPx, sizePx) });
  };
  return {
    measure: (widthPx) => at(widthPx).measure(widthPx),
    paint: (canvas, xPx, yPx, widthPx) => at(widthPx).paint(canvas, xPx, yPx, widthPx),
  };
}
