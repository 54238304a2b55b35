/**
 * Every screen but the pairing screen: one symbol in the seal, one headline, and what to do.
 */
import { type Block, stack } from './blocks.ts';
import { type Canvas, createCanvas, type Picture } from './canvas.ts';
import { measureText } from './fonts.ts';
import { type IconName, iconFragment } from './icons.ts';
import { palette } from './palette.ts';
import { explanation, facts, footer, headline, nothing, progressBar, sentence } from './parts.ts';
import type { Geometry, Screen } from './screen.ts';
import { paintRings, sealMark, wordmark } from './seal.ts';
import { type Sizes, sizesOf } from './sizes.ts';
import { plainText, type ScreenWords, wordsOf } from './words.ts';

export type MessageScreen = Exclude<Screen, { kind: 'pairing' }>;

const scales = [1.15, 1, 0.9, 0.8, 0.7, 0.62, 0.54, 0.46, 0.4] as const;

export function composeMessage(screen: MessageScreen, geometry: Geometry): Picture {
  const words = wordsOf(screen);
  const canvas = createCanvas(geometry, palette.ink);
  const plans = scales.map((scale) => () => plan(screen, words, geometry, scale));
  // Names may be cut; if nothing fits whole, the largest layout that fits with its names cut is the best one.
  const made =
    firstThat(plans, (one) => one.fits && !one.cut) ??
    firstThat(plans, (one) => one.fits) ??
    plans.at(-1)?.();
  made?.paint(canvas);
  return canvas.finish(words.headline, plainText(screen));
}

function firstThat(plans: readonly (() => Plan)[], good: (plan: Plan) => boolean): Plan | undefined {
  for (const make of plans) {
    const plan = make();
    if (good(plan)) return plan;
  }
  return undefined;
}

interface Plan {
  fits: boolean;
  cut: boolean;
  paint(canvas: Canvas): void;
}

function plan(screen: MessageScreen, words: ScreenWords, geometry: Geometry, scale: number): Plan {
  const sizes = sizesOf(geometry, scale);
  const { marginPx, unitPx, groupGapPx } = sizes;
  const { widthPx, heightPx } = geometry;
  const insidePx = widthPx - 2 * marginPx;
  const landscape = widthPx >= heightPx * 1.1;
  const foot = footer(words, sizes);
  const footSize = foot.measure(insidePx);
  const footY = heightPx - Math.round(marginPx * 0.75) - footSize.heightPx;
  const bottomPx = footY - Math.round(unitPx * 3.2);
  const brand = wordmark(unitPx * 5);
  const brandPx = brand.measure(insidePx).heightPx;
  const topPx = marginPx + brandPx + groupGapPx;
  const radiusPx = landscape
    ? Math.min((bottomPx - marginPx) * 0.32, widthPx * 0.15)
    : Math.min(widthPx * 0.24, heightPx * 0.12);
  const columnPx = landscape ? Math.round(insidePx - 2 * radiusPx - unitPx * 9) : insidePx;
  const column = columnOf(words, sizes);
  const size = column.measure(columnPx);
  const heroPx = landscape ? 0 : 2 * radiusPx + groupGapPx * 1.5;
  const freePx = bottomPx - topPx - heroPx - size.heightPx;
  return {
    fits: freePx >= 0 && size.widthPx <= columnPx,
    cut: size.cut || footSize.cut,
    paint(canvas) {
      const startY = topPx + Math.max(0, freePx) * 0.44;
      const centreX = landscape ? widthPx - marginPx - radiusPx - unitPx * 2 : widthPx / 2;
      const centreY = landscape ? heightPx * 0.47 : startY + radiusPx;
      paintRings(canvas, centreX, centreY, radiusPx, unitPx * 11);
      paintHero(canvas, screen, centreX, centreY, radiusPx);
      brand.paint(canvas, marginPx, marginPx, insidePx);
      column.paint(canvas, marginPx, startY + heroPx, columnPx);
      foot.paint(canvas, marginPx, footY, insidePx);
    },
  };
}

function columnOf(words: ScreenWords, sizes: Sizes): Block {
  const { progress } = words;
  return stack(sizes.groupGapPx, [
    stack(sizes.itemGapPx, [
      headline(words, sizes),
      ...words.sentences.map((one) => sentence(one, sizes)),
      words.advice === null ? nothing : sentence(words.advice, sizes, palette.bright),
    ]),
    progress === null ? nothing : progressBar(progress.done, progress.total, sizes),
    words.trouble === null ? nothing : explanation(words.trouble, 'trouble', sizes),
    words.facts.length === 0 ? nothing : facts(words.facts, sizes),
  ]);
}

const heroes: { readonly [key in Exclude<MessageScreen['kind'], 'starting' | 'loading'>]: IconName } = {
  'no-network': 'unplugged',
  connecting: 'cloud',
  unpaired: 'unlinked',
  playing: 'playing',
  error: 'trouble',
};

function loadingHero({ ready, total }: Extract<Screen, { kind: 'loading' }>): IconName {
  if (total === 0) return 'good';
  return ready < total ? 'loading' : 'playing';
}

function paintHero(canvas: Canvas, screen: MessageScreen, x: number, y: number, radiusPx: number): void {
  if (screen.kind === 'starting') {
    const side = radiusPx * 1.1;
    canvas.paint(sealMark(x - side / 2, y - side / 2, side, palette.accent, palette.ink));
    return;
  }
  if (screen.kind === 'connecting' && screen.nextTry.state === 'waiting') {
    paintCountdown(canvas, screen.nextTry.inSeconds, x, y, radiusPx);
    return;
  }
  const name = screen.kind === 'loading' ? loadingHero(screen) : heroes[screen.kind];
  const color = screen.kind === 'error' || screen.kind === 'no-network' ? palette.trouble : palette.accent;
  const side = radiusPx * 1.05;
  canvas.paint(iconFragment(name, x - side / 2, y - side / 2, side, color, 1.3));
}

function paintCountdown(canvas: Canvas, seconds: number, x: number, y: number, radiusPx: number): void {
  const content = String(seconds);
  const sizePx = Math.round((radiusPx * 0.95) / Math.max(1, content.length / 2.4));
  const widthPx = measureText('strong', sizePx, content);
  const baseline = y + sizePx * 0.364;
  canvas.paintText('strong', sizePx, palette.accent, content, x - widthPx / 2, baseline);
  canvas.place({
    kind: 'text',
    label: content,
    xPx: x - widthPx / 2,
    yPx: baseline - sizePx * 0.8,
    widthPx,
    heightPx: sizePx * 0.9,
    cut: false,
  });
}
